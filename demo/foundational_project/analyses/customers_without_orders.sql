-- Which markets have customers who never ordered? Asked by sales when it plans its visits; compile it and run it where you query.
with customers as (

    select * from {{ ref('dim_customers') }}

),

ordering_customers as (

    select distinct customer_key
    from {{ ref('fct_orders') }}

)

select
    customers.region_name,
    customers.market_segment,
    count(*) as customers,
    count(ordering_customers.customer_key) as customers_with_orders,
    count(*) - count(ordering_customers.customer_key) as customers_without_orders
from customers
left join ordering_customers
    on customers.customer_key = ordering_customers.customer_key
group by
    customers.region_name,
    customers.market_segment
order by customers_without_orders desc
