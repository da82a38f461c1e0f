with departures as (

    select
        start_station as station,
        rental_date,
        count(*) as departure_count
    from {{ ref('stg_rentals') }}
    group by
        start_station,
        rental_date

),

arrivals as (

    select
        end_station as station,
        rental_date,
        count(*) as arrival_count
    from {{ ref('stg_rentals') }}
    group by
        end_station,
        rental_date

)

select
    coalesce(departures.station, arrivals.station) as station,
    coalesce(departures.rental_date, arrivals.rental_date) as rental_date,
    coalesce(departures.departure_count, 0) as departure_count,
    coalesce(arrivals.arrival_count, 0) as arrival_count,
    coalesce(arrivals.arrival_count, 0) - coalesce(departures.departure_count, 0) as bike_change
from departures
full outer join arrivals
    on departures.station = arrivals.station
    and departures.rental_date = arrivals.rental_date
