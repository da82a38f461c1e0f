import { expect, test } from 'vitest';
import type { Dialect } from './dialect.ts';
import { dialectOf } from './dialect.ts';
import type { KnownRelation } from './relations.ts';
import { traceColumns } from './trace-columns.ts';

const known: Readonly<Record<string, readonly string[]>> = { orders: ['id', 'amount', 'ordered_at'], payments: ['id', 'amount'] };

function ask(sql: string, { dialect = 'duckdb', relations = known }: { dialect?: Dialect; relations?: typeof known } = {}) {
  return traceColumns({
    ...{ sql, dialect },
    lookUp: ({ name }): KnownRelation | null => {
      const columns = relations[name];
      if (!columns) return null;
      return {
        key: name,
        label: name,
        columns: columns.map((it) => ({ name: it, isExact: false })),
        isComplete: true,
        isSelf: name === 'this',
      };
    },
  });
}

test.each([
  ['selec id frm orders', 'sql.unparsed', /line 1, column \d+.*near selec id frm orders/],
  ["select id\nfrom {{ ref('orders') }}", 'sql.jinja', /Jinja is left in the compiled code at line 2: from \{\{ ref\('orders'\) \}\}/],
  ['', 'sql.empty', /no SQL/],
  ['-- nothing but a comment', 'sql.empty', /no SQL/],
  ['drop table orders', 'sql.no_query', /begins with drop/],
  ['select 1 as a; select 2 as b', 'sql.several', /2 queries/],
  [`select ${'('.repeat(60)}1${')'.repeat(60)}`, 'sql.too_deep', /nested too deeply/],
  [`select ${'id + '.repeat(3000)}id from orders`, 'sql.too_deep', /nested too deeply/],
  ['x'.repeat(4_000_001), 'sql.too_large', /4000001 characters/],
  ['select \u0000id from orders', 'sql.unparsed', /line 1/],
])('what cannot be read is told with its place: %#', (sql, code, message) => {
  const { columns, problems } = ask(sql);
  expect(columns).toEqual([]);
  expect(problems).toEqual([expect.objectContaining({ code, message: expect.stringMatching(message) })]);
});

test('a query that doubles its columns at every level ends with a reason', () => {
  const levels = Array.from({ length: 40 }, (_, at) => `c${at + 1} as (select a.*, b.* from c${at} a, c${at} b)`);
  const { problems } = ask(`with c0 as (select id, amount from orders), ${levels.join(', ')} select * from c40`);
  expect(problems.map(({ code }) => code)).toEqual(['sql.too_large']);
});

test('hundreds of CTEs and of branches of a union are followed', () => {
  const ctes = Array.from({ length: 300 }, (_, at) => `c${at + 1} as (select * from c${at})`).join(', ');
  expect(ask(`with c0 as (select id from orders), ${ctes} select id from c300`).columns).toMatchObject([
    { name: 'id', kind: 'passthrough' },
  ]);
  const union = Array.from({ length: 400 }, () => 'select id from orders').join(' union all ');
  expect(ask(union).columns).toMatchObject([{ name: 'id', parents: [{ column: 'id' }] }]);
});

test('a relation of 5,000 columns is expanded', () => {
  const wide = Array.from({ length: 5000 }, (_, at) => `c${at}`);
  const { columns, problems } = ask('with a as (select * from wide) select * exclude (c7) from a', { relations: { wide } });
  expect(columns).toHaveLength(4999);
  expect(problems).toEqual([]);
});

test('a query that adds to what it has read itself has the same columns by name', () => {
  const traced = traceColumns({
    sql: 'select id, amount from orders where id > (select max(id) from this) union all select * from this',
    dialect: 'duckdb',
    lookUp: ({ name }) => ({
      ...{ key: name, label: name, isComplete: name !== 'this', isSelf: name === 'this' },
      columns: name === 'this' ? null : (known[name] ?? []).map((it) => ({ name: it, isExact: false })),
    }),
  });
  expect(traced.relations).toEqual(['orders', 'this']);
  expect(traced.columns).toEqual([
    {
      name: 'id',
      kind: 'passthrough',
      parents: [
        { relation: 0, column: 'id' },
        { relation: 1, column: 'id' },
      ],
      problems: [],
    },
    {
      name: 'amount',
      kind: 'passthrough',
      parents: [
        { relation: 0, column: 'amount' },
        { relation: 1, column: 'amount' },
      ],
      problems: [],
    },
  ]);
});

test.each([
  ['where id > (select max(id) from payments) union all select amount from payments', 'id'],
  ['group by id having sum(amount) > (select max(id) from payments) except select amount from payments', 'id'],
  ['where id > (select 1) union all select id from payments union all select amount from payments', 'id'],
])('no branch of a set operation is lost to the condition before it: %s', (rest, name) => {
  const { columns, relations } = ask(`select ${name} from orders ${rest}`);
  expect(relations).toContain('payments');
  const parents = columns[0]?.parents.map(({ relation, column }) => `${relations[relation]}.${column}`) ?? [];
  expect(parents).toEqual(rest.includes('except') ? ['orders.id'] : expect.arrayContaining(['orders.id', 'payments.amount']));
});

test('a relation that nobody knows is named, and so is a column that is not there', () => {
  const { relations, problems, columns } = ask('select x.a, o.nope from db.sc.elsewhere x join orders o on true');
  expect(relations).toEqual(['relation:db.sc.elsewhere', 'orders']);
  expect(columns).toMatchObject([
    { name: 'a', parents: [{ relation: 0, column: 'a' }] },
    { name: 'nope', parents: [] },
  ]);
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "relation.unknown db.sc.elsewhere is no relation that this project's manifest knows.",
    expect.stringContaining('column.unresolved o.nope'),
  ]);
});

test('what one relation does not have is not looked for in the others', () => {
  const { problems } = ask('select c.nope from (select id from orders) c join db.sc.elsewhere on true join db.sc.other on true');
  expect(problems.map(({ message }) => message)).toContain('c.nope is no column of what is read there.');
});

test('an ephemeral model is a relation of its own, though it is a CTE in the compiled code', () => {
  const relations = { ...known, __dbt__cte__stg: ['id'] };
  // The manifest says of its reader only that it reads the model, not what that reads.
  const code = 'with __dbt__cte__stg as (select id from db.sc.elsewhere where amount > 1) select id as key from __dbt__cte__stg';
  const traced = ask(code, { relations });
  expect(traced.columns).toEqual([{ name: 'key', kind: 'rename', parents: [{ relation: 0, column: 'id' }], problems: [] }]);
  expect([traced.relations, traced.uses, traced.problems]).toEqual([['__dbt__cte__stg'], [], []]);
});

test('adapters speak the dialect of their warehouse, and unknown ones plain SQL', () => {
  expect(['postgres', 'sqlserver', 'athena', 'Snowflake', 'nobodys', null].map(dialectOf)).toEqual([
    ...['postgres', 'tsql', 'athena', 'snowflake', 'generic', 'generic'],
  ]);
});
