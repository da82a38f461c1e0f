/** Cases in the SQL of BigQuery. */
import type { TruthCase } from './truth-case.ts';

export const bigqueryTruth: readonly TruthCase[] = [
  { sql: 'select id, amount from `shop.main.orders`', columns: 'id: p orders.id; amount: p orders.amount' },
  { sql: 'select o.id from `shop`.`main`.`orders` as o', columns: 'id: p orders.id' },
  { sql: 'select * except (email, region) from customers', columns: 'id: p customers.id; name: p customers.name' },
  {
    sql: 'select id,\n  -- what became of it\n  status,\n  /* and how much */ orders.amount, -- in cents\n  amount as cents\nfrom orders -- all\ngroup by -- by place\n  1, -- first\n  2, 3, 4',
    columns: 'id: p orders.id; status: p orders.status; amount: p orders.amount; cents: r orders.amount',
    uses: 'group orders.id, orders.status, orders.amount',
  },
  {
    sql: 'select * except (email) replace (concat(name, region) as name) from customers',
    columns: 'id: p customers.id; name: t customers.name, customers.region; region: p customers.region',
  },
  {
    sql: 'select e.id, tag from events e, unnest(e.tags) as tag',
    columns: 'id: p events.id; tag: t events.tags',
  },
  {
    sql: 'select e.id, tag.name, nth from events e cross join unnest(e.tags) as tag with offset as nth where nth < 3',
    columns: 'id: p events.id; name: t events.tags; nth: n',
  },
  { sql: 'select e.id, t from events e, e.tags as t', columns: 'id: p events.id; t: t events.tags' },
  {
    sql: 'select e.id from events e left join unnest(tags) tag on tag = e.type',
    columns: 'id: p events.id',
    uses: 'join events.tags, events.type',
  },
  {
    sql: 'select array(select upper(x) from unnest(tags) as x where x != type) as loud from events',
    columns: 'loud: t events.tags',
    uses: 'filter events.tags, events.type',
  },
  {
    sql: "select (select count(*) from unnest(tags) as x where x = 'a') as n from events",
    columns: 'n: a',
    uses: 'filter events.tags',
  },
  {
    sql: 'select struct(id as order_id, amount) as o, struct(status).status as s from orders',
    columns: 'o: t orders.id, orders.amount; s: t orders.status',
  },
  {
    sql: 'select (select as struct name, region from customers c where c.id = o.customer_id) as c from orders o',
    columns: 'c: t customers.name, customers.region',
    uses: 'filter customers.id, orders.customer_id',
  },
  { sql: 'select payload.user.id as uid from events', columns: 'uid: t events.payload' },
  { sql: 'select e.payload.* from events e', columns: '*: t events.payload ? star.unknown_fields' },
  {
    sql: 'select array_agg(id order by ordered_at limit 1)[offset(0)] as first_id from orders group by customer_id',
    columns: 'first_id: a orders.id, orders.ordered_at',
    uses: 'group orders.customer_id',
  },
  {
    sql: "select * from (select shop, quarter, amount from sales) pivot (sum(amount) as total, count(*) as n for quarter in ('a' as first, 'b'))",
    columns: 'shop: p sales.shop; total_first: a sales.amount; n_first: a; total_b: a sales.amount; n_b: a',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: 'select shop, q, v from quarters unpivot (v for q in (q1, q2, q3))',
    columns: 'shop: p quarters.shop; q: n; v: r quarters.q1, quarters.q2, quarters.q3',
  },
  {
    sql: "select safe_cast(id as string) as id, if(amount > 1, status, null) as s, ifnull(status, 'x') as t from orders",
    columns: 'id: t orders.id; s: t orders.amount, orders.status; t: t orders.status',
  },
  {
    sql: 'select date_trunc(date(ordered_at), month) as month, extract(year from ordered_at) as y, timestamp_diff(ordered_at, current_timestamp(), day) as d from orders',
    columns: 'month: t orders.ordered_at; y: t orders.ordered_at; d: t orders.ordered_at',
  },
  {
    sql: "select json_value(payload, '$.a') as a, payload.b as b from events",
    columns: 'a: t events.payload; b: t events.payload',
  },
  {
    sql: 'select status, countif(amount > 5) as big, any_value(customer_id having max ordered_at) as who from orders group by status',
    columns: 'status: p orders.status; big: a orders.amount; who: a orders.customer_id, orders.ordered_at',
    uses: 'group orders.status',
  },
  {
    sql: 'select id, amount from orders union distinct select id, price from items',
    columns: 'id: p orders.id, items.id; amount: r orders.amount, items.price',
  },
  {
    sql: 'select id from orders except distinct select order_id from items',
    columns: 'id: p orders.id',
    uses: 'filter items.order_id',
  },
  {
    sql: 'select id from orders where true qualify rank() over (partition by status order by amount) = 1',
    columns: 'id: p orders.id',
    uses: 'filter orders.status, orders.amount; window orders.status, orders.amount',
  },
  {
    sql: "select day from unnest(generate_date_array('2024-01-01', '2024-12-31')) as day",
    columns: 'day: n',
  },
  {
    sql: 'select d, o.amount from unnest(generate_date_array((select min(ordered_at) from orders), current_date())) as d left join orders o on o.ordered_at = d',
    columns: 'd: a orders.ordered_at; amount: p orders.amount',
    uses: 'join orders.ordered_at',
  },
  {
    sql: 'with recursive n as (select 1 as i union all select i + 1 from n where i < 10) select i from n',
    columns: 'i: n',
  },
  {
    sql: 'select coalesce(o.id, p.order_id) as id from orders o full join payments p on o.id = p.order_id',
    columns: 'id: t orders.id, payments.order_id',
    uses: 'join orders.id, payments.order_id',
  },
  {
    sql: 'select c.id, o from customers c join orders o on o.customer_id = c.id',
    columns: 'id: p customers.id; o: t orders.id, orders.customer_id, orders.status, orders.amount, orders.ordered_at',
    uses: 'join orders.customer_id, customers.id',
  },
  {
    sql: 'select to_json_string(c) as body from customers c',
    columns: 'body: t customers.id, customers.name, customers.region, customers.email',
  },
  {
    sql: "select status, approx_count_distinct(customer_id) as n, string_agg(distinct status, '|') as all_of from orders group by 1",
    columns: 'status: p orders.status; n: a orders.customer_id; all_of: a orders.status',
    uses: 'group orders.status',
  },
  { sql: 'select `weird name` from (select id as `weird name` from orders)', columns: 'weird name: r orders.id' },
  {
    sql: 'with a as (select id, struct(name as n, region as r) as s from customers) select a.s.n as n, s.r from a',
    columns: 'n: t customers.name, customers.region; r: t customers.name, customers.region',
  },
  {
    sql: 'select array_agg(struct(id, amount) order by ordered_at desc limit 1)[safe_offset(0)].* from orders group by customer_id',
    columns: '*: a orders.amount, orders.id, orders.ordered_at ? star.unknown_fields',
    uses: 'group orders.customer_id',
  },
  {
    sql: "select parse_date('%Y', type) as d, regexp_extract(type, r'a(.*)') as x from events",
    columns: 'd: t events.type; x: t events.type',
  },
  {
    sql: 'select * from orders o left join unnest([1, 2]) as n with offset as off',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; status: p orders.status; amount: p orders.amount; ordered_at: p orders.ordered_at; n: n; off: n',
  },
  {
    sql: 'select o.* except (status), c.name from orders as o inner join customers as c on o.customer_id = c.id',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; amount: p orders.amount; ordered_at: p orders.ordered_at; name: p customers.name',
    uses: 'join orders.customer_id, customers.id',
  },
  {
    sql: 'select id, last_value(status ignore nulls) over (w rows between unbounded preceding and current row) as s from orders window w as (partition by customer_id order by ordered_at)',
    columns: 'id: p orders.id; s: t orders.customer_id, orders.ordered_at, orders.status',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'select generate_uuid() as u, farm_fingerprint(concat(cast(id as string), name)) as k from customers',
    columns: 'u: n; k: t customers.id, customers.name',
  },
  {
    sql: "select sum(if(status = 'paid', amount, 0)) as paid, logical_or(amount > 1) as some from orders",
    columns: 'paid: a orders.amount, orders.status; some: a orders.amount',
  },
];
