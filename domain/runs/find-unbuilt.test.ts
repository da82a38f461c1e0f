import type { SelectableNode } from '@weft/dbt/selection/selectable-node';
import { expect, test } from 'vitest';
import { readElsewhere } from './find-unbuilt.ts';

function node(uniqueId: string, dependsOn: readonly string[] = [], given: Partial<SelectableNode> = {}): SelectableNode {
  const [resourceType = '', packageName = '', name = ''] = uniqueId.split('.');
  return {
    ...{ uniqueId, resourceType, name, packageName, fqn: [packageName, name], tags: [], originalFilePath: `models/${name}.sql` },
    ...{ patchPath: null, config: {}, access: null, version: null, latestVersion: null, sourceName: null, testName: null, dependsOn },
    ...given,
  };
}

const nodes = [
  node('source.shop.raw.orders'),
  node('seed.shop.targets'),
  node('model.shop.base', ['source.shop.raw.orders']),
  node('model.shop.part', ['model.shop.base', 'seed.shop.targets'], { config: { materialized: 'ephemeral' } }),
  node('model.core.orders', [], { originalFilePath: '' }),
  node('model.shop.top', ['model.shop.part', 'model.core.orders']),
  node('test.shop.related', ['model.shop.top', 'model.shop.base']),
];

test.each([
  [['model.shop.top'], ['model.shop.base', 'seed.shop.targets']],
  [['model.shop.top', 'seed.shop.targets'], ['model.shop.base']],
  [['test.shop.related', 'model.shop.top', 'seed.shop.targets', 'model.shop.base'], []],
  [['test.shop.related'], ['model.shop.base', 'model.shop.top']],
  [['model.shop.base'], []],
])('%j reads %j elsewhere', (selected, read) => {
  const found = readElsewhere(nodes, new Set(selected)).map(({ uniqueId }) => uniqueId);
  expect(found.sort()).toEqual([...read].sort());
});
