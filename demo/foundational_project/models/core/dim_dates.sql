-- The calendar is written out, not derived from orders: a day without orders is a day too, and metrics need it.
with days as (

    {{
        dbt.date_spine(
            datepart='day',
            start_date="cast('" ~ var('calendar_start') ~ "' as date)",
            end_date=dbt.dateadd('day', 1, "cast('" ~ var('calendar_end') ~ "' as date)")
        )
    }}

)

select
    cast(date_day as date) as date_day,
    cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start,
    cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start,
    cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start
from days
