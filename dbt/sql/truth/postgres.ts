/** Cases in the SQL of PostgreSQL. */
import type { TruthCase } from './truth-case.ts';

export const postgresTruth: readonly TruthCase[] = [
  {
    sql: "select o.id, c.name as customer from orders as o left join customers as c on c.id = o.customer_id where o.status = 'paid'",
    columns: 'id: p orders.id; customer: r customers.name',
    uses: 'join customers.id, orders.customer_id; filter orders.status',
  },
  {
    sql: 'select * from orders join payments using (id)',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; status: p orders.status; amount: p orders.amount; ordered_at: p orders.ordered_at; order_id: p payments.order_id; method: p payments.method; amount: p payments.amount; paid_at: p payments.paid_at',
    uses: 'join orders.id, payments.id',
  },
  {
    sql: 'select id, a.name, b.region from (select id, name from customers) a full join (select id, region from customers where email is null) b using (id)',
    columns: 'id: p customers.id; name: p customers.name; region: p customers.region',
    uses: 'filter customers.email; join customers.id',
  },
  {
    sql: 'select id from orders full outer join items using (id)',
    columns: 'id: p orders.id, items.id',
    uses: 'join orders.id, items.id',
  },
  {
    sql: 'select id, dept from employees right join customers using (id)',
    columns: 'id: p customers.id; dept: p employees.dept',
    uses: 'join employees.id, customers.id',
  },
  {
    sql: 'select id, quarter from sales natural join (select shop, id from quarters, customers) s',
    columns: 'id: p customers.id; quarter: p sales.quarter',
    uses: 'join sales.shop, quarters.shop',
  },
  {
    sql: `with recursive chain as (
      select id, manager_id, name, 0 as depth from employees where manager_id is null
      union all
      select e.id, e.manager_id, e.name, chain.depth + 1 from employees e join chain on chain.id = e.manager_id
    ) select id, name, depth from chain`,
    columns: 'id: p employees.id; name: p employees.name; depth: n',
    uses: 'filter employees.manager_id; join employees.id, employees.manager_id',
  },
  {
    sql: `with recursive walk(node, path) as (
      select id, name from employees
      union
      select w.node, w.path || e.name from walk w join employees e on e.manager_id = w.node
    ) select node, path from walk`,
    columns: 'node: r employees.id; path: t employees.name',
    uses: 'join employees.manager_id, employees.id',
  },
  {
    sql: 'select c.id, (select max(o.amount) from orders o where o.customer_id = c.id) as biggest from customers c',
    columns: 'id: p customers.id; biggest: a orders.amount',
    uses: 'filter orders.customer_id, customers.id',
  },
  {
    sql: 'select c.id, exists (select 1 from orders o where o.customer_id = c.id) as has_ordered from customers c',
    columns: 'id: p customers.id; has_ordered: t',
    uses: 'filter orders.customer_id, customers.id',
  },
  {
    sql: 'select id from customers where id in (select customer_id from orders where amount > 100)',
    columns: 'id: p customers.id',
    uses: 'filter customers.id, orders.customer_id, orders.amount',
  },
  {
    sql: 'select c.name, last.amount from customers c cross join lateral (select amount from orders o where o.customer_id = c.id order by ordered_at desc limit 1) last',
    columns: 'name: p customers.name; amount: p orders.amount',
    uses: 'filter orders.customer_id, customers.id; order orders.ordered_at',
  },
  {
    sql: 'select distinct on (customer_id) customer_id, amount from orders order by customer_id, ordered_at desc',
    columns: 'customer_id: p orders.customer_id; amount: p orders.amount',
    uses: 'group orders.customer_id; order orders.customer_id, orders.ordered_at',
  },
  {
    sql: "select payload ->> 'name' as name, payload #>> '{a,b}' as deep, (payload -> 'n')::int as n from events",
    columns: 'name: t events.payload; deep: t events.payload; n: t events.payload',
  },
  {
    sql: 'select e.id, tag.value from events e cross join lateral jsonb_array_elements(e.tags) as tag(value)',
    columns: 'id: p events.id; value: t events.tags',
  },
  {
    sql: 'select r.a, r.b from events, jsonb_to_recordset(payload) as r(a int, b text)',
    columns: 'a: t events.payload; b: t events.payload',
  },
  {
    sql: 'select u.tag, u.nth from events, unnest(tags) with ordinality as u(tag, nth)',
    columns: 'tag: t events.tags; nth: n',
  },
  { sql: 'select n from generate_series(1, 10) as g(n)', columns: 'n: n' },
  {
    sql: 'select array(select name from customers where customers.id = orders.customer_id) as names from orders',
    columns: 'names: t customers.name',
    uses: 'filter customers.id, orders.customer_id',
  },
  {
    sql: "select id from orders except select order_id from payments where method = 'cash'",
    columns: 'id: p orders.id',
    uses: 'filter payments.order_id, payments.method',
  },
  {
    sql: 'select id from orders intersect select order_id from payments',
    columns: 'id: r orders.id, payments.order_id',
  },
  {
    sql: 'select "ID", "id" from (select id as "ID", amount as "id" from orders) t',
    columns: 'ID: r orders.id; id: r orders.amount',
  },
  {
    sql: 'select status as Kind, count(*) from orders group by Kind order by 2',
    columns: 'Kind: r orders.status; count: a',
    uses: 'group orders.status',
  },
  {
    sql: 'select case when amount > 100 then status else region end as mark from orders, customers where orders.customer_id = customers.id',
    columns: 'mark: t orders.amount, orders.status, customers.region',
    uses: 'filter orders.customer_id, customers.id',
  },
  {
    sql: 'select sum(amount) as total, region from (orders join customers on orders.customer_id = customers.id) group by rollup (region)',
    columns: 'total: a orders.amount; region: p customers.region',
    uses: 'join orders.customer_id, customers.id; group customers.region',
  },
  {
    sql: 'select j.sku, j.status from (items join orders on items.order_id = orders.id) as j',
    columns: 'sku: p items.sku; status: p orders.status',
    uses: 'join items.order_id, orders.id',
  },
  {
    sql: 'select orders.amount - (select avg(amount) from orders) as above from orders',
    columns: 'above: a orders.amount',
  },
  {
    sql: "select id from orders where amount > (select avg(amount) from orders) union all select id from payments where method = 'x'",
    columns: 'id: p orders.id, payments.id',
    uses: 'filter orders.amount, payments.method',
  },
  {
    sql: 'with a as (select id from orders), b as (select id from a) select b.id, a.id as again from b join a on a.id = b.id',
    columns: 'id: p orders.id; again: r orders.id',
    uses: 'join orders.id',
  },
  {
    sql: 'with orders as (select id, amount * 2 as amount from orders) select amount from orders',
    columns: 'amount: t orders.amount',
  },
  {
    sql: 'with unused as (select id from items where sku = 1) select id from orders',
    columns: 'id: p orders.id',
  },
  {
    sql: "select string_agg(name, ',' order by region) as names, percentile_cont(0.5) within group (order by id) as mid from customers",
    columns: 'names: a customers.name, customers.region; mid: a customers.id',
  },
  {
    sql: 'select lag(amount, 1) over (partition by customer_id order by ordered_at) as before from orders',
    columns: 'before: t orders.amount, orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'select public.orders.id, orders.amount from public.orders',
    columns: 'id: p orders.id; amount: p orders.amount',
  },
  {
    sql: 'select t.a, t.b from orders as t(a, b, c, d, e)',
    columns: 'a: r orders.id; b: r orders.customer_id',
  },
  {
    sql: 'select nothing_here from orders',
    columns: 'nothing_here: t ? column.unresolved',
  },
  { sql: "select current_date as today, 'x' as letter, null as empty", columns: 'today: n; letter: n; empty: n' },
  { sql: 'select row_to_json(c) as j from customers c', columns: 'j: t customers.email, customers.id, customers.name, customers.region' },
  {
    sql: 'select sum(amount) over w as s, avg(amount) over (w rows 3 preceding) as a from orders window w as (partition by customer_id order by ordered_at)',
    columns: 's: t orders.amount, orders.customer_id, orders.ordered_at; a: t orders.amount, orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'select c.id, l.n from customers c left join lateral (select count(*) as n, max(amount) as m from orders o where o.customer_id = c.id) l on true',
    columns: 'id: p customers.id; n: a',
    uses: 'filter orders.customer_id, customers.id',
  },
  {
    sql: 'select id, amount from ((select id, amount from orders) union all (select id, amount from payments)) u where u.amount > 1',
    columns: 'id: p orders.id, payments.id; amount: p orders.amount, payments.amount',
    uses: 'filter orders.amount, payments.amount',
  },
  {
    sql: 'select a.id from orders a where a.amount = any (select price from items where items.order_id = a.id)',
    columns: 'id: p orders.id',
    uses: 'filter items.order_id, orders.id, orders.amount, items.price',
  },
  {
    sql: 'select extract(epoch from ordered_at - lag(ordered_at) over (partition by customer_id order by ordered_at)) as gap from orders',
    columns: 'gap: t orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: "select json_agg(json_build_object('id', id, 'n', name) order by name) as j from customers",
    columns: 'j: a customers.id, customers.name',
  },
  {
    sql: "select coalesce(nullif(trim(name), ''), email) as shown, greatest(id, 3) as g from customers",
    columns: 'shown: t customers.email, customers.name; g: t customers.id',
  },
  {
    sql: 'select id, 1 as one from orders where (id, customer_id) in (select order_id, id from items)',
    columns: 'id: p orders.id; one: n',
    uses: 'filter orders.id, orders.customer_id, items.order_id, items.id',
  },
  { sql: "select case status when 'a' then 1 else amount end as x from orders", columns: 'x: t orders.amount, orders.status' },
  {
    sql: 'select x.* from (select * from orders) x join (select * from customers) y on x.customer_id = y.id',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; status: p orders.status; amount: p orders.amount; ordered_at: p orders.ordered_at',
    uses: 'join orders.customer_id, customers.id',
  },
];
