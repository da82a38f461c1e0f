with rentals as (

    select * from {{ ref('city_bikes', 'fct_rentals') }}

)

select
    start_station as station,
    count(*) as rental_count,
    cast(avg(minutes) as decimal(9, 2)) as average_minutes,
    count(case when start_station = end_station then 1 end) as round_trip_count
from rentals
group by start_station
