{# The fiscal year of a date: named for the calendar year in which it ends. #}
{% macro fiscal_year(date) -%}
    cast(
        extract(year from {{ date }})
        {%- if var('fiscal_year_start_month') > 1 %}
        + case when extract(month from {{ date }}) >= {{ var('fiscal_year_start_month') }} then 1 else 0 end
        {%- endif %}
        as integer
    )
{%- endmacro %}

{# The quarter of the fiscal year, 1 to 4. #}
{% macro fiscal_quarter(date) -%}
    cast(
        floor(mod(cast(extract(month from {{ date }}) as integer) + 12 - {{ var('fiscal_year_start_month') }}, 12) / 3) + 1
        as integer
    )
{%- endmacro %}
