with customers as (

    select * from {{ ref('foundational_project', 'dim_customers') }}

),

customer_orders as (

    select * from {{ ref('int_customer_orders') }}

),

rules as (

    select * from {{ ref('customer_segment_rules') }}

),

today as (

    select max(last_order_date) as last_day
    from customer_orders

),

scored as (

    select
        customer_orders.customer_key,
        customer_orders.order_count,
        customer_orders.last_order_date,
        customer_orders.revenue_amount,
        {{ dbt.datediff('customer_orders.last_order_date', 'today.last_day', 'day') }} as days_since_last_order,
        {{ score('customer_orders.last_order_date', 'customer_orders.customer_key') }} as recency_score,
        {{ score('customer_orders.revenue_amount', 'customer_orders.customer_key') }} as value_score
    from customer_orders
    cross join today

)

select
    customers.customer_key,
    customers.market_segment,
    customers.nation_name,
    customers.region_name,
    coalesce(rules.customer_segment, 'prospects') as customer_segment,
    cast(scored.recency_score as integer) as recency_score,
    cast(scored.value_score as integer) as value_score,
    scored.last_order_date,
    cast(scored.days_since_last_order as integer) as days_since_last_order,
    coalesce(scored.order_count, 0) as order_count,
    {{ money('coalesce(scored.revenue_amount, 0)') }} as revenue_amount
from customers
left join scored
    on customers.customer_key = scored.customer_key
left join rules
    on scored.recency_score between rules.recency_score_from and rules.recency_score_to
    and scored.value_score between rules.value_score_from and rules.value_score_to
