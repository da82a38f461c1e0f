with orders as (

    select * from {{ ref('stg_orders') }}

),

customers as (

    select * from {{ ref('stg_customers') }}

),

order_totals as (

    select * from {{ ref('int_order_totals') }}

)

select
    orders.order_key,
    orders.order_date,
    orders.customer_key,
    orders.status_code,
    orders.priority_code,
    orders.ship_priority,
    orders.clerk_name,
    customers.name,
    customers.market_segment,
    order_totals.gross_item_sales_amount,
    order_totals.item_discount_amount,
    order_totals.item_tax_amount,
    order_totals.net_item_sales_amount
from orders
inner join order_totals
    on orders.order_key = order_totals.order_key
inner join customers
    on orders.customer_key = customers.customer_key
