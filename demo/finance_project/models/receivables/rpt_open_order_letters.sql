-- Pinned to version 1, which is deprecated: the letters print the customer's name, and version 2 has it no more.
with orders as (

    select * from {{ ref('foundational_project', 'fct_orders', v=1) }}

),

open_orders as (

    select * from orders
    where status_code in ('O', 'P')

)

select
    customer_key,
    name,
    market_segment,
    count(*) as open_order_count,
    min(order_date) as oldest_open_order_date,
    {{ money('sum(net_item_sales_amount)') }} as open_order_amount
from open_orders
group by
    customer_key,
    name,
    market_segment
