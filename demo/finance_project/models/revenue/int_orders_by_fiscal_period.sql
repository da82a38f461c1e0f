-- Where finance's calendar and finance's word "revenue" are laid over the company's orders: everything else here reads this.
{{ config(materialized='view', schema='staging', access='private') }}

with orders as (

    select * from {{ ref('foundational_project', 'fct_orders') }}

)

select
    order_key,
    order_date,
    cast({{ dbt.date_trunc('month', 'order_date') }} as date) as revenue_month,
    {{ fiscal_year('order_date') }} as fiscal_year,
    {{ fiscal_quarter('order_date') }} as fiscal_quarter,
    market_segment,
    gross_item_sales_amount as gross_sales_amount,
    item_discount_amount as discount_amount,
    item_tax_amount as tax_amount,
    {{ money('gross_item_sales_amount + item_discount_amount') }} as revenue_amount
from orders
