import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareStates, differingIds } from '@weft/dbt/state/compare-states';
import { keepsDiffering, readEntries, readState } from '@weft/dbt/state/read-state';
import { type Engines, openEngines } from '@weft/engine/core/open-engines';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { systemEnvironment } from '@weft/host/config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench, quiet, ran, venvOf } from './engine-kit.ts';

let bench: Bench;
let engines: Engines;
let venv: Venv;
let folder: string;

const options = { comparesMoreUnrendered: false };

/** Each model carries one kind of change, named after it. */
const before: Readonly<Record<string, string>> = {
  'models/same.sql': 'select 1 as id',
  'models/body.sql': 'select 1 as id',
  'models/white_space.sql': 'select 1 as id',
  'models/config_inline.sql': '{{ config(materialized="view") }} select 1 as id',
  'models/config_yml.sql': 'select 1 as id',
  'models/tags_only.sql': 'select 1 as id',
  'models/alias.sql': 'select 1 as id',
  'models/custom_schema.sql': 'select 1 as id',
  'models/persisted.sql': 'select 1 as id',
  'models/persisted_column.sql': 'select 1 as id',
  'models/described.sql': 'select 1 as id',
  'models/contracted.sql': 'select 1 as id',
  'models/contract_begins.sql': 'select 1 as id',
  'models/opened.sql': 'select 1 as id',
  'models/by_macro.sql': 'select {{ direct() }} as id',
  'models/by_deep_macro.sql': 'select {{ outer_one() }} as id',
  'models/by_new_edge.sql': 'select * from {{ pick() }}',
  'models/moved.sql': 'select 1 as id',
  'models/gone.sql': 'select 1 as id',
  'models/tested.sql': 'select 1 as id',
  'models/below_source.sql': "select * from {{ source('raw', 'things') }}",
  'macros/direct.sql': '{% macro direct() %}1{% endmacro %}',
  'macros/outer.sql': '{% macro outer_one() %}{{ inner_one() }}{% endmacro %}',
  'macros/inner.sql': '{% macro inner_one() %}1{% endmacro %}',
  'macros/pick.sql': "{% macro pick() %}{{ ref('same') }}{% endmacro %}",
  'seeds/seeded.csv': 'id\n1\n',
  'seeds/seed_same.csv': 'id\n1\n',
  'tests/singular.sql': "select * from {{ ref('same') }} where id = 2",
  'snapshots/snap.yml': "snapshots: [{name: snap, relation: ref('same'), config: {unique_key: id, strategy: check, check_cols: all}}]\n",
  'models/sources.yml': 'sources: [{name: raw, schema: raw, tables: [{name: things}, {name: still}]}]\n',
  'models/exposures.yml':
    "exposures: [{name: board, type: dashboard, owner: {email: a@example.org}, depends_on: [ref('same')]}, {name: calm, type: dashboard, owner: {email: a@example.org}}]\n",
  'models/models.yml': `
models:
  - {name: config_yml, config: {meta: {owner: a}}}
  - {name: tags_only, config: {tags: [a]}}
  - {name: alias, config: {alias: one}}
  - {name: custom_schema, config: {schema: one}}
  - {name: persisted, description: one, config: {persist_docs: {relation: true}}}
  - {name: persisted_column, config: {persist_docs: {columns: true}}, columns: [{name: id, description: one}]}
  - {name: described, description: one}
  - {name: contracted, config: {contract: {enforced: true}}, columns: [{name: id, data_type: int}]}
  - {name: contract_begins, columns: [{name: id, data_type: int}]}
  - {name: opened, config: {access: protected}}
  - {name: tested, columns: [{name: id, data_tests: [not_null: {config: {severity: warn}}]}]}
unit_tests:
  - {name: unit, model: same, given: [], expect: {rows: [{id: 1}]}}
`,
};

const after: Readonly<Record<string, string | null>> = {
  'models/body.sql': 'select 2 as id',
  'models/white_space.sql': 'select 1\n  as id',
  'models/config_inline.sql': '{{ config(materialized="table") }} select 1 as id',
  'models/moved.sql': null,
  'models/elsewhere/moved.sql': 'select 1 as id',
  'models/gone.sql': null,
  'models/fresh.sql': 'select 1 as id',
  'macros/direct.sql': '{% macro direct() %}2{% endmacro %}',
  'macros/inner.sql': '{% macro inner_one() %}2{% endmacro %}',
  'macros/pick.sql': "{% macro pick() %}{{ ref('body') }}{% endmacro %}",
  'seeds/seeded.csv': 'id\n2\n',
  'tests/singular.sql': "select * from {{ ref('same') }} where id = 3",
  'snapshots/snap.yml': "snapshots: [{name: snap, relation: ref('same'), config: {unique_key: id, strategy: check, check_cols: [id]}}]\n",
  'models/sources.yml':
    'sources: [{name: raw, schema: raw2, tables: [{name: things, freshness: {warn_after: {count: 1, period: day}}}, {name: newcomer}]}]\n',
  'models/exposures.yml':
    "exposures: [{name: board, type: dashboard, owner: {email: b@example.org}, depends_on: [ref('same')]}, {name: calm, type: dashboard, owner: {email: a@example.org}}, {name: late, type: dashboard, owner: {email: a@example.org}}]\n",
  'models/models.yml': `
models:
  - {name: config_yml, config: {meta: {owner: b}}}
  - {name: tags_only, config: {tags: [b]}}
  - {name: alias, config: {alias: two}}
  - {name: custom_schema, config: {schema: two}}
  - {name: persisted, description: two, config: {persist_docs: {relation: true}}}
  - {name: persisted_column, config: {persist_docs: {columns: true}}, columns: [{name: id, description: two}]}
  - {name: described, description: two}
  - {name: contracted, config: {contract: {enforced: true}}, columns: [{name: id, data_type: text}]}
  - {name: contract_begins, config: {contract: {enforced: true}}, columns: [{name: id, data_type: int}]}
  - {name: opened, config: {access: public}}
  - {name: tested, columns: [{name: id, data_tests: [not_null: {config: {severity: error}}, unique]}]}
unit_tests:
  - {name: unit, model: same, given: [], expect: {rows: [{id: 2}]}}
`,
};

beforeAll(async () => {
  bench = await openBench();
  engines = await openEngines({ log: quiet, environment: systemEnvironment() });
  venv = await venvOf('latest');
  folder = await bench.project('shop', before);
  await parse();
  await mkdir(join(folder, 'old'), { recursive: true });
  await copyFile(join(folder, 'target/manifest.json'), join(folder, 'old/manifest.json'));
});

afterAll(async () => {
  await engines?.close();
  await bench?.close();
});

async function parse(): Promise<void> {
  const end = await ran(engines, venv, folder, ['parse', '--no-partial-parse']);
  expect(end.outcome, end.lastError ?? '').toBe('success');
}

async function compare() {
  const files = [join(folder, 'old/manifest.json'), join(folder, 'target/manifest.json')] as const;
  const old = await readState(createReadStream(files[0]), { ...options, wantsNodes: false, keeps: () => false });
  const now = await readState(createReadStream(files[1]), { ...options, wantsNodes: true, keeps: keepsDiffering(old.index) });
  const entriesBefore = await readEntries(createReadStream(files[0]), new Set(differingIds(old.index, now.index)));
  const difference = compareStates({
    ...{ before: old.index, after: now.index, entriesBefore, entriesAfter: now.entries, options },
    versions: { before: old.dbtVersion, after: now.dbtVersion },
  });
  return { ...difference, nodes: now.nodes };
}

/** dbt's own answer, as unique ids. */
async function listed(selector: string): Promise<readonly string[]> {
  const argv = [
    'ls',
    '--select',
    selector,
    '--state',
    'old',
    '--output',
    'json',
    '--output-keys',
    'unique_id',
    '--indirect-selection',
    'empty',
  ];
  const end = await ran(engines, venv, folder, argv);
  expect(end.outcome, end.lastError ?? '').toBe('success');
  return end.lines.flatMap(({ text }) => /"unique_id": ?"([^"]+)"/.exec(text)?.[1] ?? []).sort();
}

test('two cold parses of the same files differ in nothing, for Weft as for dbt', async () => {
  await rm(join(folder, 'target'), { recursive: true, force: true });
  await parse();
  expect(await compare()).toMatchObject({ changes: [], macros: [] });
  expect(await listed('state:modified')).toEqual([]);
});

const parts = ['modified', 'new', 'modified.body', 'modified.configs', 'modified.relation'];
const others = ['modified.persisted_descriptions', 'modified.macros', 'modified.contract'];

test('each kind of change puts a node into the same sets of state: as with dbt', async () => {
  for (const [name, text] of Object.entries(after)) {
    if (text === null) await rm(join(folder, name));
    else await bench.write(`shop/${name}`, text);
  }
  await parse();
  const { changes, nodes } = await compare();
  const ours = (part: string) => changes.flatMap(({ uniqueId, selectors }) => (selectors.includes(part) ? [uniqueId] : [])).sort();
  const theirs: Record<string, readonly string[]> = {};
  for (const part of [...parts, ...others]) theirs[part] = await listed(`state:${part}`);
  // `dbt ls` lists unit tests by names of their own, and other kinds by theirs: all have their unique ids in JSON.
  expect(Object.fromEntries([...parts, ...others].map((part) => [part, ours(part)]))).toEqual(theirs);
  expect(theirs.modified?.length).toBeGreaterThan(15);
  expect(nodes.length).toBeGreaterThan(25);

  const reasonsOf = (name: string) => changes.find(({ uniqueId }) => uniqueId === `model.shop.${name}`)?.reasons ?? [];
  expect(reasonsOf('white_space')).toMatchObject([{ facet: 'body', note: 'Only white space or line ends differ.' }]);
  expect(reasonsOf('by_deep_macro')).toMatchObject([
    { facet: 'macro', key: 'macro.shop.inner_one', path: ['macro.shop.outer_one', 'macro.shop.inner_one'] },
  ]);
  expect(reasonsOf('config_yml')).toMatchObject([{ facet: 'config', key: 'meta', before: { owner: 'a' }, after: { owner: 'b' } }]);
  // Seen by Weft alone.
  expect(reasonsOf('described')).toMatchObject([{ facet: 'description', selectors: [] }]);
  expect(reasonsOf('by_new_edge')).toContainEqual(
    expect.objectContaining({ facet: 'edges', before: ['model.shop.same'], after: ['model.shop.body'], selectors: [] }),
  );
  expect(changes.filter(({ change }) => change === 'removed').map(({ uniqueId }) => uniqueId)).toEqual(
    expect.arrayContaining(['model.shop.gone', 'source.shop.raw.still']),
  );
});
