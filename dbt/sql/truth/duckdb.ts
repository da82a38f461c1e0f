/** Cases in the SQL of DuckDB. */
import type { TruthCase } from './truth-case.ts';

export const duckdbTruth: readonly TruthCase[] = [
  { sql: 'select id, amount as total from orders', columns: 'id: p orders.id; total: r orders.amount' },
  { sql: 'from orders select status', columns: 'status: p orders.status' },
  { sql: 'from customers', columns: 'id: p customers.id; name: p customers.name; region: p customers.region; email: p customers.email' },
  {
    sql: 'select id,\n  -- what became of it\n  status,\n  /* and how much */ orders.amount, -- in cents\n  amount as cents\nfrom orders -- all\ngroup by -- by place\n  1, -- first\n  2, 3, 4',
    columns: 'id: p orders.id; status: p orders.status; amount: p orders.amount; cents: r orders.amount',
    uses: 'group orders.id, orders.status, orders.amount',
  },
  {
    sql: 'select * exclude (email, region) from customers',
    columns: 'id: p customers.id; name: p customers.name',
  },
  {
    sql: 'select * replace (upper(name) as name) from customers',
    columns: 'id: p customers.id; name: t customers.name; region: p customers.region; email: p customers.email',
  },
  {
    sql: 'select c.* exclude (email) replace (c.region || o.status as region), o.amount from customers c join orders o on o.customer_id = c.id',
    columns: 'id: p customers.id; name: p customers.name; region: t customers.region, orders.status; amount: p orders.amount',
    uses: 'join orders.customer_id, customers.id',
  },
  {
    sql: "select columns('^(id|amount)$') from orders",
    columns: 'id: p orders.id; amount: p orders.amount',
  },
  {
    sql: 'select id, amount from orders union all by name select amount, id from payments',
    columns: 'id: p orders.id, payments.id; amount: p orders.amount, payments.amount',
  },
  {
    sql: 'select id, status from orders union by name select id, method from payments',
    columns: 'id: p orders.id, payments.id; status: p orders.status; method: p payments.method',
  },
  {
    sql: 'select id, amount from orders union all select order_id, price from items',
    columns: 'id: r orders.id, items.order_id; amount: r orders.amount, items.price',
  },
  {
    sql: 'with every_row as (select id, amount from orders -- the first\n union all /* the second */ select order_id, price from items -- the third\n union all select id, amount from payments) select id, amount from every_row',
    columns: 'id: r orders.id, items.order_id, payments.id; amount: r orders.amount, items.price, payments.amount',
  },
  {
    sql: 'select id /* first */ + /* second */ amount -- third\n as added from orders -- last\n union select /* none */ id from items',
    columns: 'added: t orders.id, orders.amount, items.id',
  },
  {
    sql: 'select amount * 2 as twice, twice + 1 as more from orders',
    columns: 'twice: t orders.amount; more: t orders.amount',
  },
  {
    sql: 'select upper(status) as status, status || amount as joined from orders',
    columns: 'status: t orders.status; joined: t orders.status, orders.amount',
  },
  {
    sql: 'select status, sum(amount) filter (where customer_id > 10) as big from orders group by all having count(*) > 1',
    columns: 'status: p orders.status; big: a orders.amount, orders.customer_id',
    uses: 'group orders.status',
  },
  {
    sql: 'select id, row_number() over w as nth from orders window w as (partition by customer_id order by ordered_at) qualify nth = 1',
    columns: 'id: p orders.id; nth: t orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at; filter orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'pivot sales on quarter in (1, 2) using sum(amount) group by shop',
    columns: 'shop: p sales.shop; 1: a sales.amount; 2: a sales.amount',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: "select * from (select shop, quarter, amount from sales) pivot (sum(amount) as total for quarter in ('a', 'b'))",
    columns: 'shop: p sales.shop; a_total: a sales.amount; b_total: a sales.amount',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: 'pivot sales on quarter using sum(units) group by shop',
    columns: 'shop: p sales.shop; *: a sales.units ? pivot.unknown_values',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: 'unpivot quarters on q1, q2, q3 into name quarter value amount',
    columns: 'shop: p quarters.shop; quarter: n; amount: r quarters.q1, quarters.q2, quarters.q3',
  },
  {
    sql: 'select shop, v from quarters unpivot (v for q in (q1, q2))',
    columns: 'shop: p quarters.shop; v: r quarters.q1, quarters.q2',
  },
  {
    sql: 'select list_transform(tags, x -> x || type) as marked from events',
    columns: 'marked: t events.tags, events.type',
  },
  {
    sql: 'select [id * 2 for id in tags if id > 0] as doubled from events',
    columns: 'doubled: t events.tags',
  },
  {
    sql: 'select e.id, tag from events e, unnest(e.tags) as u(tag)',
    columns: 'id: p events.id; tag: t events.tags',
  },
  {
    sql: "select {'a': id, 'b': type} as pair, struct_pack(u := user_id).u as who from events",
    columns: 'pair: t events.id, events.type; who: t events.user_id',
  },
  {
    sql: 'select payload.user.name as who from events',
    columns: 'who: t events.payload',
  },
  {
    sql: 'select o.id from orders o semi join customers c on c.id = o.customer_id and c.region = o.status',
    columns: 'id: p orders.id',
    uses: 'join customers.id, orders.customer_id, customers.region, orders.status',
  },
  {
    sql: 'select * from orders anti join payments using (id)',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; status: p orders.status; amount: p orders.amount; ordered_at: p orders.ordered_at',
    uses: 'join orders.id, payments.id',
  },
  {
    sql: 'select p.amount, e.type from payments p asof join events e on p.order_id = e.user_id and p.paid_at >= e.ts',
    columns: 'amount: p payments.amount; type: p events.type',
    uses: 'join payments.order_id, events.user_id, payments.paid_at, events.ts',
  },
  {
    sql: 'with a as (select * from landing), b as (select *, 1 as one from a) select x, one from b where y > 2',
    columns: 'x: p landing.x; one: n',
    uses: 'filter landing.y',
  },
  { sql: 'select * from landing', columns: '*: p landing.* ? star.unknown_relation' },
  {
    sql: 'select * exclude (name) from described',
    columns: 'id: p described.id; *: p described.* ? star.described_only',
  },
  {
    sql: 'select "Order ID", "größe" from (select id as "Order ID", amount as "größe" from orders)',
    columns: 'Order ID: r orders.id; größe: r orders.amount',
  },
  { sql: 'SELECT ID, Amount FROM Orders', columns: 'ID: p orders.id; Amount: p orders.amount' },
  {
    sql: 'select max(amount) over () as top, sum(sum(amount)) over (order by status) as running from orders group by status',
    columns: 'top: t orders.amount; running: a orders.amount, orders.status',
    uses: 'group orders.status; window orders.status',
  },
  {
    sql: 'select arg_max(status, ordered_at) as last_status, list(id order by ordered_at) as ids, count(distinct customer_id) as people from orders',
    columns: 'last_status: a orders.status, orders.ordered_at; ids: a orders.id, orders.ordered_at; people: a orders.customer_id',
  },
  {
    sql: 'select t.x from (values (1, 2), (3, 4)) t(x, y)',
    columns: 'x: n',
  },
  { sql: "select * from read_csv('files/*.csv')", columns: '*: n ? function.unknown_columns' },
  {
    sql: 'select id, lower(status) as s from orders order by all desc',
    columns: 'id: p orders.id; s: t orders.status',
    uses: 'order orders.id, orders.status',
  },
  {
    sql: 'select o.id, c.name from orders o join customers c using (id) order by all',
    columns: 'id: p orders.id; name: p customers.name',
    uses: 'join orders.id, customers.id; order orders.id, customers.name',
  },
  { sql: 'with t as materialized (select id, amount from orders) select sum(amount) as s from t', columns: 's: a orders.amount' },
  {
    sql: 'select * exclude (status), status as state from orders',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; amount: p orders.amount; ordered_at: p orders.ordered_at; state: r orders.status',
  },
  { sql: 'select sum(columns(* exclude (shop))) from quarters', columns: 'q1: a quarters.q1; q2: a quarters.q2; q3: a quarters.q3' },
  { sql: 'select unnest(tags) as tag, id from events', columns: 'tag: t events.tags; id: p events.id' },
  {
    sql: 'select id, amount from orders union all select id, amount from payments where amount > (select avg(amount) from orders) union all select id, price from items',
    columns: 'id: p items.id, orders.id, payments.id; amount: r items.price, orders.amount, payments.amount',
    uses: 'filter payments.amount, orders.amount',
  },
  {
    sql: 'select (select count(*) from items i where i.order_id = o.id) + o.amount as x from orders o',
    columns: 'x: a orders.amount',
    uses: 'filter items.order_id, orders.id',
  },
  { sql: 'select x: id, y: amount * 2 from orders', columns: 'x: r orders.id; y: t orders.amount' },
  { sql: 'with a(x, y) as (select id, amount from orders) select y, x from a', columns: 'y: r orders.amount; x: r orders.id' },
  { sql: 'select columns(*) from (select id, status from orders)', columns: 'id: p orders.id; status: p orders.status' },
  {
    sql: 'select coalesce(columns(c.*), o.status) from orders o join customers c on c.id = o.customer_id',
    columns:
      'id: t customers.id, orders.status; name: t customers.name, orders.status; region: t customers.region, orders.status; email: t customers.email, orders.status',
    uses: 'join customers.id, orders.customer_id',
  },
  {
    sql: "select o.status, (select string_agg(c.name, ',') from customers c where c.id = o.customer_id) as names from orders o",
    columns: 'status: p orders.status; names: a customers.name',
    uses: 'filter customers.id, orders.customer_id',
  },
  {
    sql: 'from (select id, amount from orders) t select t.amount as a where a > 3',
    columns: 'a: r orders.amount',
    uses: 'filter orders.amount',
  },
  {
    sql: "select try_cast(amount as int) as a, amount::varchar || 'x' as b, -amount as c, not (amount > 1) as d from orders",
    columns: 'a: t orders.amount; b: t orders.amount; c: t orders.amount; d: t orders.amount',
  },
  {
    sql: 'select quantile_cont(amount, 0.5) as q, mode(status) as m, first(id order by ordered_at) as f from orders',
    columns: 'q: a orders.amount; m: a orders.status; f: a orders.id, orders.ordered_at',
  },
  {
    sql: 'select row_number() over (order by 1) - 1 as nth, rank() over (order by id) as place from orders',
    columns: 'nth: n; place: t orders.id',
    uses: 'window orders.id',
  },
];
