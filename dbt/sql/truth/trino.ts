/** Cases in the SQL of Trino. */
import type { TruthCase } from './truth-case.ts';

export const trinoTruth: readonly TruthCase[] = [
  { sql: 'select id, "Amount" from hive.shop.orders', columns: 'id: p orders.id; Amount: p orders.amount' },
  {
    sql: 'select e.id, t.tag from events e cross join unnest(e.tags) as t(tag)',
    columns: 'id: p events.id; tag: t events.tags',
  },
  {
    sql: 'select t.tag, t.n from events cross join unnest(tags) with ordinality as t(tag, n)',
    columns: 'tag: t events.tags; n: n',
  },
  {
    sql: 'select u.a, u.b from events cross join unnest(tags, payload) as u(a, b)',
    columns: 'a: t events.tags; b: t events.payload',
  },
  { sql: 'select k, v from events cross join unnest(payload) as m(k, v)', columns: 'k: t events.payload; v: t events.payload' },
  {
    sql: 'select reduce(tags, 0, (s, x) -> s + x + user_id, s -> s) as total, filter(tags, x -> x > id) as some from events',
    columns: 'total: t events.tags, events.user_id; some: t events.tags, events.id',
  },
  { sql: 'select payload.user.name as who, tags[1] as first from events', columns: 'who: t events.payload; first: t events.tags' },
  {
    sql: 'select row(id, status) as r, array[id, amount] as a, map(array[status], array[amount]) as m from orders',
    columns: 'r: t orders.id, orders.status; a: t orders.id, orders.amount; m: t orders.status, orders.amount',
  },
  {
    sql: "select json_extract_scalar(payload, '$.a') as a, try_cast(type as bigint) as t from events",
    columns: 'a: t events.payload; t: t events.type',
  },
  {
    sql: 'select status, max_by(id, amount) as top, approx_distinct(customer_id) as people, array_agg(id order by amount) as ids from orders group by status',
    columns: 'status: p orders.status; top: a orders.id, orders.amount; people: a orders.customer_id; ids: a orders.id, orders.amount',
    uses: 'group orders.status',
  },
  {
    sql: 'select status, region, count(*) as n from orders cross join customers group by grouping sets ((status), (status, region), ())',
    columns: 'status: p orders.status; region: p customers.region; n: a',
    uses: 'group orders.status, customers.region',
  },
  {
    sql: 'select status, grouping(status) as g from orders group by cube (status)',
    columns: 'status: p orders.status; g: a orders.status',
    uses: 'group orders.status',
  },
  {
    sql: 'select id, amount from orders order by ordered_at fetch first 3 rows only',
    columns: 'id: p orders.id; amount: p orders.amount',
    uses: 'order orders.ordered_at',
  },
  {
    sql: 'with recursive n(i) as (select id from orders union all select i + 1 from n where i < 9) select i from n',
    columns: 'i: t orders.id',
    uses: 'filter orders.id',
  },
  {
    sql: "select * from (values (1, 'a'), (2, 'b')) as v(x, y)",
    columns: 'x: n; y: n',
  },
  {
    sql: 'select (select max(price) from items where items.order_id = orders.id) as top from orders',
    columns: 'top: a items.price',
    uses: 'filter items.order_id, orders.id',
  },
  {
    sql: 'select o.id from orders o where exists (select * from payments p where p.order_id = o.id and p.amount > o.amount)',
    columns: 'id: p orders.id',
    uses: 'filter payments.order_id, orders.id, payments.amount, orders.amount',
  },
  {
    sql: "select at_timezone(ordered_at, 'UTC') as t, date_add('day', 1, ordered_at) as u, ordered_at at time zone 'UTC' as v from orders",
    columns: 't: t orders.ordered_at; u: t orders.ordered_at; v: t orders.ordered_at',
  },
  {
    sql: 'select coalesce(a.id, b.order_id) as id, a.status from orders a full outer join payments b on a.id = b.order_id',
    columns: 'id: t orders.id, payments.order_id; status: p orders.status',
    uses: 'join orders.id, payments.order_id',
  },
  {
    sql: 'select id from orders intersect select order_id from items',
    columns: 'id: r orders.id, items.order_id',
  },
  {
    sql: 'select * from employees match_recognize (partition by dept order by id measures first(a.salary) as low, last(b.salary) as high one row per match pattern (a b+) define b as b.salary > a.salary)',
    columns: 'dept: p employees.dept; low: a employees.salary; high: a employees.salary',
    uses: 'window employees.dept, employees.id; filter employees.salary',
  },
  {
    sql: "select sum(amount) filter (where status = 'paid') as paid, count(distinct customer_id) as people from orders",
    columns: 'paid: a orders.amount, orders.status; people: a orders.customer_id',
  },
  {
    sql: 'select lead(amount) over w as next_amount from orders window w as (partition by customer_id order by ordered_at)',
    columns: 'next_amount: t orders.amount, orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'select c.name, d.n from customers c cross join lateral (select count(*) as n from orders o where o.customer_id = c.id) d',
    columns: 'name: p customers.name; n: a',
    uses: 'filter orders.customer_id, customers.id',
  },
  {
    sql: "select j.a, j.b from events, json_table(payload, 'lax $' columns (a varchar path 'lax $.a', b integer path 'lax $.b')) as j",
    columns: 'a: t events.payload; b: t events.payload',
  },
  {
    sql: "select if(amount > 1, status, 'x') as s, nullif(id, 0) as id from orders",
    columns: 's: t orders.amount, orders.status; id: t orders.id',
  },
  {
    sql: 'select a.id, b.id as other from (orders a join payments p on p.order_id = a.id) join items b on b.order_id = a.id',
    columns: 'id: p orders.id; other: r items.id',
    uses: 'join payments.order_id, orders.id, items.order_id',
  },
  {
    sql: 'select id from orders tablesample bernoulli (10) where amount between 1 and customer_id',
    columns: 'id: p orders.id',
    uses: 'filter orders.amount, orders.customer_id',
  },
  {
    sql: "select listagg(name, ',') within group (order by region) as names from customers",
    columns: 'names: a customers.name, customers.region',
  },
  { sql: 'select n from unnest(sequence(1, 5)) as t(n)', columns: 'n: n' },
  {
    sql: 'select shop, sum(amount) as total from sales group by shop having max(units) > 3 order by sum(amount)',
    columns: 'shop: p sales.shop; total: a sales.amount',
    uses: 'group sales.shop; filter sales.units; order sales.amount',
  },
  {
    sql: 'select t.id, x from (select id, tags from events) t cross join unnest(t.tags) as u (x)',
    columns: 'id: p events.id; x: t events.tags',
  },
  { sql: 'select cast(row(id, name) as row(a bigint, b varchar)).b as b from customers', columns: 'b: t customers.id, customers.name' },
  {
    sql: 'select transform_values(payload, (k, v) -> v || type) as p, cardinality(tags) as n from events',
    columns: 'p: t events.payload, events.type; n: t events.tags',
  },
  {
    sql: "select date_diff('day', lag(ordered_at) over (partition by customer_id order by ordered_at), ordered_at) as gap from orders",
    columns: 'gap: t orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'with a as (select id, amount from orders), b (k, v) as (select * from a) select k, sum(v) as s from b group by k',
    columns: 'k: r orders.id; s: a orders.amount',
    uses: 'group orders.id',
  },
  { sql: "select coalesce(sum(amount) filter (where status = 'x'), 0) as s from orders", columns: 's: a orders.amount, orders.status' },
  {
    sql: 'select o.id, i.total from orders o left join (select order_id, sum(price * quantity) as total from items group by order_id) i on i.order_id = o.id',
    columns: 'id: p orders.id; total: a items.price, items.quantity',
    uses: 'join items.order_id, orders.id; group items.order_id',
  },
];
