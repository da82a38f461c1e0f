-- A cohort is the customers who first ordered in the same quarter. A cohort that nobody of orders in some quarter has no row for it.
with orders as (

    select
        customer_key,
        cast({{ dbt.date_trunc('quarter', 'order_date') }} as date) as order_quarter
    from {{ ref('foundational_project', 'fct_orders') }}

),

cohorts as (

    select
        customer_key,
        min(order_quarter) as cohort_quarter
    from orders
    group by customer_key

),

cohort_sizes as (

    select
        cohort_quarter,
        count(*) as cohort_customer_count
    from cohorts
    group by cohort_quarter

),

active_customers as (

    select
        cohorts.cohort_quarter,
        orders.order_quarter,
        count(distinct orders.customer_key) as active_customer_count
    from orders
    inner join cohorts
        on orders.customer_key = cohorts.customer_key
    group by
        cohorts.cohort_quarter,
        orders.order_quarter

)

select
    active_customers.cohort_quarter,
    active_customers.order_quarter,
    {{ dbt.datediff('active_customers.cohort_quarter', 'active_customers.order_quarter', 'quarter') }} as quarters_since_first_order,
    cohort_sizes.cohort_customer_count,
    active_customers.active_customer_count,
    {{ ratio('active_customers.active_customer_count', 'cohort_sizes.cohort_customer_count') }} as retention_rate
from active_customers
inner join cohort_sizes
    on active_customers.cohort_quarter = cohort_sizes.cohort_quarter
