-- Only what has arrived can have arrived late: items that are still open carry dates that are plans.
{{ config(materialized='view', schema='staging', access='private') }}

with line_items as (

    select * from {{ ref('stg_line_items') }}

)

select
    order_key,
    line_number,
    supplier_key,
    ship_date,
    commit_date,
    receipt_date,
    receipt_date > commit_date as is_late,
    case
        when receipt_date > commit_date then {{ dbt.datediff('commit_date', 'receipt_date', 'day') }}
        else 0
    end as days_late,
    return_flag = 'R' as is_returned
from line_items
where status_code = 'F'
