/** Cases in the SQL of Redshift. */
import type { TruthCase } from './truth-case.ts';

export const redshiftTruth: readonly TruthCase[] = [
  { sql: 'select ID, "AMOUNT" from orders', columns: 'ID: p orders.id; AMOUNT: p orders.amount' },
  { sql: 'select e.id, t from events e, e.tags t', columns: 'id: p events.id; t: t events.tags' },
  { sql: 'select e.id, t.sku, n from events e, e.tags as t at n', columns: 'id: p events.id; sku: t events.tags; n: n' },
  { sql: 'select e.payload.customer.name as who from events e', columns: 'who: t events.payload' },
  { sql: 'select payload[0].x as x from events', columns: 'x: t events.payload' },
  {
    sql: 'select top 10 id, amount from orders order by amount desc',
    columns: 'id: p orders.id; amount: p orders.amount',
    uses: 'order orders.amount',
  },
  {
    sql: 'select amount * 2 as twice, twice * 2 as four from orders',
    columns: 'twice: t orders.amount; four: t orders.amount',
  },
  {
    sql: "select listagg(name, ',') within group (order by id) over (partition by region) as names from customers",
    columns: 'names: t customers.name, customers.id, customers.region',
    uses: 'window customers.region',
  },
  {
    sql: 'select id from orders minus select order_id from items',
    columns: 'id: p orders.id',
    uses: 'filter items.order_id',
  },
  {
    sql: 'select ratio_to_report(amount) over (partition by status) as share from orders',
    columns: 'share: t orders.amount, orders.status',
    uses: 'window orders.status',
  },
  {
    sql: 'select median(amount) as mid, approximate count(distinct customer_id) as people from orders',
    columns: 'mid: a orders.amount; people: a orders.customer_id',
  },
  {
    sql: "select nvl2(region, name, email) as best, decode(region, 'eu', 1, 2) as code, nvl(name, email) as shown from customers",
    columns:
      'best: t customers.region, customers.name, customers.email; code: t customers.region; shown: t customers.name, customers.email',
  },
  {
    sql: 'select dateadd(day, 1, ordered_at) as due, datediff(day, ordered_at, getdate()) as age, ordered_at::date as day from orders',
    columns: 'due: t orders.ordered_at; age: t orders.ordered_at; day: t orders.ordered_at',
  },
  {
    sql: "select json_extract_path_text(payload, 'a', 'b') as b from events",
    columns: 'b: t events.payload',
  },
  {
    sql: "select * from (select shop, quarter, amount from sales) pivot (sum(amount) for quarter in ('a', 'b'))",
    columns: 'shop: p sales.shop; a: a sales.amount; b: a sales.amount',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: 'select shop, q, v from quarters unpivot (v for q in (q1, q2))',
    columns: 'shop: p quarters.shop; q: n; v: r quarters.q1, quarters.q2',
  },
  {
    sql: 'select * from orders where id in (select order_id from payments) and amount > all (select price from items)',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; status: p orders.status; amount: p orders.amount; ordered_at: p orders.ordered_at',
    uses: 'filter orders.id, payments.order_id, orders.amount, items.price',
  },
  {
    sql: 'select o.id, p.id as payment from orders o left join payments p on p.order_id = o.id where p.id is null',
    columns: 'id: p orders.id; payment: r payments.id',
    uses: 'join payments.order_id, orders.id; filter payments.id',
  },
  {
    sql: 'select id, row_number() over (order by amount) as n from orders qualify n <= 3',
    columns: 'id: p orders.id; n: t orders.amount',
    uses: 'window orders.amount; filter orders.amount',
  },
  {
    sql: 'with recursive up(id, boss) as (select id, manager_id from employees where id = 7 union all select e.id, e.manager_id from employees e, up where e.id = up.boss) select id, boss from up',
    columns: 'id: p employees.id; boss: r employees.manager_id',
    uses: 'filter employees.id, employees.manager_id',
  },
  {
    sql: "select date_trunc('month', ordered_at) as month, sum(amount) from orders group by 1 having sum(amount) > 10",
    columns: 'month: t orders.ordered_at; sum: a orders.amount',
    uses: 'group orders.ordered_at; filter orders.amount',
  },
  {
    sql: "select c.name || ' ' || coalesce(c.region, 'none') as label from customers c",
    columns: 'label: t customers.name, customers.region',
  },
  {
    sql: 'select id from orders where amount > (select max(price) from items) union all select id from payments',
    columns: 'id: p orders.id, payments.id',
    uses: 'filter orders.amount, items.price',
  },
  {
    sql: 'select x.id from (select id from orders union all select id from payments) x',
    columns: 'id: p orders.id, payments.id',
  },
  {
    sql: 'select a.*, b.amount as paid from (select id, status from orders) a join payments b on a.id = b.order_id',
    columns: 'id: p orders.id; status: p orders.status; paid: r payments.amount',
    uses: 'join orders.id, payments.order_id',
  },
  {
    sql: 'select case when exists (select 1 from items i where i.order_id = o.id) then o.status end as s from orders o',
    columns: 's: t orders.status',
    uses: 'filter items.order_id, orders.id',
  },
  {
    sql: "select sum(case when status = 'paid' then amount else 0 end) as paid from orders",
    columns: 'paid: a orders.status, orders.amount',
  },
  { sql: 'select count(*) as n, count(1) as one from orders', columns: 'n: a; one: a' },
  {
    sql: 'select id from landing where loaded_at > (select max(ordered_at) from orders)',
    columns: 'id: p landing.id',
    uses: 'filter landing.loaded_at, orders.ordered_at',
  },
  { sql: 'select x from landing a, landing2 b', columns: 'x: t ? column.ambiguous' },
  {
    sql: 'select a.id, sum(b.amount)::decimal(18, 2) as s from orders a, payments b where a.id = b.order_id group by 1',
    columns: 'id: p orders.id; s: a payments.amount',
    uses: 'filter orders.id, payments.order_id; group orders.id',
  },
  {
    sql: 'select first_value(amount ignore nulls) over (partition by status order by ordered_at rows between unbounded preceding and unbounded following) as f from orders',
    columns: 'f: t orders.amount, orders.ordered_at, orders.status',
    uses: 'window orders.status, orders.ordered_at',
  },
  {
    sql: "select convert_timezone('UTC', 'CET', ordered_at) as t, trunc(ordered_at) as d, md5(status || id) as k from orders",
    columns: 't: t orders.ordered_at; d: t orders.ordered_at; k: t orders.id, orders.status',
  },
  {
    sql: 'select attr, val from (select q1, q2 from quarters) unpivot include nulls (val for attr in (q1, q2))',
    columns: 'attr: n; val: r quarters.q1, quarters.q2',
  },
  { sql: 'select k, v from events e, unpivot e.payload as v at k', columns: 'k: t events.payload; v: t events.payload' },
];
