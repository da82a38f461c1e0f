-- A nation without its region is of no use to anybody, so the two source tables become one model.
with nations as (

    select * from {{ source('tpch', 'nation') }}

),

regions as (

    select * from {{ source('tpch', 'region') }}

)

select
    nations.n_nationkey as nation_key,
    nations.n_name as nation_name,
    regions.r_regionkey as region_key,
    regions.r_name as region_name
from nations
inner join regions
    on nations.n_regionkey = regions.r_regionkey
