/** What is said of splitting small projects. */
import { inFolder as at, type Given, type Others, makeGraph as shop } from '@weft/kit/project-graph';
import { expect, test } from 'vitest';
import { chooseSplit, listSplitChoices } from './choose-split.ts';
import { divideProject } from './divide-project.ts';
import type { ProjectGraph } from './project-graph.ts';
import { labelOf } from './project-graph.ts';
import type { ModelColumns } from './propose-contracts.ts';
import { proposeContracts } from './propose-contracts.ts';
import { proposeGroups } from './propose-groups.ts';
import type { WrittenRef } from './propose-refs.ts';
import type { SplitAdvice } from './propose-split.ts';
import { describeSplit, proposeSplit } from './propose-split.ts';

const known: ModelColumns = { declared: [], applied: [{ name: 'id', dataType: 'INTEGER' }], language: 'sql', onSchemaChange: null };

function split(
  graph: ProjectGraph,
  wanted: string,
  given: { taken?: readonly string[]; refs?: Readonly<Record<string, readonly WrittenRef[]>> } = {},
): SplitAdvice {
  const choice = chooseSplit(graph, proposeGroups(graph).groupOf, wanted);
  return proposeSplit({
    ...{ graph, choice },
    division: divideProject(graph, new Set(choice.models.map(({ uniqueId }) => uniqueId))),
    takenNames: new Set(given.taken ?? []),
    writtenRefsOf: ({ name }) => given.refs?.[name] ?? [],
    contractOf: (model) => proposeContracts([model], () => known)[0] ?? null,
    patchFileOf: ({ name }) => (name === 'orders' ? 'models/core/core.yml' : null),
  });
}

const straight: readonly Given[] = [
  { ...at('core', 'orders'), reads: ['source.shop.erp.orders'], isContractEnforced: true },
  { ...at('core', 'customers'), reads: ['source.shop.erp.customers'] },
  { ...at('finance', 'revenue'), reads: ['orders', 'customers', 'seed.shop.targets', 'source.shop.erp.orders'] },
  { ...at('finance', 'margin'), reads: ['revenue', 'model.hub.rates'] },
  { kind: 'seed', name: 'targets', file: 'seeds/targets.csv' },
  { kind: 'exposure', name: 'board', file: 'models/exposures.yml', reads: ['orders', 'margin'] },
  { kind: 'unit_test', name: 'adds_up', file: 'models/finance/finance.yml', attachedTo: 'model.shop.revenue', reads: ['revenue'] },
];
const others: Others = {
  othersNodes: new Map([['model.hub.rates', { owner: 'hub', isExternal: true }]]),
  foreign: { margin: [{ projectName: 'marketing', count: 1 }] },
};

test('a split names what moves, what the rest must offer, and writes the files of both projects', () => {
  const advice = split(shop(straight, others), 'finance');
  expect(describeSplit(advice)).toBe('2 models would become the project finance, with 3 refs to shop and none back.');
  expect(advice.circle).toBeNull();
  expect(advice.along).toEqual([
    { kind: 'exposure', name: 'board', file: 'models/exposures.yml', how: 'move' },
    { kind: 'seed', name: 'targets', file: 'seeds/targets.csv', how: 'move' },
    { kind: 'source', name: 'erp.orders', file: null, how: 'copy' },
  ]);
  expect(advice.offered).toMatchObject([
    { model: { name: 'orders' }, side: 'old', readers: 2, isPublic: false, contract: 'enforced' },
    { model: { name: 'customers' }, side: 'old', readers: 1, isPublic: false, contract: 'ready' },
  ]);
  expect(advice.consumers).toMatchObject([{ projectName: 'marketing', models: [{ name: 'margin' }] }]);
  expect(advice.files).toEqual([
    { project: 'finance', path: 'dependencies.yml', action: 'create', yaml: 'projects:\n  - name: shop\n  - name: hub\n' },
    {
      project: 'shop',
      path: 'models/core/core.yml',
      action: 'change',
      yaml: 'models:\n  - name: customers\n    config:\n      access: public\n      contract:\n        enforced: true\n    columns:\n      - name: id\n        data_type: INTEGER\n  - name: orders\n    config:\n      access: public\n',
    },
  ]);
});

test('a split rewrites the refs that cross, as they were written, in unit tests too, and leaves those that name the project already', () => {
  const refs = {
    revenue: [{ name: 'orders', packageName: 'shop', version: null }],
    adds_up: [{ name: 'customers', packageName: null, version: null }],
  };
  expect(split(shop(straight, others), 'path:models/finance', { refs }).refs.map(({ file, from, to }) => [file, from, to])).toEqual([
    ['models/exposures.yml', "ref('orders')", "ref('shop', 'orders')"],
    ['models/finance/finance.yml', "ref('customers')", "ref('shop', 'customers')"],
    ['models/finance/revenue.sql', "ref('customers')", "ref('shop', 'customers')"],
  ]);
});

test('a split keeps a version that was written, and writes none where the latest was meant', () => {
  const versions = [
    { ...at('core', 'orders'), version: 1, latestVersion: 2 },
    { ...at('core', 'orders'), version: 2, latestVersion: 2 },
    { ...at('finance', 'revenue'), reads: ['model.shop.orders.v1', 'model.shop.orders.v2'] },
  ];
  expect(split(shop(versions), 'finance').refs.map(({ from, to }) => [from, to])).toEqual([
    ["ref('orders', v=1)", "ref('shop', 'orders', v=1)"],
    ["ref('orders')", "ref('shop', 'orders')"],
  ]);
});

test('a split that would make a circle names who causes it and what would have to come along, and writes no files', () => {
  const models = [
    { ...at('core', 'orders') },
    { ...at('finance', 'revenue'), reads: ['orders'] },
    { ...at('finance', 'margin'), reads: ['orders'] },
    { ...at('core', 'targets'), reads: ['revenue'] },
    { ...at('core', 'alerts'), reads: ['targets'] },
  ];
  const { circle, files, refs } = split(shop(models), 'finance');
  expect(circle?.message).toContain('shop would read finance only by targets.');
  expect(circle?.causes.map(labelOf)).toEqual(['targets']);
  expect(circle?.takeDownstream.map(labelOf)).toEqual(['targets', 'alerts']);
  expect(circle?.takeUpstream.map(labelOf)).toEqual(['orders']);
  expect([files, refs]).toEqual([[], []]);
});

test('a split of what others build on makes the rest the consumer', () => {
  const advice = split(shop(straight, others), 'core', { taken: ['core'] });
  expect(advice.newProject).toBe('shop_core');
  expect(advice.files.map(({ project, path }) => `${project}: ${path}`)).toEqual([
    'shop: dependencies.yml',
    'shop_core: models/core/core.yml',
  ]);
});

test('a split tells what no other project can refer to', () => {
  const models: readonly Given[] = [
    { ...at('core', 'orders'), materialized: 'ephemeral', reads: ['seed.shop.codes'] },
    { ...at('finance', 'revenue'), reads: ['orders', 'seed.shop.codes'] },
    { kind: 'seed', name: 'codes', file: 'seeds/codes.csv' },
  ];
  expect(split(shop(models), 'finance').problems).toEqual([
    'orders is ephemeral and would be read by revenue of finance: what has no relation is never public. Materialize it as a view or a table first.',
    'The seed codes would be read by revenue of finance, and other projects can refer to models only: put a model upon it.',
  ]);
});

test.each([
  ['nowhere', 'split.not_found', 'There are group:core, group:finance, path:core and path:finance.'],
  ['group:nowhere', 'split.not_found', '"group:nowhere"'],
  ['path:', 'split.not_found', '"path:"'],
])('a split of %s is refused', (wanted, code, words) => {
  expect(() => split(shop(straight), wanted)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
});

test('a split of everything is refused, and not offered', () => {
  const graph = shop([at('core', 'a'), at('core/deep', 'b')]);
  expect(() => split(graph, 'path:core')).toThrow(expect.objectContaining({ code: 'split.whole_project' }));
  expect(listSplitChoices(graph, proposeGroups(graph).groupOf).map(({ kind, name }) => [kind, name])).toEqual([['folder', 'core/deep']]);
});
