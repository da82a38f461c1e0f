with deliveries as (

    select
        *,
        cast({{ dbt.date_trunc('year', 'receipt_date') }} as date) as delivery_year
    from {{ ref('int_supplier_deliveries') }}

),

suppliers as (

    select * from {{ ref('stg_suppliers') }}

),

nations as (

    select * from {{ ref('stg_nations') }}

),

totals as (

    select
        supplier_key,
        delivery_year,
        count(*) as delivery_count,
        count(case when is_late then 1 end) as late_delivery_count,
        count(case when is_returned then 1 end) as returned_delivery_count,
        cast(avg(case when is_late then days_late end) as decimal(9, 2)) as average_days_late
    from deliveries
    group by
        supplier_key,
        delivery_year

)

select
    totals.supplier_key,
    totals.delivery_year,
    suppliers.supplier_name,
    nations.nation_name,
    nations.region_name,
    totals.delivery_count,
    totals.late_delivery_count,
    totals.returned_delivery_count,
    totals.average_days_late,
    {{ ratio('totals.delivery_count - totals.late_delivery_count', 'totals.delivery_count') }} as on_time_rate
from totals
inner join suppliers
    on totals.supplier_key = suppliers.supplier_key
inner join nations
    on suppliers.nation_key = nations.nation_key
