-- The largest table, so a run reads only the orders since the last one, and a few days more for those that arrive late.
{{
    config(
        materialized='incremental',
        unique_key=['order_key', 'line_number'],
        on_schema_change='fail',
    )
}}

with orders as (

    select
        order_key,
        customer_key,
        order_date
    from {{ ref('stg_orders') }}

    {% if is_incremental() %}
    where order_date >= (
        select {{ dbt.dateadd('day', -var('late_arrival_days'), 'max(order_date)') }}
        from {{ this }}
    )
    {% endif %}

),

line_items as (

    select * from {{ ref('stg_line_items') }}

),

part_suppliers as (

    select * from {{ ref('stg_part_suppliers') }}

),

costed as (

    select
        line_items.order_key,
        line_items.line_number,
        orders.customer_key,
        line_items.part_key,
        line_items.supplier_key,
        orders.order_date,
        line_items.ship_date,
        line_items.receipt_date,
        line_items.ship_mode,
        line_items.return_flag = 'R' as is_returned,
        line_items.quantity,
        line_items.gross_item_sales_amount,
        line_items.item_discount_amount,
        line_items.discounted_item_sales_amount,
        line_items.item_tax_amount,
        {{ money('line_items.quantity * part_suppliers.supply_cost') }} as supply_cost_amount
    from line_items
    inner join orders
        on line_items.order_key = orders.order_key
    inner join part_suppliers
        on line_items.part_key = part_suppliers.part_key
        and line_items.supplier_key = part_suppliers.supplier_key

)

select
    order_key,
    line_number,
    customer_key,
    part_key,
    supplier_key,
    order_date,
    ship_date,
    receipt_date,
    ship_mode,
    is_returned,
    quantity,
    {{ money('gross_item_sales_amount') }} as gross_item_sales_amount,
    item_discount_amount,
    discounted_item_sales_amount,
    item_tax_amount,
    supply_cost_amount,
    {{ money('discounted_item_sales_amount - supply_cost_amount') }} as item_margin_amount
from costed
