-- What an order's items add up to. Ephemeral: both versions of fct_orders read it, and nobody has a use for it as a table.
{{ config(materialized='ephemeral', access='private') }}

with line_items as (

    select * from {{ ref('stg_line_items') }}

)

select
    order_key,
    count(*) as line_item_count,
    {{ money('sum(gross_item_sales_amount)') }} as gross_item_sales_amount,
    {{ money('sum(item_discount_amount)') }} as item_discount_amount,
    {{ money('sum(item_tax_amount)') }} as item_tax_amount,
    {{ money('sum(net_item_sales_amount)') }} as net_item_sales_amount
from line_items
group by order_key
