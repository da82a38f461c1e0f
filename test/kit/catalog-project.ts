/** A dbt project with a node of every kind that DuckDB can build: what clients of the Discovery API ask about. */
export const catalogProject: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\nseeds: {shop: {+tags: [raw]}}\n',
  'seeds/raw_orders.csv': 'id,amount,ordered_at\n1,100,2026-01-01\n2,250,2026-01-02\n',
  'macros/cents.sql': '{% macro cents(column) %} {{ column }} / 100.0 {% endmacro %}',
  'macros/cents.yml':
    'macros: [{name: cents, description: Cents to money., arguments: [{name: column, type: string, description: Which.}]}]\n',
  'models/sources.yml': `
sources:
  - name: raw
    description: What the shop writes.
    schema: shop
    tables:
      - name: raw_orders
        description: Orders as they come in.
        config:
          loaded_at_field: "cast(ordered_at as timestamp)"
          freshness: {warn_after: {count: 1, period: day}}
        columns: [{name: id, description: The key., data_tests: [not_null]}]
`,
  'models/staging/stg_orders.sql':
    "select id, {{ cents('amount') }} as amount, cast(ordered_at as date) as ordered_at from {{ source('raw', 'raw_orders') }}",
  'models/marts/orders.sql': "{{ config(materialized='table') }} select id, amount, ordered_at from {{ ref('stg_orders') }}",
  'models/marts/days.sql':
    "{{ config(materialized='table') }} select cast(range as date) as day from range(date '2026-01-01', date '2026-02-01', interval 1 day)",
  'models/marts/marts.yml': `
groups: [{name: sales, owner: {name: Ada, email: ada@example.com}}]
models:
  - name: orders
    description: One row an order.
    access: public
    group: sales
    config: {contract: {enforced: true}, tags: [nightly]}
    columns:
      - {name: id, data_type: integer, description: The key., data_tests: [unique, not_null]}
      - {name: amount, data_type: double}
      - {name: ordered_at, data_type: date}
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
unit_tests:
  - name: orders_pass_through
    model: orders
    given: [{input: ref('stg_orders'), rows: [{id: 1, amount: 2.5, ordered_at: 2026-01-01}]}]
    expect: {rows: [{id: 1, amount: 2.5, ordered_at: 2026-01-01}]}
exposures:
  - {name: board, type: dashboard, maturity: high, url: "https://bi.example.com/board", description: What the board sees., owner: {name: Ada, email: ada@example.com}, depends_on: [ref('orders')]}
semantic_models:
  - name: orders
    model: ref('orders')
    description: Orders to be counted.
    defaults: {agg_time_dimension: ordered_at}
    entities: [{name: order, type: primary, expr: id}]
    dimensions: [{name: ordered_at, type: time, type_params: {time_granularity: day}}]
    measures: [{name: revenue, agg: sum, expr: amount}]
metrics:
  - {name: revenue, label: Revenue, type: simple, type_params: {measure: revenue}}
`,
  'snapshots/orders_history.sql':
    "{% snapshot orders_history %} {{ config(target_schema='snapshots', unique_key='id', strategy='check', check_cols=['amount']) }} select * from {{ ref('orders') }} {% endsnapshot %}",
  'tests/no_negative_orders.sql': "select * from {{ ref('orders') }} where amount < 0",
};

export const catalogCommands: readonly string[] = ['dbt seed', 'dbt build', 'dbt source freshness', 'dbt docs generate'];
