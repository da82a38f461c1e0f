import { expect, test } from 'vitest';
import type { ModelFacts, PublicationSource } from './make-publication.ts';
import { digestPublication, makePublication, publicationSchema } from './make-publication.ts';

function model(name: string, facts: Partial<ModelFacts> = {}): ModelFacts {
  const uniqueId = `model.shop.${name}`;
  return {
    uniqueId,
    name,
    packageName: 'shop',
    database: 'warehouse',
    schema: 'prod',
    identifier: name,
    relationName: `"warehouse"."prod"."${name}"`,
    access: 'public',
    version: null,
    latestVersion: null,
    deprecationDate: null,
    materialized: 'table',
    isExternal: false,
    dependsOn: [],
    ...facts,
  };
}

function source(models: readonly ModelFacts[], facts: Partial<PublicationSource> = {}): PublicationSource {
  const generatedAt = new Date('2026-01-01T12:00:00Z');
  return {
    dbtProjectName: 'shop',
    dbtVersion: '1.11.16',
    adapterType: 'duckdb',
    quoting: {},
    dbtInvocationId: 'i',
    generatedAt,
    models,
    dependencies: [],
    ...facts,
  };
}

test('only public models are offered: no private, protected, ephemeral or foreign one', () => {
  const made = makePublication(
    source([
      model('orders'),
      model('secret', { access: 'private' }),
      model('inner', { access: 'protected' }),
      model('cte', { materialized: 'ephemeral' }),
      model('theirs', { uniqueId: 'model.other.theirs', packageName: 'other', isExternal: true }),
    ]),
  );
  expect(Object.keys(made.public_models)).toEqual(['model.shop.orders']);
  expect(publicationSchema.parse(made)).toEqual(made);
});

test('public ancestors are found through private models, which are not named', () => {
  const made = makePublication(
    source([
      model('a'),
      model('b', { access: 'private', dependsOn: ['model.shop.a'] }),
      model('c', { dependsOn: ['model.shop.b', 'source.shop.raw.x'] }),
      model('d', { dependsOn: ['model.shop.c'] }),
    ]),
  );
  expect(made.public_models['model.shop.d']?.public_node_dependencies).toEqual(['model.shop.a', 'model.shop.c']);
  expect(made.public_models['model.shop.a']?.public_node_dependencies).toEqual([]);
});

test('more than 32 public ancestors are all there', () => {
  const many = Array.from({ length: 70 }, (_, i) => model(`m${String(i).padStart(2, '0')}`));
  const last = model('z', { dependsOn: many.map((it) => it.uniqueId) });
  expect(makePublication(source([...many, last])).public_models['model.shop.z']?.public_node_dependencies).toHaveLength(70);
});

test('a circle in an upload does not hang the publication', () => {
  const made = makePublication(source([model('a', { dependsOn: ['model.shop.b'] }), model('b', { dependsOn: ['model.shop.a'] })]));
  expect(Object.keys(made.public_models)).toHaveLength(2);
});

test('every version carries the latest version, and the identifier is the alias', () => {
  const v1 = model('orders', {
    uniqueId: 'model.shop.orders.v1',
    identifier: 'orders_v1',
    version: 1,
    latestVersion: 2,
    deprecationDate: '2026-12-31T00:00:00+00:00',
  });
  const v2 = model('orders', { uniqueId: 'model.shop.orders.v2', identifier: 'orders', version: 2, latestVersion: 2 });
  const made = makePublication(source([v2, v1]));
  expect(
    Object.values(made.public_models).map(({ unique_id, identifier, version, latest_version }) => [
      unique_id,
      identifier,
      version,
      latest_version,
    ]),
  ).toEqual([
    ['model.shop.orders.v1', 'orders_v1', 1, 2],
    ['model.shop.orders.v2', 'orders', 2, 2],
  ]);
});

test('the digest stays when only time and invocation differ, and changes with a relation', () => {
  const first = digestPublication(makePublication(source([model('orders')])));
  const later = digestPublication(
    makePublication(source([model('orders')], { dbtInvocationId: 'j', generatedAt: new Date('2026-02-01T00:00:00Z') })),
  );
  const moved = digestPublication(makePublication(source([model('orders', { relationName: '"w"."new"."orders"' })])));
  expect(later).toBe(first);
  expect(moved).not.toBe(first);
});
