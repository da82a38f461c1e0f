import { asId } from '@weft/base/id';
import { listAppliedRelations } from '@weft/domain/ingest/list-applied-relations';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { openIngestHouse } from '@weft/kit/ingest-house';
import { expect, test } from 'vitest';
import type { CreatedRelation } from '../runs/created-relation.ts';
import { pullRequestScope, relationKey } from '../runs/created-relation.ts';
import { type CleanUpFacts, decideCleanUp } from './decide-clean-up.ts';
import { readSaid } from './drop-macro.ts';
import { findLeftovers } from './expire-leftovers.ts';

const environmentId = asId<'environment'>(5);

function made(name: string, given: Partial<CreatedRelation> = {}): CreatedRelation {
  const [schema = '', identifier = ''] = name.split('.');
  return {
    ...{ runId: asId<'run'>(1), accountId: asId<'account'>(1), projectId: asId<'project'>(1), environmentId, jobId: asId<'job'>(7) },
    ...{ scope: 'pr:github:1', place: 'postgres here', kind: identifier === '' ? 'schema' : 'relation' },
    ...{ key: relationKey({ database: 'DB', schema, identifier }), database: 'DB', schema, identifier, uniqueId: null, resourceType: null },
    ...{ materialized: null, recordedAt: new Date(0), settledAt: null, fate: null },
    ...given,
  };
}

const nothing = { others: [], deployed: new Map(), deployedSchemas: new Map(), places: new Map([[environmentId, 'postgres here']]) };

function decide(facts: Partial<CleanUpFacts> & Pick<CleanUpFacts, 'mine'>) {
  return decideCleanUp({ ...nothing, ...facts }).items.map(({ key, keptBecause, isReleased }) => [key, keptBecause, isReleased]);
}

test('what was made last is dropped first, and schemas after everything in them', () => {
  const mine = [made('pr'), made('pr.a'), made('pr.b', { runId: asId<'run'>(2) }), made('pr.a', { runId: asId<'run'>(2) })];
  expect(decide({ mine })).toEqual([
    ['db.pr.b', null, false],
    ['db.pr.a', null, false],
    ['db.pr', null, false],
  ]);
});

test('a relation that an environment has too is never dropped, nor its schema, whatever the case of its letters', () => {
  const deployed = new Map([['db.prod.a', 'the environment Production (model.shop.a)']]);
  expect(decide({ mine: [made('PROD'), made('PROD.A'), made('PROD.b')], deployed })).toEqual([
    ['db.prod.b', null, false],
    ['db.prod.a', 'It is also a relation of the environment Production (model.shop.a).', true],
    ['db.prod', 'A in it stays.', true],
  ]);
  const deployedSchemas = new Map([['db.prod', 'the environment Production']]);
  expect(decide({ mine: [made('prod')], deployedSchemas })).toEqual([
    ['db.prod', 'It is also a schema of the environment Production.', true],
  ]);
});

test('what another pull request made too stays until that is cleaned up, and its schema goes over to it', () => {
  const other = made('pr.a', { runId: asId<'run'>(9), scope: 'pr:github:2' });
  expect(decide({ mine: [made('pr'), made('pr.a')], others: [other] })).toEqual([
    ['db.pr.a', 'Run 9 of pull request 2 made it too.', true],
    ['db.pr', 'Run 9 of pull request 2 still has something in it.', true],
  ]);
  const items = decideCleanUp({ ...nothing, mine: [made('pr')], others: [other] }).items;
  expect(items.map(({ heir }) => heir?.runId)).toEqual([9]);
  expect(decide({ mine: [made('pr.a')], others: [made('pr.a', { runId: asId<'run'>(9), place: 'postgres elsewhere' })] })).toEqual([
    ['db.pr.a', null, false],
  ]);
});

test('nothing is dropped in another warehouse than the one it was made in', () => {
  const places = new Map([[environmentId, 'postgres elsewhere']]);
  expect(decide({ mine: [made('pr.a')], places })).toEqual([
    ['db.pr.a', 'It lies in postgres here, but its environment leads to postgres elsewhere now.', false],
  ]);
  expect(decide({ mine: [made('pr.a')], places: new Map() })[0]?.[1]).toContain('has no connection to it any more');
});

test('leftovers are what is over for long, and what lost its job or environment; never what is under way', () => {
  const now = new Date('2026-03-01T00:00:00Z');
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const leaver = (
    runId: number,
    scope: string,
    finishedAt: Date | null,
    more: { jobId?: number; environmentId?: number; causeCategory?: string } = {},
  ) => ({
    ...{ runId: asId<'run'>(runId), accountId: asId<'account'>(1), projectId: asId<'project'>(1), scope, finishedAt },
    ...{ jobId: asId<'job'>(more.jobId ?? 1), environmentId: asId<'environment'>(more.environmentId ?? 1) },
    causeCategory: more.causeCategory ?? 'api',
  });
  const known = {
    jobs: new Map([
      [asId<'job'>(1), { cleanUpAfterDays: null }],
      [asId<'job'>(2), { cleanUpAfterDays: 3 }],
      [asId<'job'>(3), null],
    ]),
    environmentIds: new Set([asId<'environment'>(1)]),
  };
  const found = findLeftovers(
    [
      leaver(1, 'run:1', ago(31)),
      leaver(2, 'run:2', ago(29)),
      leaver(3, 'pr:nonNative:4', ago(40)),
      leaver(4, 'pr:nonNative:4', ago(2)),
      leaver(5, 'pr:github:5', ago(400), { causeCategory: 'ci' }),
      leaver(6, 'pr:github:6', ago(4), { causeCategory: 'ci', jobId: 2 }),
      leaver(7, 'pr:github:7', ago(1), { jobId: 3 }),
      leaver(8, 'pr:github:8', ago(1), { environmentId: 2 }),
      leaver(9, 'pr:github:9', null, { jobId: 3 }),
    ],
    known,
    now,
  );
  expect(found.map(({ reason, runIds }) => [reason, ...runIds])).toEqual([
    ['expired', 1],
    ['expired', 6],
    ['job_deleted', 7],
    ['environment_deleted', 8],
  ]);
});

test('scopes, and what the macro says', () => {
  expect(pullRequestScope({ github: null, gitlab: 12, azure: null, nonNative: null })).toBe('pr:gitlab:12');
  expect(pullRequestScope({ github: null, gitlab: null, azure: null, nonNative: null })).toBeNull();
  expect(readSaid('weft clean-up: 3 not_empty')).toEqual({ position: 3, word: 'not_empty' });
  expect(readSaid('a model says weft clean-up: 3 dropped')).toBeNull();
});

test('what an environment has applied is known by its whole name before results are merged, also of what results do not name', async () => {
  const house = await openIngestHouse();
  const results = { 'run_results.json': makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }] }) };
  const unnamed = JSON.parse(JSON.stringify(results).replace('"\\"warehouse\\".\\"prod\\".\\"orders\\""', 'null'));
  expect(JSON.stringify(unnamed)).toContain('"relation_name":null');
  await house.upload({ 'manifest.json': makeManifest(), ...unnamed });
  const list = (keys: string[]) => listAppliedRelations(house, [house.production.id, house.staging.id], keys);
  expect(await list(['warehouse.prod', 'other.prod'])).toEqual([
    { environmentId: house.production.id, uniqueId: 'model.shop.orders', key: 'warehouse.prod.orders' },
  ]);
  expect(await list(['other.prod'])).toEqual([]);
  await house.close();
});
