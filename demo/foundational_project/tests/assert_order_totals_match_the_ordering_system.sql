-- The ordering system keeps a total for each order; ours is summed up from the order's items. The system cuts off the fractions of a
-- cent after the discount and again after the tax, so each item may differ by two cents, and by no more.
select
    orders.order_key,
    source_orders.total_price,
    orders.net_item_sales_amount
from {{ ref('fct_orders') }} as orders
inner join {{ ref('stg_orders') }} as source_orders
    on orders.order_key = source_orders.order_key
where abs(source_orders.total_price - orders.net_item_sales_amount) > 0.021 * orders.line_item_count
