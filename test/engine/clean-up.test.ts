import { cleanUp, getCleanUp, listCreatedRelations, planCleanUp } from '@weft/domain/ci/clean-up';
import type { CleanUpSubject } from '@weft/domain/ci/model';
import { workCleanUps } from '@weft/domain/ci/work-clean-ups';
import { createConnection } from '@weft/domain/connections/create-connection';
import type { Run } from '@weft/domain/runs/model';
import { startRun } from '@weft/domain/runs/start-run';
import { openDatabase } from '@weft/host/database';
import { makeEmptyDatabase, type TestDatabase } from '@weft/kit/database';
import { type Runnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RunHouse } from './run-house.ts';

let runs: RunHouse;

beforeAll(async () => {
  runs = await RunHouse.open();
  await workCleanUps(runs.host);
});

afterAll(() => runs?.close());

/** Schemas of their own for every kind of thing, none of them with the prefix that dbt Cloud looks for. */
const files = {
  'models/b.sql': "{{ config(materialized='incremental', schema='marketing') }} select * from {{ ref('one') }}",
  'models/v.sql': "{{ config(materialized='view') }} select * from {{ ref('b') }}",
  'seeds/s.csv': 'id\n1\n',
  'macros/generate_schema_name.sql':
    "{% macro generate_schema_name(custom, node) %}{{ custom ~ '_' if custom else '' }}{{ target.schema | replace('dbt_cloud_pr_', 'pull_') }}{% endmacro %}",
  'tests/rows.sql': "{{ config(store_failures=true, severity='warn') }} select * from {{ ref('one') }}",
};

const subjectOf = (number: number): CleanUpSubject => ({
  kind: 'pull_request',
  pullRequest: { github: number, gitlab: null, azure: null, nonNative: null },
});

function runCi(place: Runnable, number: number, plan: Parameters<typeof requestFor>[1] = {}): Promise<Run> {
  const request = requestFor(place, { jobId: place.environment.id, jobType: 'ci', schemaOverride: `dbt_cloud_pr_7_${number}`, ...plan });
  const subject = subjectOf(number);
  const pullRequest = subject.kind === 'pull_request' ? subject.pullRequest : null;
  return startRun(runs.host, { ...request, trigger: { ...request.trigger, pullRequest } });
}

const targetOf = (place: Runnable, number: number) => ({
  accountId: place.accountId,
  projectId: place.project.id,
  subject: subjectOf(number),
});

async function cleanedUp(place: Runnable, number: number) {
  const asked = await cleanUp(runs.host, { ...targetOf(place, number), reason: 'closed' });
  if (!asked) throw new Error('nothing to clean up');
  const look = async () => {
    const now = await getCleanUp(runs.host, targetOf(place, number), asked.id);
    expect(now.cleanUp.state, now.cleanUp.message ?? '').toMatch(/succeeded|failed/);
    return now;
  };
  const { cleanUp: ended, items } = await vi.waitFor(look, { timeout: 120_000, interval: 100 });
  return { ended, fates: Object.fromEntries(items.map(({ key, outcome }) => [key.split('.').slice(1).join('.'), outcome])), items };
}

test('in DuckDB everything that the runs of a pull request made goes, and nothing of a deployment or of another pull request', async () => {
  const place = await runs.place(files);
  expect(await runs.run(place)).toMatchObject({ state: 'succeeded' });
  const asked = [await runCi(place, 1), await runCi(place, 2, { commands: ['dbt build --exclude v'] })];
  for (const run of asked) expect(await runs.finished(run)).toMatchObject({ state: 'succeeded' });
  const made = await listCreatedRelations(runs.host, targetOf(place, 1));
  expect(made.map(({ kind, schema, identifier }) => `${kind} ${schema} ${identifier}`)).toEqual(
    expect.arrayContaining([
      'schema pull_7_1 ',
      'schema marketing_pull_7_1 ',
      'relation pull_7_1 one',
      'relation marketing_pull_7_1 b',
      'relation pull_7_1 s',
      'relation dbt_test__audit_pull_7_1 rows',
    ]),
  );
  const plan = await planCleanUp(runs.host, targetOf(place, 1));
  expect(plan.items.filter(({ keptBecause }) => keptBecause !== null)).toEqual([]);
  const { ended, fates } = await cleanedUp(place, 1);
  expect(ended).toMatchObject({ state: 'succeeded', message: null });
  expect(new Set(Object.values(fates))).toEqual(new Set(['dropped']));
  const left = await runs.query(place, 'select distinct table_schema from information_schema.tables order by 1');
  expect(left).toBe(
    "[('dbt_test__audit_prod',), ('dbt_test__audit_pull_7_2',), ('marketing_prod',), ('marketing_pull_7_2',), ('prod',), ('pull_7_2',)]",
  );
  expect(await runs.query(place, "select count(*) from information_schema.schemata where schema_name like '%7_1'")).toBe('[(0,)]');
  expect(await listCreatedRelations(runs.host, targetOf(place, 1))).toEqual([]);
});

test('in PostgreSQL a run that failed half way is cleaned up, and what depends on its relations, or is a deployment’s, stays', async () => {
  const made = await makeEmptyDatabase();
  const place = await runs.place(
    { ...files, 'models/v.sql': "{{ config(materialized='view') }} select no_such from {{ ref('b') }}" },
    await placeIn(made),
  );
  const database = await openDatabase({ url: made.url, log: runs.host.log, poolSize: 1 });
  const query = async (text: string) => (await database.withClient((client) => client.query(text))).rows;
  try {
    expect(await runs.run(place, { commands: ['dbt seed'] })).toMatchObject({ state: 'succeeded' });
    expect(await runs.finished(await runCi(place, 3))).toMatchObject({ state: 'failed' });
    // A run without an override writes over the deployment's seed.
    expect(await runs.finished(await runCi(place, 3, { commands: ['dbt seed'], schemaOverride: null }))).toMatchObject({
      state: 'succeeded',
    });
    await query('create schema person; create view person.mine as select * from pull_7_3.two');
    await query('create function marketing_pull_7_3.f() returns int language sql as $$ select 1 $$');
    const { ended, fates, items } = await cleanedUp(place, 3);
    expect(ended).toMatchObject({ state: 'succeeded' });
    expect(fates).toMatchObject({
      ...{ 'prod.s': 'kept', 'pull_7_3.one': 'dropped', 'pull_7_3.s': 'dropped', 'pull_7_3.two': 'kept', 'pull_7_3.v': 'gone' },
      ...{ 'marketing_pull_7_3.b': 'dropped', marketing_pull_7_3: 'kept', pull_7_3: 'kept' },
    });
    expect(items.find(({ key }) => key.endsWith('prod.s'))?.message).toBe(
      `It is also a relation of the environment Production (seed.${place.dbtName}.s).`,
    );
    expect(items.find(({ key }) => key.endsWith('pull_7_3.two'))?.message).toContain('depend');
    const rows = await query(
      "select schemaname || '.' || tablename as name from pg_tables where schemaname !~ '^pg_|information' order by 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(['prod.s', 'pull_7_3.two']);
  } finally {
    await database.close();
    await made.drop();
  }
});

/** For a project whose runs work in PostgreSQL. */
async function placeIn(made: TestDatabase) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(made.url);
  const config = { hostname: searchParams.get('host') ?? hostname, port: Number(port || 5432), dbname: pathname.slice(1) };
  const { accountId } = runs;
  const connection = await createConnection(runs.house, { accountId, name: 'Postgres', adapter: 'postgres', config });
  return { connection, username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
