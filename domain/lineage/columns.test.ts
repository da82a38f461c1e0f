import type { Id } from '@weft/base/id';
import { type MadeModel, makeManifest } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findColumnProgress, getColumns } from './get-columns.ts';
import { traceColumn, usesOfColumn } from './trace-column.ts';
import { traceEnvironment } from './trace-environment.ts';
import { openTracer } from './tracer.ts';

let house: IngestHouse;

beforeEach(async () => {
  house = await openIngestHouse();
});

afterEach(() => house.close());

function manifest(
  models: readonly (MadeModel & { readonly code?: string | null })[],
  more: { project?: string; generatedAt?: string } = {},
) {
  const made = makeManifest({ models, ...more }) as { nodes: Record<string, Record<string, unknown>> };
  for (const { name, code, project = more.project ?? 'shop' } of models) {
    const node = made.nodes[`model.${project}.${name}`];
    if (node && code !== undefined) node.compiled_code = code;
  }
  return made;
}

const shop = [
  { name: 'raw', code: 'select 1 as id, 2 as amount' },
  { name: 'orders', dependsOn: ['model.shop.raw'], access: 'public', code: 'select id, amount * 2 as total from raw where amount > 1' },
  { name: 'report', dependsOn: ['model.shop.orders'], code: 'select * from orders' },
] as const;

async function trace(environment = house.production) {
  return traceEnvironment(house, openTracer(), { accountId: house.accountId, environmentId: environment.id }, new AbortController().signal);
}

test('columns follow from compiled code alone, upstream first', async () => {
  await house.upload({ 'manifest.json': manifest(shop) });
  expect(await trace()).toMatchObject({ nodeCount: 3, tracedCount: 3 });
  expect(await getColumns(house, house.production.id, 'model.shop.report')).toMatchObject({
    relations: ['model.shop.orders'],
    columns: [
      { name: 'id', kind: 'passthrough', parents: [{ relation: 0, column: 'id' }] },
      { name: 'total', kind: 'passthrough', parents: [{ relation: 0, column: 'total' }] },
    ],
    problems: [],
  });
  const orders = await getColumns(house, house.production.id, 'model.shop.orders');
  expect(orders.uses).toEqual([{ relation: 0, column: 'amount', kind: 'filter' }]);
  expect(await findColumnProgress(house, house.production.id)).toMatchObject({ nodeCount: 3, doneCount: 3, finishedAt: expect.any(Date) });
});

test('a second upload pays for what has changed, and for what reads columns that have', async () => {
  await house.upload({ 'manifest.json': manifest(shop) });
  await trace();
  const [raw, orders, report] = shop;
  const later = { generatedAt: '2026-01-01T13:00:00.000000Z' };
  // Other code, the same columns: what reads it stays as it is.
  const same = { ...orders, code: 'select id, amount * 3 as total from raw' };
  await house.upload({ 'manifest.json': manifest([raw, same, report], later) });
  expect(await trace()).toMatchObject({ nodeCount: 3, tracedCount: 1 });
  const wider = { ...orders, code: 'select id, amount * 3 as total, 1 as more from raw' };
  await house.upload({ 'manifest.json': manifest([raw, wider, report], { generatedAt: '2026-01-01T14:00:00.000000Z' }) });
  expect(await trace()).toMatchObject({ tracedCount: 2 });
  const { columns } = await getColumns(house, house.production.id, 'model.shop.report');
  expect(columns.map(({ name }) => name)).toEqual(['id', 'total', 'more']);
});

test('an ephemeral model is what its readers read, by its alias or its name, and not what lies behind it', async () => {
  const code = (cte: string) => `with __dbt__cte__${cte} as (select id from raw) select id as key from __dbt__cte__${cte}`;
  const made = manifest([
    { name: 'raw', code: 'select 1 as id' },
    { name: 'stg', dependsOn: ['model.shop.raw'], code: 'select id from raw' },
    { name: 'by_alias', dependsOn: ['model.shop.stg'], code: code('_stg_alias') },
    { name: 'by_name', dependsOn: ['model.shop.stg'], code: code('stg') },
  ]);
  Object.assign(made.nodes['model.shop.stg'] ?? {}, { alias: '_stg_alias', config: { materialized: 'ephemeral' } });
  await house.upload({ 'manifest.json': made });
  await trace();
  for (const name of ['by_alias', 'by_name'])
    expect(await getColumns(house, house.production.id, `model.shop.${name}`)).toMatchObject({
      relations: ['model.shop.stg'],
      columns: [{ name: 'key', kind: 'rename', parents: [{ relation: 0, column: 'id' }] }],
      problems: [],
    });
});

test('what cannot be read keeps its reason, and its neighbours their columns', async () => {
  const models = [
    { name: 'broken', code: 'select id frm orders where' },
    { name: 'jinja', code: "select * from {{ ref('x') }}" },
    { name: 'uncompiled', code: null, columns: ['a'] },
    { name: 'reader', dependsOn: ['model.shop.broken'], code: 'select a, b from broken' },
  ];
  await house.upload({ 'manifest.json': manifest(models) });
  await trace();
  const codes = async (name: string) =>
    (await getColumns(house, house.production.id, `model.shop.${name}`)).problems.map(({ code }) => code);
  expect([await codes('broken'), await codes('jinja'), await codes('uncompiled')]).toEqual([
    ['sql.unparsed'],
    ['sql.jinja'],
    ['node.not_compiled'],
  ]);
  expect((await getColumns(house, house.production.id, 'model.shop.reader')).columns).toMatchObject([
    { name: 'a', parents: [{ column: 'a' }] },
    { name: 'b', parents: [{ column: 'b' }] },
  ]);
});

test('a column is followed across projects, and what is private elsewhere is a closed box', async () => {
  await house.upload({ 'manifest.json': manifest(shop) });
  await trace();
  const finance = await house.addProject('Finance');
  const bills = [
    { name: 'orders', project: 'shop', isExternal: true, access: 'public' },
    { name: 'bills', dependsOn: ['model.shop.orders'], code: 'select total as owed from orders' },
  ] as const;
  await house.upload({ 'manifest.json': manifest(bills, { project: 'finance' }) }, finance.environment);
  await trace(finance.environment);
  const ask = (isReadable: (id: Id<'project'>) => boolean) =>
    traceColumn(house, {
      ...{ accountId: house.accountId, environmentId: finance.environment.id, uniqueId: 'model.finance.bills', column: 'owed' },
      ...{ direction: 'up', depth: 10, limit: 100, isReadable },
    });
  expect(
    (await ask(() => true)).steps.map(({ place, how }) => [place.kind === 'open' ? `${place.uniqueId}.${place.column}` : '', how]),
  ).toEqual([
    ['model.shop.orders.total', 'rename'],
    ['model.shop.raw.amount', 'transform'],
  ]);
  const narrow = await ask((id) => id === finance.project.id);
  expect(narrow.steps.map(({ place }) => place)).toEqual([
    expect.objectContaining({ kind: 'open', uniqueId: 'model.shop.orders' }),
    { kind: 'closed', number: 1 },
  ]);
  expect(JSON.stringify(narrow)).not.toContain('raw');
  const down = await traceColumn(house, {
    ...{ accountId: house.accountId, environmentId: house.production.id, uniqueId: 'model.shop.raw', column: 'AMOUNT' },
    ...{ direction: 'down', depth: 10, limit: 100, isReadable: () => true },
  });
  expect(down.steps.map(({ place }) => (place.kind === 'open' ? place.uniqueId : '')).sort()).toEqual([
    'model.finance.bills',
    'model.shop.orders',
    'model.shop.report',
  ]);
  const at = { accountId: house.accountId, environmentId: house.production.id, uniqueId: 'model.shop.raw', column: 'amount', limit: 10 };
  expect(await usesOfColumn(house, { ...at, isReadable: () => true })).toMatchObject([
    { place: { uniqueId: 'model.shop.orders' }, kind: 'filter' },
  ]);
  await expect(usesOfColumn(house, { ...at, column: 'nope', isReadable: () => true })).rejects.toMatchObject({ code: 'column.not_found' });
});

test('a column that is reached by two ways has an arrow for each', async () => {
  const diamond = [
    { name: 'raw', code: 'select 1 as amount' },
    { name: 'net', dependsOn: ['model.shop.raw'], code: 'select amount as net from raw' },
    { name: 'tax', dependsOn: ['model.shop.raw'], code: 'select amount * 0.2 as tax from raw' },
    { name: 'bill', dependsOn: ['model.shop.net', 'model.shop.tax'], code: 'select net + tax as total from net cross join tax' },
  ];
  await house.upload({ 'manifest.json': manifest(diamond) });
  await trace();
  const { steps, pairs } = await traceColumn(house, {
    ...{ accountId: house.accountId, environmentId: house.production.id, uniqueId: 'model.shop.bill', column: 'total' },
    ...{ direction: 'up', depth: 10, limit: 100, isReadable: () => true },
  });
  const nameOf = (at: number) => {
    const place = steps[at]?.place;
    return place?.kind === 'open' ? place.column : 'total';
  };
  expect(pairs.map(({ upper, lower, how }) => `${nameOf(upper)} → ${nameOf(lower)} ${how}`).sort()).toEqual([
    ...['amount → net rename', 'amount → tax transform', 'net → total transform', 'tax → total transform'],
  ]);
});

test('a manifest that goes round in a circle is worked through all the same', async () => {
  const circle = [
    { name: 'a', dependsOn: ['model.shop.b'], code: 'select x from b' },
    { name: 'b', dependsOn: ['model.shop.a'], code: 'select x from a' },
  ];
  await house.upload({ 'manifest.json': manifest(circle) });
  expect(await trace()).toMatchObject({ nodeCount: 2 });
  const question = {
    accountId: house.accountId,
    environmentId: house.production.id,
    uniqueId: 'model.shop.a',
    column: 'x',
    depth: 50,
    limit: 50,
  };
  const { steps, isCut } = await traceColumn(house, { ...question, direction: 'up', isReadable: () => true });
  expect([steps.length, isCut]).toEqual([1, false]);
});
