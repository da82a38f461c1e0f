/** Cases in the SQL of Databricks and Spark. */
import type { TruthCase } from './truth-case.ts';

export const databricksTruth: readonly TruthCase[] = [
  { sql: 'select id, amount as total from main.shop.orders', columns: 'id: p orders.id; total: r orders.amount' },
  { sql: 'select * except (email, region) from customers', columns: 'id: p customers.id; name: p customers.name' },
  { sql: 'select `id`, `Amount` from orders', columns: 'id: p orders.id; Amount: p orders.amount' },
  {
    sql: 'select e.id, tag from events e lateral view explode(e.tags) t as tag',
    columns: 'id: p events.id; tag: t events.tags',
  },
  {
    sql: 'select id, pos, tag from events lateral view outer posexplode(tags) t as pos, tag',
    columns: 'id: p events.id; pos: n; tag: t events.tags',
  },
  { sql: 'select id, explode(tags) as tag from events', columns: 'id: p events.id; tag: t events.tags' },
  { sql: 'select id, posexplode(tags) as (n, tag) from events', columns: 'id: p events.id; n: n; tag: t events.tags' },
  {
    sql: 'select id, explode(payload) as (k, v) from events',
    columns: 'id: p events.id; k: t events.payload; v: t events.payload',
  },
  {
    sql: "select shop, q, v from quarters lateral view stack(2, 'q1', q1, 'q2', q2) s as q, v",
    columns: 'shop: p quarters.shop; q: n; v: r quarters.q1, quarters.q2',
  },
  { sql: "select stack(2, 'a', q1, 'b', q2) as (q, v) from quarters", columns: 'q: n; v: r quarters.q1, quarters.q2' },
  { sql: 'select transform(tags, x -> concat(x, type)) as t from events', columns: 't: t events.tags, events.type' },
  {
    sql: 'select aggregate(tags, 0, (acc, x) -> acc + x, acc -> acc * user_id) as total from events',
    columns: 'total: t events.tags, events.user_id',
  },
  {
    sql: 'select payload:user.id as uid, payload:items[0].sku::string as sku from events',
    columns: 'uid: t events.payload; sku: t events.payload',
  },
  { sql: 'select payload.user.id from events', columns: 'id: t events.payload' },
  { sql: "select tags[0] as first, payload['a'] as a from events", columns: 'first: t events.tags; a: t events.payload' },
  {
    sql: 'select o.id from orders o left semi join payments p on p.order_id = o.id',
    columns: 'id: p orders.id',
    uses: 'join payments.order_id, orders.id',
  },
  {
    sql: 'select * from items left anti join orders on items.order_id = orders.id',
    columns: 'id: p items.id; order_id: p items.order_id; sku: p items.sku; quantity: p items.quantity; price: p items.price',
    uses: 'join items.order_id, orders.id',
  },
  {
    sql: "select * from (select shop, quarter, amount, units from sales) pivot (sum(amount) as a, max(units) as u for quarter in ('x' as first, 'y'))",
    columns: 'shop: p sales.shop; first_a: a sales.amount; first_u: a sales.units; y_a: a sales.amount; y_u: a sales.units',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: "select * from (select shop, quarter, amount from sales) pivot (sum(amount) for quarter in ('x', 'y'))",
    columns: 'shop: p sales.shop; x: a sales.amount; y: a sales.amount',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: 'select * from quarters unpivot (v for q in (q1, q2, q3))',
    columns: 'shop: p quarters.shop; q: n; v: r quarters.q1, quarters.q2, quarters.q3',
  },
  {
    sql: 'select amount as a, a + 1 as b, b + 1 as c from orders',
    columns: 'a: r orders.amount; b: t orders.amount; c: t orders.amount',
  },
  {
    sql: 'select status, collect_list(id) as ids, collect_set(customer_id) as people, count_if(amount > 1) as n from orders group by status',
    columns: 'status: p orders.status; ids: a orders.id; people: a orders.customer_id; n: a orders.amount',
    uses: 'group orders.status',
  },
  {
    sql: 'select id, first_value(amount, true) over (partition by customer_id order by ordered_at) as f from orders qualify f > 1',
    columns: 'id: p orders.id; f: t orders.amount, orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at; filter orders.amount, orders.customer_id, orders.ordered_at',
  },
  {
    sql: "select named_struct('a', id, 'b', status) as s, struct(id, amount) as t from orders",
    columns: 's: t orders.id, orders.status; t: t orders.id, orders.amount',
  },
  {
    sql: 'select id from orders union select order_id from payments except select order_id from items',
    columns: 'id: r orders.id, payments.order_id',
    uses: 'filter items.order_id',
  },
  {
    sql: "select date_format(ordered_at, 'yyyy') as y, months_between(ordered_at, current_date()) as m, cast(amount as decimal(10, 2)) as amount from orders",
    columns: 'y: t orders.ordered_at; m: t orders.ordered_at; amount: t orders.amount',
  },
  {
    sql: 'select /*+ broadcast(c) */ o.id, c.name from orders o join customers c on c.id <=> o.customer_id',
    columns: 'id: p orders.id; name: p customers.name',
    uses: 'join customers.id, orders.customer_id',
  },
  {
    sql: 'select e.id, s.* from events e lateral view inline(tags) s as a, b',
    columns: 'id: p events.id; a: t events.tags; b: t events.tags',
  },
  { sql: 'select t.id from orders version as of 3 as t', columns: 'id: p orders.id' },
  {
    sql: 'select * from customers join orders using (id)',
    columns:
      'id: p customers.id; name: p customers.name; region: p customers.region; email: p customers.email; customer_id: p orders.customer_id; status: p orders.status; amount: p orders.amount; ordered_at: p orders.ordered_at',
    uses: 'join customers.id, orders.id',
  },
  {
    sql: 'with a as (select id, sum(amount) as s from orders group by id), b as (select id, s / 2 as half from a) select half from b where id > 1',
    columns: 'half: a orders.amount',
    uses: 'group orders.id; filter orders.id',
  },
  { sql: 'select col1, col2 from values (1, 2), (3, 4)', columns: 'col1: n; col2: n' },
  {
    sql: "select id, s.a, s.b from (select id, from_json(payload, 'a int, b string') as s from events)",
    columns: 'id: p events.id; a: t events.payload; b: t events.payload',
  },
  {
    sql: 'select o.id, c.name from orders o join lateral (select name from customers where customers.id = o.customer_id) c',
    columns: 'id: p orders.id; name: p customers.name',
    uses: 'filter customers.id, orders.customer_id',
  },
  { sql: 'select id, tag from events, lateral explode(tags) as t(tag)', columns: 'id: p events.id; tag: t events.tags' },
  { sql: 'select * from (select id, status from orders) tablesample (10 percent)', columns: 'id: p orders.id; status: p orders.status' },
  {
    sql: "select date_add(ordered_at, 1) as d, cast(ordered_at as date) as e, if(amount > 1, 'a', status) as f from orders",
    columns: 'd: t orders.ordered_at; e: t orders.ordered_at; f: t orders.amount, orders.status',
  },
  {
    sql: 'select max_by(status, ordered_at) filter (where amount > 1) as m, percentile_approx(amount, 0.5) as p from orders',
    columns: 'm: a orders.amount, orders.ordered_at, orders.status; p: a orders.amount',
  },
  {
    sql: 'select map_from_entries(collect_list(struct(id, amount))) as m from orders group by status',
    columns: 'm: a orders.amount, orders.id',
    uses: 'group orders.status',
  },
  {
    sql: 'select exists(tags, t -> t = type) as e, array_sort(tags, (l, r) -> l - r + id) as s from events',
    columns: 'e: t events.tags, events.type; s: t events.id, events.tags',
  },
  {
    sql: 'select id, amount from orders minus select id, amount from payments',
    columns: 'id: p orders.id; amount: p orders.amount',
    uses: 'filter payments.id, payments.amount',
  },
  {
    sql: 'from orders select id, status where amount > 1',
    columns: 'id: p orders.id; status: p orders.status',
    uses: 'filter orders.amount',
  },
];
