import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { factSections, type NodeFacts, readDisabledFacts, readNodeFacts } from './node-facts.ts';

const manifestOf = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8'));

function factsOf(name: string): Map<string, NodeFacts> {
  const found = new Map<string, NodeFacts>();
  for (const [section, entries] of Object.entries<Record<string, unknown>>(manifestOf(name))) {
    if (!factSections.has(section)) continue;
    for (const [key, entry] of Object.entries(entries)) {
      const { facts, problems } = readNodeFacts(section, key, entry);
      expect(problems).toEqual([]);
      if (facts) found.set(key, facts);
    }
  }
  return found;
}

describe.each(['manifest-v12.json', 'manifest-v11.json', 'manifest-v10.json'])('%s', (name) => {
  const facts = factsOf(name);
  test('tells all of a public versioned model', () => {
    expect(facts.get('model.shop.fct_order.v1')).toMatchObject({
      uniqueId: 'model.shop.fct_order.v1',
      resourceType: 'model',
      name: 'fct_order',
      packageName: 'shop',
      database: 'shop',
      schema: 'main',
      identifier: 'fct_order_v1',
      relationName: '"shop"."main"."fct_order_v1"',
      access: 'public',
      group: 'sales',
      version: 1,
      latestVersion: 2,
      deprecationDate: '2027-01-01T00:00:00+00:00',
      materialized: 'table',
      contractEnforced: true,
      description: 'Orders, ready for use.',
      dependsOn: ['model.shop.stg_order', 'seed.shop.country'],
      originalFilePath: 'models/fct_order_v1.sql',
      isExternal: false,
      isEnabled: true,
    });
    expect(facts.get('model.shop.fct_order.v1')?.columns[0]).toEqual({ name: 'order_id', dataType: 'integer', description: 'Key.' });
  });

  test('tells the other kinds by the same fields', () => {
    expect(facts.get('model.shop.stg_order')).toMatchObject({
      access: 'protected',
      tags: ['nightly'],
      dependsOn: ['source.shop.raw.raw_order'],
    });
    expect(facts.get('seed.shop.country')).toMatchObject({ resourceType: 'seed', access: null, dependsOn: [], columns: [] });
    expect(facts.get('source.shop.raw.raw_order')).toMatchObject({ resourceType: 'source', identifier: 'raw_order', sourceName: 'raw' });
    expect(facts.get('group.shop.sales')).toMatchObject({ resourceType: 'group', owner: { name: 'Sales', email: 'sales@example.org' } });
    expect(facts.get('exposure.shop.weekly_report')).toMatchObject({ resourceType: 'exposure', dependsOn: ['model.shop.dim_customer'] });
    expect(facts.get('doc.shop.order_grain')).toMatchObject({ resourceType: 'doc', name: 'order_grain', packageName: 'shop' });
    expect(facts.get('macro.shop.is_real')).toMatchObject({ resourceType: 'macro', packageName: 'shop' });
    expect(facts.get('test.shop.unique_stg_order_order_id.235a36978f')).toMatchObject({
      attachedNode: 'model.shop.stg_order',
      columnName: 'order_id',
      materialized: 'test',
    });
  });

  test('tells disabled nodes as such', () => {
    const [disabled] = readDisabledFacts('model.shop.retired', manifestOf(name).disabled['model.shop.retired']);
    expect(disabled?.facts).toMatchObject({ uniqueId: 'model.shop.retired', isEnabled: false, isExternal: false });
  });
});

test('a model that a publication brought in is external, and public although its config says protected', () => {
  const facts = factsOf('manifest-consumer-v12.json');
  expect(facts.get('model.shop.fct_order.v2')).toMatchObject({
    isExternal: true,
    packageName: 'shop',
    access: 'public',
    identifier: 'fct_order_v2',
  });
  expect(facts.get('model.mart.revenue')).toMatchObject({ isExternal: false, access: 'protected', dependsOn: ['model.shop.fct_order.v2'] });
});

test('weird entries are read as far as they make sense, and told', () => {
  expect(readNodeFacts('nodes', 'model.a.b', null)).toEqual({ facts: null, problems: ['is not an object'] });
  const weird = {
    unique_id: 'model.x.y',
    name: 7,
    access: 'secret',
    version: { v: 1 },
    columns: [1],
    tags: 'solo',
    depends_on: { nodes: ['model.a.c', 3, null] },
    config: 'none',
    path: 'b.sql',
    description: 'nul \u0000 and half \ud800 and whole 😀',
  };
  const { facts, problems } = readNodeFacts('nodes', 'model.a.b', weird);
  expect(facts).toMatchObject({
    uniqueId: 'model.a.b',
    resourceType: 'model',
    name: 'model.a.b',
    packageName: 'a',
    access: 'protected',
    version: null,
    columns: [],
    tags: ['solo'],
    dependsOn: ['model.a.c'],
    isExternal: false,
    description: 'nul \ufffd and half \ufffd and whole 😀',
  });
  expect(problems).toHaveLength(4);
  expect(readDisabledFacts('model.a.b', {})[0]?.problems).toEqual(['is not a list']);
});
