-- Only fiscal years with targets: the first and the last year of the data are not whole, and the board set none for them.
with targets as (

    select * from {{ ref('revenue_targets') }}

),

revenue as (

    select
        fiscal_year,
        market_segment,
        {{ money('sum(revenue_amount)') }} as revenue_amount
    from {{ ref('fct_revenue_by_month') }}
    group by
        fiscal_year,
        market_segment

)

select
    targets.fiscal_year,
    targets.market_segment,
    targets.revenue_target_amount,
    {{ money('coalesce(revenue.revenue_amount, 0)') }} as revenue_amount,
    {{ money('coalesce(revenue.revenue_amount, 0) - targets.revenue_target_amount') }} as variance_amount,
    {{ ratio('coalesce(revenue.revenue_amount, 0)', 'targets.revenue_target_amount') }} as attainment_rate
from targets
left join revenue
    on targets.fiscal_year = revenue.fiscal_year
    and targets.market_segment = revenue.market_segment
