import { commitFolder } from '@weft/domain/git/commit-folder';
import { findDefinition } from '@weft/domain/ingest/find-definition';
import { listAppliedNodes } from '@weft/domain/ingest/list-results';
import { writeDbtProject } from '@weft/kit/dbt-project';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunHouse } from './run-house.ts';

let runs: RunHouse;

beforeAll(async () => {
  runs = await RunHouse.open();
});

afterAll(() => runs?.close());

const dependencies = (...names: string[]) => `projects:\n${names.map((name) => `  - name: ${name}\n`).join('')}`;

test('a project builds on the public models of another one, whose tables it does not build', async () => {
  const upstream = await runs.place();
  expect((await runs.run(upstream)).state).toBe('succeeded');
  const files = {
    'dependencies.yml': dependencies(upstream.dbtName),
    'models/two.sql': `select id + 1 as id, 'c' as letter from {{ ref('${upstream.dbtName}', 'one') }}`,
  };
  const downstream = await runs.place(files, { connection: upstream.connection, schema: 'downstream' });
  const run = await runs.run(downstream);
  expect(run).toMatchObject({ state: 'succeeded' });
  expect(await runs.log(run, 3)).toMatch(new RegExp(`Builds on ${upstream.dbtName} as Production published it`));
  expect(await runs.query(upstream, 'select id, letter from downstream.two')).toBe("[(2, 'c')]");
});

test('a project that nobody has is refused before dbt is started, with the line to change', async () => {
  const place = await runs.place({ 'dependencies.yml': dependencies('shop_l') });
  const run = await runs.run(place);
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('dependencies.yml:2: There is no project "shop_l"') });
  expect(await runs.stepStates(run)).toEqual(['succeeded', 'succeeded', 'failed', 'skipped']);
  expect(await runs.log(run, 3)).not.toContain('Running with dbt');
});

test('a ref to a model that is not public fails the run, and the log says why it was not found', async () => {
  const upstream = await runs.place();
  expect((await runs.run(upstream)).state).toBe('succeeded');
  const files = {
    'dependencies.yml': dependencies(upstream.dbtName),
    'models/two.sql': `select * from {{ ref('${upstream.dbtName}', 'three') }}`,
  };
  const run = await runs.run(await runs.place(files, { connection: upstream.connection, schema: 'other' }));
  const why = 'the model three exists in';
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining(why) });
  expect(await runs.log(run, 4)).toContain(why);
});

test('runs of a CI job leave the state of the environment as it was', async () => {
  const place = await runs.place();
  await runs.run(place);
  const before = [await findDefinition(runs.host, place.environment.id), await listAppliedNodes(runs.host, place.environment.id)];
  expect(before[0]).not.toBeNull();
  expect((await runs.run(place, { jobType: 'ci', jobId: 77, schemaOverride: 'dbt_pr_1' })).state).toBe('succeeded');
  expect([await findDefinition(runs.host, place.environment.id), await listAppliedNodes(runs.host, place.environment.id)]).toEqual(before);
  expect(await runs.query(place, 'select number from dbt_pr_1.three')).toBe('[(1,)]');
});

test('a run of another dbt project than the one that is bound here is refused in its first step', async () => {
  const place = await runs.place();
  await runs.run(place);

  await commitFolder(runs.host, place.repository.id, writeDbtProject(runs.house.paths.home, 'somebody_else'), 'Another project');
  const run = await runs.run(place);
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('somebody_else') });
  expect(await runs.stepStates(run)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
});
