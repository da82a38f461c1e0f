import type { Id } from '@weft/base/id';
import { commitTo } from '@weft/domain/git/commit-folder';
import { repositoryFolder } from '@weft/domain/git/find-repository';
import { runGit } from '@weft/domain/git/run-git';
import { explainWait } from '@weft/domain/runs/explain-wait';
import { getRun, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { startRun } from '@weft/domain/runs/start-run';
import { until } from '@weft/kit/account';
import { writeDbtProject } from '@weft/kit/dbt-project';
import type { Program } from '@weft/kit/program';
import { makeAccount, makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandOf, processesIn, WorkerHouse } from './worker-kit.ts';

/** Some minutes on any machine: nobody waits for its end. */
const slow = 'select sum(hash(a.range * b.range)) as id, 1 as letter from range(1000000) a, range(1000000) b';

/** As slow for who only renders it, once the project is parsed. */
const endless = `{% if execute %}{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}{% endif %}select 1 as id\n`;

let workers: WorkerHouse;
let accountId: Id<'account'>;
let place: Runnable;

beforeEach(async () => {
  workers = await WorkerHouse.open();
  accountId = await makeAccount(workers.house);
  const folder = writeDbtProject(`${workers.house.paths.home}/sources`, 'shop', { 'models/two.sql': slow });
  place = await makeRunnable(workers.house, accountId, { folder });
});

afterEach(() => workers.close());

const ask = (jobId: number, commands: readonly string[]) => startRun(workers.host, requestFor(place, { jobId, commands: [...commands] }));
const now = (run: Run) => getRun(workers.host, accountId, run.id);
const untilEnded = (run: Run, seconds: number) =>
  until(seconds, `the end of run ${run.id}`, async () => {
    const found = await now(run);
    return found.state === 'succeeded' || found.state === 'failed' || found.state === 'cancelled' ? found : null;
  });

/** In the middle of its slow model, in a dbt of the worker that lives there. */
async function underWay(home: string, run: Run): Promise<void> {
  await until(120, 'the running command', async () => {
    const steps = await listSteps(workers.host, [run.id]);
    return steps.some(({ name, state }) => state === 'running' && name.includes('dbt run')) && processesIn(home).length > 0 ? true : null;
  });
}

/** A CI run of a branch that changes these files. */
async function lintOf(files: Readonly<Record<string, string>>): Promise<Run> {
  const gitFolder = repositoryFolder(workers.host, place.repository.id);
  await runGit(['update-ref', 'refs/heads/change', `refs/heads/${place.repository.defaultBranch}`], { cwd: gitFolder });
  const folder = writeDbtProject(`${workers.house.paths.home}/sources`, 'shop', files);
  await commitTo(gitFolder, 'change', { folder, message: 'Change', at: workers.host.clock.now() });
  const request = requestFor(place, { jobType: 'ci', schemaOverride: 'dbt_cloud_pr_1_1', commands: ['dbt ls'], lint: { failsRun: true } });
  return startRun(workers.host, { ...request, trigger: { ...request.trigger, gitBranch: 'change' } });
}

async function killed(program: Program): Promise<number> {
  await program.kill('SIGKILL');
  return performance.now();
}

test.runIf(process.platform === 'linux')(
  'a worker that is killed takes its dbt along; its run is an Error that says so within 30 s, and another worker runs what waited behind it',
  async () => {
    const [first, firstHome] = [await workers.start('dbt', 'first'), `${workers.homeOf('first')}/workspaces`];
    const run = await ask(1, ['dbt run --select two+']);
    await underWay(firstHome, run);
    // Into the same DuckDB file.
    const next = await ask(2, ['dbt run --select one']);
    await workers.start('dbt', 'second');
    expect((await until(10, 'a reason to wait', () => explainWait(workers.host, accountId, next.id)))?.wait.blockedBy).toEqual([run.id]);

    const killedAt = await killed(first);
    await until(5, 'the end of its dbt', async () => (processesIn(firstHome).length === 0 ? true : null));
    const ended = await untilEnded(run, 60);
    expect((performance.now() - killedAt) / 1000).toBeLessThan(30);
    expect(ended).toMatchObject({ state: 'failed', reason: expect.stringMatching(/The worker that ran it died .* rerun it/) });
    expect((await listSteps(workers.host, [run.id])).map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded', 'failed']);
    expect(await untilEnded(next, 120)).toMatchObject({ state: 'succeeded' });
  },
);

test.runIf(process.platform === 'linux')(
  'a worker that starts where one was killed ends what that one left, and takes up what waited',
  async () => {
    const first = await workers.start('dbt', 'place');
    const home = `${workers.homeOf('place')}/workspaces`;
    const run = await ask(1, ['dbt run --select two+']);
    await underWay(home, run);
    const next = await ask(2, ['dbt run --select one']);
    const killedAt = await killed(first);
    await workers.start('dbt', 'place');
    expect(await untilEnded(run, 60)).toMatchObject({ state: 'failed', reason: expect.stringContaining('The worker that ran it died') });
    expect((performance.now() - killedAt) / 1000).toBeLessThan(30);
    expect(await untilEnded(next, 120)).toMatchObject({ state: 'succeeded' });
  },
);

test.runIf(process.platform === 'linux')('a worker that is killed takes the linter of its run along', async () => {
  const [worker, home] = [await workers.start('dbt', 'linting'), `${workers.homeOf('linting')}/workspaces`];
  const run = await lintOf({ 'models/two.sql': endless });
  await until(240, 'the linter', async () => (processesIn(home).some((pid) => commandOf(pid).includes('lint.py')) ? true : null));
  await killed(worker);
  await until(5, 'the end of the linter', async () => (processesIn(home).length === 0 ? true : null));
  await workers.start('dbt', 'linting');
  expect(await untilEnded(run, 60)).toMatchObject({ state: 'failed', reason: expect.stringContaining('The worker that ran it died') });
});

test('a worker that the machine put to sleep for too long ends nothing of what was taken from it', async () => {
  const asleep = await workers.start('dbt', 'asleep');
  const run = await ask(1, ['dbt run --select two+']);
  await underWay(`${workers.homeOf('asleep')}/workspaces`, run);
  process.kill(asleep.pid, 'SIGSTOP');
  await workers.start('dbt', 'awake');
  const ended = await untilEnded(run, 60);
  expect(ended).toMatchObject({ state: 'failed', reason: expect.stringContaining('The worker that ran it died') });
  process.kill(asleep.pid, 'SIGCONT');
  await until(30, 'the end of its dbt', async () => (processesIn(`${workers.homeOf('asleep')}/workspaces`).length === 0 ? true : null));
  expect(await now(run)).toEqual(ended);
});
