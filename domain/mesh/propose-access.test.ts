/** Groups and access that are proposed for small projects. */
import { inFolder as at, type Given, type Others, makeGraph as shop } from '@weft/kit/project-graph';
import { describe, expect, test } from 'vitest';
import { labelOf } from './project-graph.ts';
import { proposeAccess } from './propose-access.ts';
import { proposeGroups } from './propose-groups.ts';

describe('groups', () => {
  const monolith: readonly Given[] = [
    { ...at('staging/erp', 'stg_orders') },
    { ...at('staging/ads', 'stg_clicks') },
    { ...at('intermediate/finance', 'int_orders'), reads: ['stg_orders'] },
    { ...at('marts/finance', 'fct_revenue'), reads: ['int_orders'] },
    { ...at('marts/marketing', 'fct_clicks'), reads: ['stg_clicks'] },
    { ...at('marts/marketing', 'fct_customers'), reads: ['stg_orders', 'fct_clicks'] },
    { ...at('marts/lonely', 'fct_lonely') },
    { name: 'loose' },
  ];

  test('are proposed per business domain, over the layers, and a layer that only one of them reads goes along', () => {
    const { groups } = proposeGroups(shop(monolith));
    expect(groups.map(({ name, state, added }) => [name, state, added.map(labelOf)])).toEqual([
      ['finance', 'new', ['int_orders', 'fct_revenue']],
      ['marketing', 'new', ['fct_clicks', 'fct_customers', 'stg_clicks']],
    ]);
  });

  test('tell how many of their refs stay inside', () => {
    const [finance, marketing] = proposeGroups(shop(monolith)).groups;
    expect(finance).toMatchObject({ refsInside: 1, refsToOthers: 1, refsByOthers: 0, cohesion: 0.5 });
    expect(marketing).toMatchObject({ refsInside: 2, refsToOthers: 1, refsByOthers: 0, cohesion: 2 / 3 });
  });

  test('leave out what several share, what stands alone and what lies nowhere, each with why', () => {
    expect(proposeGroups(shop(monolith)).leftOut.map(({ folder, reason }) => [folder, reason])).toEqual([
      ['marts/lonely', 'One model alone: a group of one keeps nothing to itself.'],
      ['', 'In no folder that could name a group.'],
      ['staging/erp', 'Shared: read by models of groups finance and marketing.'],
    ]);
  });

  test.each<[string, readonly Given[], Record<string, string>, string, string]>([
    [
      'a new model joins the group of its folder',
      [{ ...at('core', 'a'), group: 'data' }, at('core', 'b')],
      { data: 'models/g.yml' },
      'data',
      'grows',
    ],
    ['a folder joins the group of its name', [at('core', 'a'), at('core', 'b')], { core: 'models/g.yml' }, 'core', 'grows'],
    ['a group that is whole stays', [{ ...at('core', 'a'), group: 'data' }], { data: 'models/g.yml' }, 'data', 'present'],
    ['a name is made of the folder’s', [at('Big Data!', 'a'), at('Big Data!', 'b')], {}, 'big_data', 'new'],
  ])('%s', (_, models, groupFiles, name, state) => {
    expect(proposeGroups(shop(models, { groupFiles })).groups).toMatchObject([{ name, state }]);
  });

  test('are not guessed where a folder’s models are in several already', () => {
    const models = [{ ...at('core', 'a'), group: 'x' }, { ...at('core', 'b'), group: 'y' }, at('core', 'c')];
    const { leftOut, groupOf } = proposeGroups(shop(models));
    expect(leftOut).toMatchObject([{ folder: 'core', modelCount: 1, reason: 'Its other models are in 2 groups: x and y.' }]);
    expect(groupOf.get('model.shop.c')).toBeUndefined();
  });
});

describe('access', () => {
  const x = { group: 'x' } as const;
  const reader = { name: 'r', ...x, reads: ['m'] } as const;
  const test_ = { kind: 'test', file: 'models/x.yml' } as const;

  test.each<[string, Given, readonly Given[], Others, string, string, string]>([
    ['all readers in its group', { name: 'm', ...x }, [reader], {}, 'private', 'narrow', 'Read by 1 model of group x: r.'],
    ['private already', { name: 'm', ...x, access: 'private' }, [reader], {}, 'private', 'right', 'Read by 1 model of group x: r.'],
    [
      'a reader of another group',
      { name: 'm', ...x },
      [reader, { name: 'o', group: 'y', reads: ['m'] }],
      {},
      'protected',
      'right',
      'Read by 1 model of group y: o.',
    ],
    [
      'a reader in no group',
      { name: 'm', ...x },
      [reader, { name: 'o', reads: ['m'] }],
      {},
      'protected',
      'right',
      'Read by 1 model in no group: o.',
    ],
    [
      'in no group itself',
      { name: 'm' },
      [reader],
      {},
      'protected',
      'right',
      'It is in no group, and only a group’s models can be private. Read by 1 model of group x: r.',
    ],
    [
      'nothing reads it',
      { name: 'm', ...x },
      [],
      {},
      'protected',
      'right',
      'Nothing in the project reads it: an end, open to whoever comes next.',
    ],
    ['nothing reads it, and it is private', { name: 'm', ...x, access: 'private' }, [], {}, 'private', 'right', 'Nothing reads it.'],
    [
      'another project reads it',
      { name: 'm', ...x },
      [reader],
      { foreign: { m: [{ projectName: 'finance', count: 2 }] } },
      'public',
      'widen',
      'Read by 2 nodes of project finance.',
    ],
    [
      'public, and read so',
      { name: 'm', access: 'public' },
      [],
      { foreign: { m: [{ projectName: 'finance', count: 1 }] } },
      'public',
      'right',
      'Read by 1 node of project finance.',
    ],
    [
      'public, and not read',
      { name: 'm', ...x, access: 'public' },
      [reader],
      {},
      'public',
      'unread',
      'Public, though no other project reads it yet: private would keep every present reader. Read by 1 model of group x: r.',
    ],
    [
      'an end that an exposure uses',
      { name: 'm', ...x },
      [{ kind: 'exposure', name: 'e', reads: ['m'] }],
      {},
      'public',
      'widen',
      'No model reads it, and an exposure uses it: e.',
    ],
    [
      'an exposure beside models',
      { name: 'm', ...x },
      [reader, { kind: 'exposure', name: 'e', reads: ['m'] }],
      {},
      'protected',
      'right',
      'Read by 1 exposure: e.',
    ],
    [
      'ephemeral, and read by another project',
      { name: 'm', materialized: 'ephemeral' },
      [],
      { foreign: { m: [{ projectName: 'finance', count: 1 }] } },
      'protected',
      'right',
      'Read by 1 node of project finance. Yet it is ephemeral, and what has no relation is never public: materialize it as a view or a table first.',
    ],
    // What dbt 1.11 refuses and allows, as tried: generic tests count to the group of their node, singular ones to none.
    [
      'a singular test reads it',
      { name: 'm', ...x },
      [reader, { kind: 'test', name: 't', file: 'tests/t.sql', reads: ['m'] }],
      {},
      'protected',
      'right',
      'Read by 1 test in no group: t.',
    ],
    [
      'a test on a model of its group reads it',
      { name: 'm', ...x },
      [reader, { ...test_, name: 't', attachedTo: 'model.shop.r', reads: ['m', 'r'] }],
      {},
      'private',
      'narrow',
      'Read by 1 model of group x: r; 1 test of group x: t.',
    ],
    [
      'a test on a model of another group reads it',
      { name: 'm', ...x },
      [reader, { name: 'o', group: 'y' }, { ...test_, name: 't', attachedTo: 'model.shop.o', reads: ['m', 'o'] }],
      {},
      'protected',
      'right',
      'Read by 1 test of group y: t.',
    ],
    [
      'a test on itself reads another',
      { name: 'm', ...x },
      [reader, { name: 'o', group: 'y' }, { ...test_, name: 't', attachedTo: 'model.shop.m', reads: ['m', 'o'] }],
      {},
      'private',
      'narrow',
      'Read by 1 model of group x: r.',
    ],
    [
      'a unit test is written on it',
      { name: 'm', ...x },
      [reader, { kind: 'unit_test', name: 'u', attachedTo: 'model.shop.m', reads: ['m'] }],
      {},
      'private',
      'narrow',
      'Read by 1 model of group x: r.',
    ],
    [
      'a snapshot in no group reads it',
      { name: 'm', ...x },
      [{ kind: 'snapshot', name: 's', reads: ['m'] }],
      {},
      'protected',
      'right',
      'Read by 1 snapshot in no group: s.',
    ],
  ])('%s', (_, model, readers, others, proposed, verdict, reason) => {
    const graph = shop([model, ...readers], others);
    const groupOf = new Map(graph.models.flatMap(({ uniqueId, group }) => (group === null ? [] : [[uniqueId, group] as const])));
    expect(proposeAccess(graph, groupOf)[0]).toMatchObject({ proposed, verdict, reason });
  });

  test('counts proposed groups as if they were there', () => {
    const graph = shop([at('core', 'm'), { ...at('core', 'r'), reads: ['m'] }]);
    expect(proposeAccess(graph, proposeGroups(graph).groupOf)[0]).toMatchObject({ proposed: 'private', group: 'core' });
  });
});
