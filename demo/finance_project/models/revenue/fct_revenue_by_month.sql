with orders as (

    select * from {{ ref('int_orders_by_fiscal_period') }}

),

order_costs as (

    select
        order_key,
        sum(supply_cost_amount) as supply_cost_amount
    from {{ ref('foundational_project', 'fct_order_items') }}
    group by order_key

),

months as (

    select
        orders.revenue_month,
        orders.market_segment,
        orders.fiscal_year,
        orders.fiscal_quarter,
        count(*) as order_count,
        {{ money('sum(orders.gross_sales_amount)') }} as gross_sales_amount,
        {{ money('sum(orders.discount_amount)') }} as discount_amount,
        {{ money('sum(orders.revenue_amount)') }} as revenue_amount,
        {{ money('sum(orders.tax_amount)') }} as tax_amount,
        {{ money('sum(order_costs.supply_cost_amount)') }} as supply_cost_amount
    from orders
    inner join order_costs
        on orders.order_key = order_costs.order_key
    group by
        orders.revenue_month,
        orders.market_segment,
        orders.fiscal_year,
        orders.fiscal_quarter

)

select
    revenue_month,
    market_segment,
    fiscal_year,
    fiscal_quarter,
    order_count,
    gross_sales_amount,
    discount_amount,
    revenue_amount,
    tax_amount,
    supply_cost_amount,
    {{ money('revenue_amount - supply_cost_amount') }} as margin_amount,
    {{ ratio('revenue_amount - supply_cost_amount', 'revenue_amount') }} as margin_rate
from months
