-- fct_orders joins orders with items and customers: an order that lacks either would vanish without a word. The loader's own count
-- tells how many there must be.
with published as (

    select count(*) as row_count
    from {{ ref('fct_orders') }}

),

loaded as (

    select row_count
    from {{ source('tpch', 'load_audit') }}
    where table_name = 'orders'

)

select
    loaded.row_count as loaded_orders,
    published.row_count as published_orders
from loaded
cross join published
where loaded.row_count <> published.row_count
