{# A share from 0 to 1 with four decimals; empty, not an error, where there is nothing to divide by. #}
{% macro ratio(part, whole) -%}
    cast(cast({{ part }} as decimal(18, 4)) / nullif({{ whole }}, 0) as decimal(9, 4))
{%- endmacro %}
