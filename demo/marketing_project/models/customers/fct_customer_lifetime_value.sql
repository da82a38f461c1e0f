-- What a customer has been worth, and not a forecast: margin after supply cost, over the time since the first order.
with customer_orders as (

    select * from {{ ref('int_customer_orders') }}

),

order_items as (

    select * from {{ ref('foundational_project', 'fct_order_items') }}

),

margins as (

    select
        customer_key,
        {{ money('sum(item_margin_amount)') }} as margin_amount,
        count(*) as item_count,
        count(case when is_returned then 1 end) as returned_item_count
    from order_items
    group by customer_key

),

today as (

    select max(last_order_date) as last_day
    from customer_orders

),

lifetimes as (

    select
        customer_orders.*,
        margins.margin_amount,
        margins.item_count,
        margins.returned_item_count,
        {{ dbt.datediff('customer_orders.first_order_date', 'today.last_day', 'day') }} + 1 as days_as_customer
    from customer_orders
    inner join margins
        on customer_orders.customer_key = margins.customer_key
    cross join today

)

select
    customer_key,
    first_order_date,
    last_order_date,
    days_as_customer,
    order_count,
    revenue_amount,
    margin_amount,
    {{ money('revenue_amount / order_count') }} as average_order_amount,
    {{ money('margin_amount * 365 / days_as_customer') }} as margin_amount_per_year,
    {{ ratio('returned_item_count', 'item_count') }} as return_rate
from lifetimes
