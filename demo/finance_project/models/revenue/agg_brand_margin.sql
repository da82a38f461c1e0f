with order_items as (

    select
        *,
        {{ fiscal_year('order_date') }} as fiscal_year
    from {{ ref('foundational_project', 'fct_order_items') }}

),

parts as (

    select * from {{ ref('foundational_project', 'dim_parts') }}

),

totals as (

    select
        parts.manufacturer,
        parts.brand,
        order_items.fiscal_year,
        sum(order_items.quantity) as quantity,
        {{ money('sum(order_items.discounted_item_sales_amount)') }} as revenue_amount,
        {{ money('sum(order_items.supply_cost_amount)') }} as supply_cost_amount,
        {{ money('sum(order_items.item_margin_amount)') }} as margin_amount
    from order_items
    inner join parts
        on order_items.part_key = parts.part_key
    group by
        parts.manufacturer,
        parts.brand,
        order_items.fiscal_year

)

select
    manufacturer,
    brand,
    fiscal_year,
    quantity,
    revenue_amount,
    supply_cost_amount,
    margin_amount,
    {{ ratio('margin_amount', 'revenue_amount') }} as margin_rate
from totals
