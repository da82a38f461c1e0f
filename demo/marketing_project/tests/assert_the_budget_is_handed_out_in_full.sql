-- A planned year whose markets get more or less than the budget, save for the fractions that are rounded on each market, or nothing.
with handed_out as (

    select
        fiscal_year,
        sum(campaign_budget_amount) as campaign_budget_amount
    from {{ ref('fct_campaign_budgets') }}
    group by fiscal_year

)

select
    budgets.fiscal_year,
    budgets.campaign_budget_amount as planned_amount,
    handed_out.campaign_budget_amount as handed_out_amount
from {{ ref('campaign_budgets') }} as budgets
left join handed_out
    on budgets.fiscal_year = handed_out.fiscal_year
where abs(budgets.campaign_budget_amount - coalesce(handed_out.campaign_budget_amount, 0)) > 0.01
