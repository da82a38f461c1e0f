import { text } from 'node:stream/consumers';
import { createJob } from '@weft/domain/jobs/change-job';
import { listRunArtifacts, openRunArtifact } from '@weft/domain/runs/run-artifacts';
import { changeVariable, createValue, createVariable } from '@weft/domain/variables/change-variables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunHouse } from './run-house.ts';

let runs: RunHouse;

beforeAll(async () => {
  runs = await RunHouse.open();
});

afterAll(() => runs?.close());

const model = `
{{ log('The region is ' ~ env_var('DBT_REGION') ~ ', whatever ' ~ env_var('DBT_WHATEVER', 'default'), info=true) }}
select '{{ env_var('DBT_REGION') }}' as region, '{{ env_var('DBT_WHATEVER', 'default') }}' as whatever, '{{ env_var('DBT_CLOUD_ENVIRONMENT_TYPE') }}' as kind
`;

test('a run sees the default in the project < the project < the environment < the job, and a later change', async () => {
  const place = await runs.place({ 'models/region.sql': model });
  const { accountId, project, environment } = place;
  const target = { accountId, projectId: project.id };
  const job = await createJob(runs.host, { ...target, environmentId: environment.id, name: 'Nightly' });
  const seen = async (jobId: number) => {
    const run = await runs.run(place, { commands: ['dbt run --select region'], jobId });
    expect(run.state, await runs.log(run, 4)).toBe('succeeded');
    return runs.query(place, 'select * from prod.region');
  };
  await createVariable(runs.host, target, 'DBT_REGION', [{ target: { level: 'project' }, value: 'of the project' }]);
  expect(await seen(job.id)).toBe("[('of the project', 'default', 'prod')]");
  // The parse of the project goes from run to run: it must not keep an old value.
  const there = { level: 'environment', environmentId: environment.id } as const;
  await changeVariable(runs.host, target, 'DBT_REGION', { byId: new Map(), byTarget: [{ target: there, value: 'of the environment' }] });
  await createVariable(runs.host, target, 'DBT_WHATEVER', [{ target: { level: 'project' }, value: 'given' }]);
  expect(await seen(job.id)).toBe("[('of the environment', 'given', 'prod')]");
  await createValue(runs.host, target, 'DBT_REGION', { target: { level: 'job', jobId: job.id }, value: 'of the job' });
  expect(await seen(job.id)).toBe("[('of the job', 'given', 'prod')]");
  expect(await seen(job.id + 1000)).toBe("[('of the environment', 'given', 'prod')]");
});

test('a variable that is nowhere set and has no default fails with its name', async () => {
  const place = await runs.place({ 'models/region.sql': "select '{{ env_var('DBT_NOT_SET') }}' as x" });
  const run = await runs.run(place);
  expect(run.state).toBe('failed');
  expect(await runs.log(run, 4)).toContain("Env var required but not provided: 'DBT_NOT_SET'");
});

test('a secret that a model says is in no log, no message and no artifact, and stays out of what Weft keeps', async () => {
  const secret = 'q7-Zebra-Lantern-42';
  const place = await runs.place({
    'models/leak.sql': `{{ log('I say ${secret}', info=true) }} select '${secret}' as said`,
    'models/broken.sql': `select '${secret}'::integer as number`,
  });
  const target = { accountId: place.accountId, projectId: place.project.id };
  await createVariable(runs.host, target, 'DBT_ENV_SECRET_LANTERN', [{ target: { level: 'project' }, value: secret }]);
  const run = await runs.run(place, { commands: ['dbt run --select leak broken'] });
  expect(run.state).toBe('failed');
  for (const kind of ['plain', 'debug'] as const) {
    const log = await runs.log(run, 4, kind);
    expect(log).toContain('I say ***');
    expect(log).not.toContain(secret);
  }
  const files = await listRunArtifacts(runs.host, place.accountId, run.id);
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['manifest.json', 'run_results.json']));
  for (const { path } of files) {
    const body = await openRunArtifact(runs.host, place.accountId, { runId: run.id, path });
    expect((await text(body)).includes(secret), path).toBe(false);
  }
  const { rows } = await runs.house.database.withClient((client) =>
    client.query('select to_jsonb(s)::text as row from runs.step s union all select to_jsonb(r)::text from runs.run r'),
  );
  expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
});
