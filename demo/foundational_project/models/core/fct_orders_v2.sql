with orders as (

    select * from {{ ref('stg_orders') }}

),

customers as (

    select * from {{ ref('stg_customers') }}

),

order_statuses as (

    select * from {{ ref('order_statuses') }}

),

order_totals as (

    select * from {{ ref('int_order_totals') }}

)

select
    orders.order_key,
    orders.order_date,
    orders.customer_key,
    orders.status_code,
    order_statuses.order_status,
    order_statuses.is_open,
    orders.priority_code,
    orders.clerk_name,
    customers.market_segment,
    order_totals.line_item_count,
    order_totals.gross_item_sales_amount,
    order_totals.item_discount_amount,
    order_totals.item_tax_amount,
    order_totals.net_item_sales_amount
from orders
inner join order_totals
    on orders.order_key = order_totals.order_key
inner join customers
    on orders.customer_key = customers.customer_key
inner join order_statuses
    on orders.status_code = order_statuses.status_code
