-- Which brands earned less of each sale than the year before? The list with which a pricing review begins.
with margins as (

    select
        brand,
        fiscal_year,
        margin_rate,
        lag(margin_rate) over (partition by brand order by fiscal_year) as margin_rate_before
    from {{ ref('agg_brand_margin') }}

)

select
    brand,
    fiscal_year,
    margin_rate,
    margin_rate - margin_rate_before as change
from margins
where margin_rate < margin_rate_before
order by change
