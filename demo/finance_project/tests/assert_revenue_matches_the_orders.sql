-- The join with supply cost must neither drop an order nor count one twice: the months add up to what the orders add up to.
with months as (

    select
        sum(order_count) as order_count,
        sum(revenue_amount) as revenue_amount
    from {{ ref('fct_revenue_by_month') }}

),

orders as (

    select
        count(*) as order_count,
        sum(gross_item_sales_amount + item_discount_amount) as revenue_amount
    from {{ ref('foundational_project', 'fct_orders') }}

)

select
    months.order_count as counted_orders,
    orders.order_count as published_orders,
    months.revenue_amount as counted_revenue,
    orders.revenue_amount as published_revenue
from months
cross join orders
where
    months.order_count <> orders.order_count
    or months.revenue_amount <> orders.revenue_amount
