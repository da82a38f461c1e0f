-- The amounts are worked out here, once, so that every model above adds up the same four-decimal numbers.
with line_items as (

    select * from {{ source('tpch', 'lineitem') }}

),

renamed as (

    select
        l_orderkey as order_key,
        l_partkey as part_key,
        l_suppkey as supplier_key,
        l_linenumber as line_number,
        l_quantity as quantity,
        l_extendedprice as gross_item_sales_amount,
        l_discount as discount_percentage,
        l_tax as tax_rate,
        l_returnflag as return_flag,
        l_linestatus as status_code,
        l_shipdate as ship_date,
        l_commitdate as commit_date,
        l_receiptdate as receipt_date,
        l_shipinstruct as ship_instructions,
        l_shipmode as ship_mode,
        l_comment as comment
    from line_items

),

discounted as (

    -- The source's "extended price" is the amount of the whole line, and the price of one piece has to be worked out from it.
    select
        *,
        {{ money('gross_item_sales_amount / nullif(quantity, 0)') }} as base_price,
        {{ money('gross_item_sales_amount * (1 - discount_percentage)') }} as discounted_item_sales_amount,
        {{ money('-1 * gross_item_sales_amount * discount_percentage') }} as item_discount_amount
    from renamed

),

taxed as (

    select
        *,
        {{ money('base_price * (1 - discount_percentage)') }} as discounted_price,
        {{ money('(gross_item_sales_amount + item_discount_amount) * tax_rate') }} as item_tax_amount
    from discounted

)

select
    order_key,
    part_key,
    supplier_key,
    line_number,
    quantity,
    gross_item_sales_amount,
    discount_percentage,
    tax_rate,
    return_flag,
    status_code,
    ship_date,
    commit_date,
    receipt_date,
    ship_instructions,
    ship_mode,
    comment,
    base_price,
    discounted_price,
    discounted_item_sales_amount,
    item_discount_amount,
    item_tax_amount,
    {{ money('gross_item_sales_amount + item_discount_amount + item_tax_amount') }} as net_item_sales_amount
from taxed
