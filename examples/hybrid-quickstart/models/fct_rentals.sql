with rentals as (

    select * from {{ ref('stg_rentals') }}

)

select
    rental_id,
    bike_id,
    start_station,
    end_station,
    rental_date,
    started_at,
    cast({{ dbt.datediff('started_at', 'ended_at', 'minute') }} as integer) as minutes
from rentals
