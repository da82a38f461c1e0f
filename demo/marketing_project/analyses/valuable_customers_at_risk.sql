-- Whom should an account manager visit first? The customers at risk who earned the company most, by region.
with segments as (

    select * from {{ ref('dim_customer_segments') }}
    where customer_segment = 'at risk'

),

values_by_customer as (

    select * from {{ ref('fct_customer_lifetime_value') }}

),

ranked as (

    select
        segments.region_name,
        segments.customer_key,
        segments.days_since_last_order,
        values_by_customer.margin_amount_per_year,
        row_number() over (
            partition by segments.region_name
            order by values_by_customer.margin_amount_per_year desc, segments.customer_key
        ) as place
    from segments
    inner join values_by_customer
        on segments.customer_key = values_by_customer.customer_key

)

select * from ranked
where place <= 20
order by
    region_name,
    place
