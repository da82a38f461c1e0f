with parts as (

    select * from {{ ref('stg_parts') }}

),

lowest_costs as (

    select
        part_key,
        min(supply_cost) as lowest_supply_cost
    from {{ ref('stg_part_suppliers') }}
    group by part_key

)

select
    parts.part_key,
    parts.part_name,
    parts.manufacturer,
    parts.brand,
    parts.part_type,
    parts.part_size,
    parts.container,
    parts.retail_price,
    lowest_costs.lowest_supply_cost
from parts
left join lowest_costs
    on parts.part_key = lowest_costs.part_key
