with orders as (

    select * from {{ ref('foundational_project', 'fct_orders') }}

)

select
    market_segment,
    count(*) as order_count,
    {{ money('sum(gross_item_sales_amount)') }} as total_revenue
from orders
group by market_segment
