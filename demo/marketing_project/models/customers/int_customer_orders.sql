{{ config(materialized='view', schema='staging', access='private') }}

with orders as (

    select * from {{ ref('foundational_project', 'fct_orders') }}

)

select
    customer_key,
    count(*) as order_count,
    min(order_date) as first_order_date,
    max(order_date) as last_order_date,
    {{ money('sum(gross_item_sales_amount + item_discount_amount)') }} as revenue_amount
from orders
group by customer_key
