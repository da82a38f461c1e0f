{# Puts the rows into five equal parts by an expression, 5 being the highest; the key settles ties, so that each run gives the same. #}
{% macro score(expression, key) -%}
    ntile(5) over (order by {{ expression }}, {{ key }})
{%- endmacro %}
