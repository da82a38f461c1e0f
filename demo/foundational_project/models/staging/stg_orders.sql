with orders as (

    select * from {{ source('tpch', 'orders') }}

)

select
    o_orderkey as order_key,
    o_custkey as customer_key,
    o_orderstatus as status_code,
    o_totalprice as total_price,
    o_orderdate as order_date,
    o_clerk as clerk_name,
    o_orderpriority as priority_code,
    o_shippriority as ship_priority,
    o_comment as comment
from orders
