-- Rentals that have ended: a bike that is still out has no end station and no duration.
{{ config(materialized='view') }}

with rentals as (

    select * from {{ ref('rentals') }}

)

select
    rental_id,
    bike_id,
    start_station,
    end_station,
    started_at,
    ended_at,
    cast(started_at as date) as rental_date
from rentals
where ended_at is not null
