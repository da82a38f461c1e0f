/** What is seen between two stored states is what dbt sees between the same two manifests, field by field and macro by macro. */

import { makeManifest } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listStates } from '../ingest/list-states.ts';
import { openDifferences, type StateDifferences } from './state-differences.ts';

let house: IngestHouse;
let differences: StateDifferences;

const macro = (name: string, sql: string, calls: readonly string[] = []) => ({
  [`macro.shop.${name}`]: {
    ...{ name, resource_type: 'macro', package_name: 'shop', path: `macros/${name}.sql`, original_file_path: `macros/${name}.sql` },
    ...{ unique_id: `macro.shop.${name}`, macro_sql: sql, depends_on: { macros: calls }, description: '', meta: {}, docs: { show: true } },
    ...{ patch_path: null, arguments: [], created_at: 1, supported_languages: null },
  },
});

type Nodes = Record<string, Record<string, unknown>>;

function manifest(day: number, change: (nodes: Nodes) => void, macros: object, more: readonly string[]) {
  const names = ['same', 'body', 'config', 'described', 'calling', ...more];
  const made = makeManifest({
    invocationId: `11111111-1111-4111-8111-11111111111${day}`,
    generatedAt: `2026-01-0${day}T12:00:00.000000Z`,
    models: names.map((name) => ({ name })),
  });
  const { nodes } = made as { nodes: Nodes };
  const calling = nodes['model.shop.calling'];
  if (calling) calling.depends_on = { nodes: [], macros: ['macro.shop.outer'] };
  change(nodes);
  return { 'manifest.json': { ...made, macros } };
}

beforeAll(async () => {
  house = await openIngestHouse();
  const outer = macro('outer', '{{ inner() }}', ['macro.shop.inner']);
  await house.upload(manifest(1, () => {}, { ...outer, ...macro('inner', 'one') }, ['gone']));
  const change = (nodes: Nodes) => {
    Object.assign(nodes['model.shop.body'] ?? {}, { raw_code: 'select 3' });
    Object.assign(nodes['model.shop.config'] ?? {}, { unrendered_config: { materialized: 'incremental' } });
    Object.assign(nodes['model.shop.described'] ?? {}, { description: 'said anew' });
  };
  await house.upload(manifest(2, change, { ...outer, ...macro('inner', 'two') }, ['come']));
  await house.settle();
  const { items } = await listStates(house, house.production.id, { limit: 2, offset: 0 });
  const [after, before] = items.map(({ versionId }) => versionId);
  if (after === undefined || before === undefined) throw new Error('there are no two states');
  differences = await openDifferences(house, { before, after });
  expect(await openDifferences(house, { before: after, after })).toEqual(new Map());
});
afterAll(() => house.close());

const of = (name: string) => differences.get(`model.shop.${name}`);

test('what is the same in both is left out, and what came or went is told', () => {
  expect([...differences.keys()].map((id) => id.split('.')[2]).sort()).toEqual(['body', 'calling', 'come', 'config', 'described', 'gone']);
  expect([of('come')?.change, of('gone')?.change]).toEqual(['new', 'removed']);
  expect([...(of('come')?.selectors ?? [])]).toEqual(expect.arrayContaining(['new', 'modified', 'modified.body']));
  expect(of('gone')?.selectors).toEqual(new Set());
});

test('each change is in the states that dbt puts it into', () => {
  expect(of('body')).toMatchObject({ change: 'modified', because: [{ facet: 'body', isSeen: true }] });
  expect(of('body')?.selectors).toEqual(new Set(['modified', 'modified.body']));
  expect(of('config')?.selectors).toEqual(new Set(['modified', 'modified.configs']));
  expect(of('config')?.because).toEqual([{ facet: 'config', key: 'materialized', isSeen: true }]);
  expect(of('described')).toMatchObject({ selectors: new Set(), because: [{ facet: 'description', isSeen: false }] });
});

test('a macro that changed puts those into the state that reach it, by the way of its callers', () => {
  expect(of('calling')?.selectors).toEqual(new Set(['modified', 'modified.macros']));
  expect(of('calling')?.macros).toMatchObject([
    { path: ['macro.shop.outer', 'macro.shop.inner'], change: { change: 'modified', diff: expect.stringContaining('+two') } },
  ]);
});
