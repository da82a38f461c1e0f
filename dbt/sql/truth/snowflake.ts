/** Cases in the SQL of Snowflake. */
import type { TruthCase } from './truth-case.ts';

export const snowflakeTruth: readonly TruthCase[] = [
  { sql: 'select ID, Amount as TOTAL from ORDERS', columns: 'ID: p orders.id; TOTAL: r orders.amount' },
  { sql: 'select "ID" from orders', columns: 'ID: p orders.id' },
  {
    sql: 'select id,\n  -- what became of it\n  status,\n  /* and how much */ orders.amount, -- in cents\n  amount as cents\nfrom orders -- all\ngroup by -- by place\n  1, -- first\n  2, 3, 4',
    columns: 'id: p orders.id; status: p orders.status; amount: p orders.amount; cents: r orders.amount',
    uses: 'group orders.id, orders.status, orders.amount',
  },
  {
    sql: 'select "id", ID from (select id as "id", amount as id from orders)',
    columns: 'id: r orders.id; ID: r orders.amount',
  },
  {
    sql: 'select * exclude (email) rename (name as customer_name, id as customer_id) from customers',
    columns: 'customer_id: r customers.id; customer_name: r customers.name; region: p customers.region',
  },
  {
    sql: 'select * replace (lower(status) as status) from (select id, status from orders)',
    columns: 'id: p orders.id; status: t orders.status',
  },
  {
    sql: 'select payload:user.name::string as who, payload:items[0]:sku as first_sku from events',
    columns: 'who: t events.payload; first_sku: t events.payload',
  },
  {
    sql: 'select e.id, f.value:sku::string as sku, f.index from events e, lateral flatten(input => e.payload) f',
    columns: 'id: p events.id; sku: t events.payload; index: t events.payload',
  },
  {
    sql: "select e.id, f.value from events e, table(flatten(e.tags)) f where f.key = 'x'",
    columns: 'id: p events.id; value: t events.tags',
    uses: 'filter events.tags',
  },
  {
    sql: "select s.value as part from events, lateral split_to_table(type, '.') s",
    columns: 'part: t events.type',
  },
  {
    sql: 'select id, amount as a, a * 2 as b from orders where a > 10',
    columns: 'id: p orders.id; a: r orders.amount; b: t orders.amount',
    uses: 'filter orders.amount',
  },
  {
    sql: 'select id from orders qualify row_number() over (partition by customer_id order by ordered_at desc) = 1',
    columns: 'id: p orders.id',
    uses: 'filter orders.customer_id, orders.ordered_at; window orders.customer_id, orders.ordered_at',
  },
  {
    sql: "select * from (select shop, quarter, amount from sales) pivot (sum(amount) for quarter in ('a', 'b')) as p (shop, first, second)",
    columns: 'shop: p sales.shop; first: a sales.amount; second: a sales.amount',
    uses: 'filter sales.quarter; group sales.shop',
  },
  {
    sql: `select shop, "'a'" as a from sales pivot (max(amount) for quarter in ('a', 'b'))`,
    columns: 'shop: p sales.shop; a: a sales.amount',
    uses: 'filter sales.quarter; group sales.shop, sales.units',
  },
  {
    sql: 'select shop, quarter, amount from quarters unpivot (amount for quarter in (q1, q2, q3))',
    columns: 'shop: p quarters.shop; quarter: n; amount: r quarters.q1, quarters.q2, quarters.q3',
  },
  {
    sql: 'with chain as (select id, manager_id from employees where manager_id is null union all select e.id, e.manager_id from employees e join chain c on e.manager_id = c.id) select id from chain',
    columns: 'id: p employees.id',
    uses: 'filter employees.manager_id; join employees.manager_id, employees.id',
  },
  {
    sql: "select iff(amount > 10, status, 'small') as size, nvl(status, 'none') as status, zeroifnull(amount) as amount from orders",
    columns: 'size: t orders.amount, orders.status; status: t orders.status; amount: t orders.amount',
  },
  {
    sql: "select listagg(name, ', ') within group (order by id) as names, array_agg(distinct region) as regions from customers",
    columns: 'names: a customers.name, customers.id; regions: a customers.region',
  },
  {
    sql: "select object_construct('id', id, 'n', name) as o, array_construct(id, region)[0] as x from customers",
    columns: 'o: t customers.id, customers.name; x: t customers.id, customers.region',
  },
  { sql: 'select object_construct(*) as o from quarters', columns: 'o: t quarters.shop, quarters.q1, quarters.q2, quarters.q3' },
  { sql: 'select column1 as a, column2 as b from values (1, 2), (3, 4)', columns: 'a: n; b: n' },
  { sql: 'select seq4() as n from table(generator(rowcount => 10))', columns: 'n: n' },
  {
    sql: 'select o.id, p.method from orders o asof join payments p match_condition (o.ordered_at >= p.paid_at) on o.id = p.order_id',
    columns: 'id: p orders.id; method: p payments.method',
    uses: 'join orders.ordered_at, payments.paid_at, orders.id, payments.order_id',
  },
  {
    sql: 'select * from employees match_recognize (partition by dept order by id measures last(up.salary) as peak one row per match pattern (up+) define up as salary > 10)',
    columns: 'dept: p employees.dept; peak: a employees.salary',
    uses: 'window employees.dept, employees.id; filter employees.salary',
  },
  {
    sql: 'select id from orders minus select order_id from payments',
    columns: 'id: p orders.id',
    uses: 'filter payments.order_id',
  },
  {
    sql: 'select a.id, b.region from orders a natural join customers b',
    columns: 'id: p orders.id; region: p customers.region',
    uses: 'join orders.id, customers.id',
  },
  {
    sql: 'with __dbt__cte__stg as (select id, amount as paid from payments) select stg.id, paid from __dbt__cte__stg as stg',
    columns: 'id: p payments.id; paid: r payments.amount',
  },
  {
    sql: 'select t.$1 as a, t.$2 as b from (select id, status from orders) t',
    columns: 'a: r orders.id; b: r orders.status',
  },
  {
    sql: 'select * from orders at (offset => -60)',
    columns:
      'id: p orders.id; customer_id: p orders.customer_id; status: p orders.status; amount: p orders.amount; ordered_at: p orders.ordered_at',
  },
  {
    sql: 'select sum(amount) over (partition by customer_id order by ordered_at rows between 3 preceding and current row) as recent from orders',
    columns: 'recent: t orders.amount, orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'select status, sum(amount) as total from orders group by all order by total desc',
    columns: 'status: p orders.status; total: a orders.amount',
    uses: 'group orders.status; order orders.amount',
  },
  {
    sql: 'select l.*, c.name from landing l join customers c on c.id = l.customer_id',
    columns: '*: p landing.* ? star.unknown_relation; name: p customers.name',
    uses: 'join customers.id, landing.customer_id',
  },
  {
    sql: "select dateadd(day, 1, ordered_at) as next_day, datediff('day', ordered_at, current_timestamp()) as age, date_trunc('month', ordered_at)::date as month from orders",
    columns: 'next_day: t orders.ordered_at; age: t orders.ordered_at; month: t orders.ordered_at',
  },
  {
    sql: "select hash(id, name) as k, md5(concat_ws('|', id, region)) as sk, id::varchar as id from customers",
    columns: 'k: t customers.id, customers.name; sk: t customers.id, customers.region; id: t customers.id',
  },
  {
    sql: 'select id, lag(amount) ignore nulls over (partition by customer_id order by ordered_at) as before from orders',
    columns: 'id: p orders.id; before: t orders.amount, orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  {
    sql: 'with a as (select id, customer_id from orders), b as (select * from a qualify row_number() over (partition by customer_id order by id) = 1) select b.* from b',
    columns: 'id: p orders.id; customer_id: p orders.customer_id',
    uses: 'filter orders.customer_id, orders.id; window orders.customer_id, orders.id',
  },
  { sql: 'select * exclude email from customers', columns: 'id: p customers.id; name: p customers.name; region: p customers.region' },
  {
    sql: 'select c.*, o.amount as paid from customers c inner join (select customer_id, sum(amount) as amount from orders group by all) o on c.id = o.customer_id',
    columns: 'id: p customers.id; name: p customers.name; region: p customers.region; email: p customers.email; paid: a orders.amount',
    uses: 'join customers.id, orders.customer_id; group orders.customer_id',
  },
  {
    sql: 'select id from orders where status in (select distinct type from events) union all (select id from payments order by paid_at limit 3)',
    columns: 'id: p orders.id, payments.id',
    uses: 'filter orders.status, events.type; order payments.paid_at',
  },
  {
    sql: "select get_path(payload, 'a.b')::int as b, payload['x']['y'] as y from events",
    columns: 'b: t events.payload; y: t events.payload',
  },
  {
    sql: "select max(case when quarter = 'q1' then amount end) as q1 from sales group by shop",
    columns: 'q1: a sales.amount, sales.quarter',
    uses: 'group sales.shop',
  },
  {
    sql: 'select f.value:name::string as n, g.value as inner_value from events e, lateral flatten(input => e.payload:rows) f, lateral flatten(input => f.value:tags, outer => true) g',
    columns: 'n: t events.payload; inner_value: t events.payload',
  },
  {
    sql: "select array_size(tags) as n, split_part(type, '.', 1) as part, coalesce(type, 'none') as type from events",
    columns: 'n: t events.tags; part: t events.type; type: t events.type',
  },
  { sql: "select * from (values (1, 'x')) as v (a, b)", columns: 'a: n; b: n' },
  {
    sql: 'select conditional_true_event(amount > 3) over (partition by customer_id order by ordered_at) as run from orders',
    columns: 'run: t orders.amount, orders.customer_id, orders.ordered_at',
    uses: 'window orders.customer_id, orders.ordered_at',
  },
  { sql: `select id as "Id", "Id" || 'x' as more from orders`, columns: 'Id: r orders.id; more: t orders.id' },
  {
    sql: 'with recursive t (n, m) as (select id, manager_id from employees union all select t.n, e.manager_id from t join employees e on t.m = e.id) select n, m from t',
    columns: 'n: r employees.id; m: r employees.manager_id',
    uses: 'join employees.manager_id, employees.id',
  },
];
