{# One type for every amount, so that contracts and sums agree between models and warehouses. #}
{% macro money(amount) -%}
    cast({{ amount }} as decimal(18, 4))
{%- endmacro %}
