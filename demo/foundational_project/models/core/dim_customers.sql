with customers as (

    select * from {{ ref('stg_customers') }}

),

nations as (

    select * from {{ ref('stg_nations') }}

)

select
    customers.customer_key,
    customers.name,
    customers.address,
    customers.phone_number,
    customers.market_segment,
    customers.account_balance,
    nations.nation_name,
    nations.region_name
from customers
inner join nations
    on customers.nation_key = nations.nation_key
