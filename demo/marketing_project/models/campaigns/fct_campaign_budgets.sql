-- Each market gets the share of the budget that it had of the margin in the fiscal year before, as the books were closed.
with budgets as (

    select * from {{ ref('campaign_budgets') }}

),

months as (

    select * from {{ ref('finance_project', 'fct_revenue_by_month') }}

),

margins as (

    select
        fiscal_year,
        market_segment,
        sum(margin_amount) as margin_amount
    from months
    group by
        fiscal_year,
        market_segment

),

shares as (

    select
        fiscal_year,
        market_segment,
        margin_amount,
        sum(margin_amount) over (partition by fiscal_year) as total_margin_amount
    from margins

)

select
    budgets.fiscal_year,
    shares.market_segment,
    {{ money('shares.margin_amount') }} as margin_amount_before,
    {{ ratio('shares.margin_amount', 'shares.total_margin_amount') }} as margin_share_before,
    {{ money('budgets.campaign_budget_amount * shares.margin_amount / nullif(shares.total_margin_amount, 0)') }} as campaign_budget_amount
from budgets
inner join shares
    on budgets.fiscal_year = shares.fiscal_year + 1
