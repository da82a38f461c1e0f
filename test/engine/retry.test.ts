import { addRemoteRepository, giveUpRepository } from '@weft/domain/git/remote-repositories';
import { createJob } from '@weft/domain/jobs/change-job';
import { rerunJob } from '@weft/domain/jobs/rerun-job';
import { runJob } from '@weft/domain/jobs/run-job';
import { getRun, listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { explainRetry, retryRun } from '@weft/domain/runs/retry-run';
import { type GitServer, startGitServer } from '@weft/kit/git-server';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunHouse } from './run-house.ts';

let runs: RunHouse;
let server: GitServer;
let place: Runnable;

const broken = 'select no_such_column from {{ ref("good") }}';
const mended = 'select id from {{ ref("good") }}';

/** A project whose repository lies on another machine. */
beforeAll(async () => {
  runs = await RunHouse.open();
  server = await startGitServer({ defaultBranch: 'trunk' });
  server.lock('read-only-token');
  server.commit({
    'dbt_project.yml':
      'name: retried\nversion: "1.0"\nprofile: retried\nmodel-paths: [models]\nmodels: {retried: {+materialized: table}}\n',
    'models/good.sql': 'select 1 as id, random() as made_once',
    'models/bad.sql': broken,
    'models/after.sql': 'select * from {{ ref("bad") }}',
  });
  place = await makeRunnable(runs.house, runs.accountId, { name: 'Retried' });
  await giveUpRepository(runs.host, place.repository);
  const entry = { remoteUrl: server.url, token: 'read-only-token' };
  await addRemoteRepository(runs.host, { accountId: runs.accountId, projectId: place.project.id }, entry);
});
afterAll(async () => {
  await server?.close();
  await runs?.close();
});

const asked = { cause: 'A test', actor: null };

async function nodesOf(run: Run) {
  return (await listRunNodes(runs.host, run.id)).map((node) => [node.name, node.state]);
}

test('a run is taken up where it failed: what was good is not done again, what failed and what hung on it is, then what was not reached', async () => {
  const job = await createJob(runs.host, {
    ...{ accountId: runs.accountId, projectId: place.project.id, environmentId: place.environment.id, name: 'Build' },
    executeSteps: ['dbt build --threads 1', 'dbt compile --select good'],
  });
  const first = await runs.finished(await runJob(runs.host, runs.accountId, job.id, { cause: 'A test', causeCategory: 'api' }));
  expect(first).toMatchObject({ state: 'failed', gitBranch: 'trunk' });
  const made = await runs.query(place, 'select made_once from prod.good');
  expect(await explainRetry(runs.host, runs.accountId, first.id)).toMatchObject({
    canRetry: true,
    failed: { command: 'dbt build --threads 1' },
    skipped: [{ command: 'dbt compile --select good' }],
  });

  // Still broken: a retry fails in the same place, and can itself be taken up.
  const second = await runs.finished(await retryRun(runs.host, runs.accountId, first.id, asked));
  expect([second.state, second.retryOf]).toEqual(['failed', first.id]);
  expect(await nodesOf(second)).toEqual([
    ['bad', 'failed'],
    ['after', 'skipped'],
  ]);
  expect(await explainRetry(runs.host, runs.accountId, first.id)).toEqual({ canRetry: false, refusal: 'not_latest_run' });

  server.commit({ 'models/bad.sql': mended });
  const third = await runs.finished(await rerunJob(runs.host, runs.accountId, job.id, asked));
  expect([third.state, third.retryOf]).toEqual(['succeeded', second.id]);
  expect((await listSteps(runs.host, [third.id])).map((step) => [step.command, step.state])).toEqual([
    [null, 'succeeded'],
    [null, 'succeeded'],
    ['dbt deps', 'succeeded'],
    ['dbt retry', 'succeeded'],
    ['dbt compile --select good', 'succeeded'],
  ]);
  expect((await nodesOf(third)).slice(0, 2)).toEqual([
    ['bad', 'succeeded'],
    ['after', 'succeeded'],
  ]);
  expect(await runs.query(place, 'select made_once from prod.good')).toBe(made);

  // Of a run that was good, a rerun is a whole run.
  const fourth = await runs.finished(await rerunJob(runs.host, runs.accountId, job.id, asked));
  expect([fourth.state, fourth.retryOf, fourth.plan.commands]).toEqual(['succeeded', null, job.executeSteps]);
  expect(await runs.query(place, 'select made_once from prod.good')).not.toBe(made);
});

test('a run that failed before dbt did anything cannot be taken up, and a rerun of its job begins anew', async () => {
  const job = await createJob(runs.host, {
    ...{ accountId: runs.accountId, projectId: place.project.id, environmentId: place.environment.id, name: 'Locked out' },
    executeSteps: ['dbt build'],
  });
  server.lock('another-token');
  const failed = await runs.finished(await runJob(runs.host, runs.accountId, job.id, { cause: 'A test', causeCategory: 'api' }));
  server.lock('read-only-token');
  expect(failed).toMatchObject({ state: 'failed', reason: expect.stringContaining('does not let Weft in') });
  await expect(retryRun(runs.host, runs.accountId, failed.id, asked)).rejects.toMatchObject({
    code: 'run.not_retryable',
    details: { refusal: 'no_run_results' },
  });
  const again = await runs.finished(await rerunJob(runs.host, runs.accountId, job.id, asked));
  expect(await getRun(runs.host, runs.accountId, again.id)).toMatchObject({ state: 'succeeded', retryOf: null });
});
