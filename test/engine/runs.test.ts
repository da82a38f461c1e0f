import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import { createConnection } from '@weft/domain/connections/create-connection';
import type { Connection } from '@weft/domain/connections/model';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import { explainWait, getRun, listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { readStepLog } from '@weft/domain/runs/read-step-log';
import { startRun } from '@weft/domain/runs/start-run';
import { startWorkers, type Workers } from '@weft/domain/runs/start-workers';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { systemClock } from '@weft/host/clock';
import { provisioningEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';
import { writeDbtProject } from '@weft/kit/dbt-project';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let house: House;
let host: Host;
let workers: Workers;
let accountId: Id<'account'>;
let count = 0;

beforeAll(async () => {
  house = await openHouse();
  // Engines are shared by all test runs of this machine: making one takes seconds, and no test changes it.
  host = { ...house, clock: systemClock, paths: { ...house.paths, venvs: join(tmpdir(), 'weft-engines-for-tests') } };
  accountId = await makeAccount(house);
  workers = await startWorkers(host, { slots: 2 });
});

afterAll(async () => {
  await workers?.stop();
  await house?.close();
});

/** A project of three models on a DuckDB file of its own, with files added or put in the place of its own. */
function makePlace(files: Record<string, string | null> = {}, given: Parameters<typeof makeRunnable>[2] = {}): Promise<Runnable> {
  count += 1;
  const folder = writeDbtProject(join(house.paths.home, 'sources'), `shop_${count}`, files);
  return makeRunnable(house, accountId, { folder, ...given });
}

const ask = (place: Runnable, plan: Parameters<typeof requestFor>[1] = {}) =>
  startRun(host, requestFor(place, { jobId: place.environment.id, ...plan }));

async function until(run: Run, isSo: (now: Run) => boolean): Promise<Run> {
  return vi.waitFor(
    async () => {
      const now = await getRun(host, accountId, run.id);
      expect(isSo(now), `run ${run.id} is ${now.state}`).toBe(true);
      return now;
    },
    { timeout: 120_000, interval: 50 },
  );
}

const finished = (run: Run) => until(run, ({ state }) => state === 'succeeded' || state === 'failed' || state === 'cancelled');

/** Until a node of it is running in the warehouse. */
async function untilBusy(run: Run): Promise<void> {
  const isBusy = async () => expect((await listRunNodes(host, run.id)).filter((node) => node.state === 'running')).not.toEqual([]);
  await vi.waitFor(isBusy, { timeout: 120_000, interval: 50 });
}

const logOf = async (run: Run, stepIndex: number, kind: 'plain' | 'debug' = 'plain') =>
  (await readStepLog(host, accountId, { runId: run.id, stepIndex, kind })).text;

const stepStates = async (run: Run) => (await listSteps(host, [run.id])).map((step) => step.state);

function fileOf({ connection }: Runnable): string {
  if (connection.adapter !== 'duckdb') throw new Error('not a DuckDB file');
  return connection.config.path;
}

/** What another program reads in the file. */
async function query(file: string, sql: string): Promise<string> {
  const environment = provisioningEnvironment();
  const { python } = await provisionVenv({ paths: host.paths, engineVersion: 'latest', adapters: ['duckdb'], environment, log: host.log });
  const script = 'import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).sql(sys.argv[2]).fetchall())';
  const answer = await runTool(python, ['-c', script, file, sql], { cwd: '/', env: environment, timeoutMilliseconds: 30_000 });
  return `${answer.stdout}${answer.stderr}`.trim();
}

/** Some minutes on this machine: nobody waits for its end. */
const slow = 'select sum(hash(a.range * b.range)) as number from range(1000000) a, range(1000000) b';

test('a run clones, makes a profile, installs packages, builds, and writes docs', async () => {
  const place = await makePlace();
  const run = await finished(await ask(place, { commands: ['dbt build'], generateDocs: true }));
  expect(run).toMatchObject({
    state: 'succeeded',
    gitBranch: 'main',
    gitSha: expect.stringMatching(/^[0-9a-f]{40}$/),
    dbtVersion: '1.11.16',
  });
  expect((await listSteps(host, [run.id])).map((step) => [step.index, step.name, step.state])).toEqual([
    [1, 'Clone git repository', 'succeeded'],
    [2, `Create profile from connection ${place.connection.name}`, 'succeeded'],
    [3, 'Invoke dbt with `dbt deps`', 'succeeded'],
    [4, 'Invoke dbt with `dbt build`', 'succeeded'],
    [5, 'Invoke dbt with `dbt docs generate`', 'succeeded'],
  ]);
  expect(await logOf(run, 1)).toContain('Checked out branch main');
  expect(await logOf(run, 4)).toContain('Completed successfully');
  expect(await logOf(run, 4)).not.toContain('[debug]');
  expect(await logOf(run, 4, 'debug')).toContain('[debug]');
  const nodes = (await listRunNodes(host, run.id)).filter((node) => node.stepIndex === 4);
  expect(nodes.map((node) => [node.nodeIndex, node.nodeTotal, node.name, node.state, node.dbtStatus])).toEqual([
    [1, 4, 'one', 'succeeded', 'success'],
    [2, 4, 'not_null_one_id', 'succeeded', 'pass'],
    [3, 4, 'two', 'succeeded', 'success'],
    [4, 4, 'three', 'succeeded', 'success'],
  ]);
  expect(await query(fileOf(place), 'select letter, (select number from prod.three) from prod.two')).toBe("[('b', 1)]");
});

test('a log can be read from any byte on, while it grows and after it was stored', async () => {
  const place = await makePlace();
  const run = await finished(await ask(place, { commands: ['dbt ls'] }));
  const whole = await readStepLog(host, accountId, { runId: run.id, stepIndex: 4, kind: 'plain' });
  await vi.waitFor(() => expect(existsSync(join(host.paths.logs, String(run.id)))).toBe(false), 10_000);
  expect(await readStepLog(host, accountId, { runId: run.id, stepIndex: 4, kind: 'plain' })).toEqual(whole);
  expect(whole).toMatchObject({ isComplete: true, nextOffset: Buffer.byteLength(whole.text) });
  const rest = await readStepLog(host, accountId, { runId: run.id, stepIndex: 4, kind: 'plain', offset: 10 });
  expect(rest.text).toBe(whole.text.slice(10));
  expect(existsSync(join(host.paths.workspaces, String(run.id)))).toBe(false);
});

test('a failing model makes the run fail with its message, what needs it is skipped, and so are the later commands', async () => {
  const place = await makePlace({ 'models/two.sql': "select id, no_such_column from {{ ref('one') }}" });
  const run = await finished(await ask(place, { commands: ['dbt build', 'dbt ls'] }));
  expect(run).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^`dbt build` failed: 1 node of 4 did\.\nmodel two: .*no_such_column/),
  });
  expect(await stepStates(run)).toEqual(['succeeded', 'succeeded', 'succeeded', 'failed', 'skipped']);
  const nodes = await listRunNodes(host, run.id);
  expect(Object.fromEntries(nodes.map((node) => [node.name, node.state]))).toEqual({
    ...{ one: 'succeeded', not_null_one_id: 'succeeded', two: 'failed', three: 'skipped' },
  });
});

test('a project that dbt cannot read makes the run fail with what dbt says', async () => {
  const place = await makePlace({ 'models/two.sql': "select * from {{ ref('nowhere') }}" });
  const run = await finished(await ask(place));
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining("depends on a node named 'nowhere'") });
});

test('freshness that was ticked comes before the commands, and its failure does not fail the run', async () => {
  const sources =
    'sources:\n  - name: raw\n    schema: nowhere\n    tables:\n      - name: orders\n        config: {loaded_at_field: at, freshness: {error_after: {count: 1, period: day}}}\n';
  const place = await makePlace({ 'models/sources.yml': sources });
  const run = await finished(await ask(place, { runGenerateSources: true }));
  expect(run.state).toBe('succeeded');
  expect((await listSteps(host, [run.id])).slice(3).map((step) => [step.command, step.state])).toEqual([
    ['dbt source freshness', 'failed'],
    ['dbt build', 'succeeded'],
  ]);
});

test('a repository without a dbt project fails the run in its first step', async () => {
  const place = await makePlace({ 'dbt_project.yml': null });
  const run = await finished(await ask(place));
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('There is no dbt_project.yml') });
  expect(await stepStates(run)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
});

test('a run under way that is cancelled ends within seconds and leaves the warehouse free', async () => {
  const place = await makePlace({ 'models/two.sql': slow });
  const run = await ask(place);
  await untilBusy(run);
  const asked = performance.now();
  await cancelRun(host, accountId, run.id, 'Not needed any more.');
  expect(await finished(run)).toMatchObject({ state: 'cancelled', reason: 'Not needed any more.' });
  expect(performance.now() - asked).toBeLessThan(9_000);
  expect(await stepStates(run)).toEqual(['succeeded', 'succeeded', 'succeeded', 'cancelled']);
  expect((await listRunNodes(host, run.id)).filter((node) => node.state === 'running')).toEqual([]);
  expect(await query(fileOf(place), 'select 42')).toBe('[(42,)]');
});

test('a run that takes longer than the timeout of its job is stopped and says so', async () => {
  const place = await makePlace({ 'models/two.sql': slow });
  const run = await finished(await ask(place, { timeoutSeconds: 6 }));
  expect(run).toMatchObject({ state: 'cancelled', reason: 'It took longer than 6 s, the timeout of its job, and was stopped.' });
});

test('two runs on one DuckDB file: the second waits, says for whom, and then succeeds', async () => {
  const first = await makePlace({ 'models/two.sql': 'select sum(hash(range)) as id, 1 as letter from range(100000000)' });
  const second = await makePlace({}, { connection: first.connection });
  const running = await ask(first);
  const waiting = await ask(second);
  await until(waiting, (now) => now.state === 'queued' && now.wait !== null);
  const name = fileOf(first).split('/').at(-1);
  expect(await explainWait(host, accountId, waiting.id)).toMatchObject({
    wait: { reason: `Waits for run ${running.id} (job job ${running.jobId}): the DuckDB file ${name} has one writer at a time.` },
    behind: [{ id: running.id }],
  });
  const [one, other] = [await finished(running), await finished(waiting)];
  expect([one.state, other.state]).toEqual(['succeeded', 'succeeded']);
  if (!('startedAt' in other) || one.state !== 'succeeded') throw new Error('neither ran');
  expect(other.startedAt?.getTime()).toBeGreaterThanOrEqual(one.finishedAt.getTime());
});

test('a run into Postgres: its password is in no log, no artifact and no error', async () => {
  const url = new URL(house.config.databaseUrl ?? '');
  const config = {
    hostname: url.searchParams.get('host') ?? url.hostname,
    port: url.port || 5432,
    dbname: url.pathname.slice(1),
    sslmode: 'disable',
  };
  const connection: Connection = await createConnection(host, { accountId, name: 'postgres', adapter: 'postgres', config });
  const password = decodeURIComponent(url.password);
  const place = await makePlace(
    {
      'models/two.sql': `select 1 as id, '${password}' as letter -- not where a password belongs`,
      'macros/leak.sql': `{% macro leak() %}{{ exceptions.raise_compiler_error('I was told ${password}') }}{% endmacro %}`,
    },
    { connection, username: url.username, password, schema: 'weft_run' },
  );
  const run = await finished(await ask(place, { commands: ['dbt build', 'dbt run-operation leak'] }));
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('I was told *') });
  expect(await stepStates(run)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded', 'failed']);
  const found = await house.database.withClient((client) => client.query('select number from weft_run.three'));
  expect(found.rows).toEqual([{ number: 1 }]);
  const debug = await logOf(run, 4, 'debug');
  expect(debug).toMatch(/'\*+' as letter/);
  const kept = [
    run,
    await listSteps(host, [run.id]),
    await listRunNodes(host, run.id),
    debug,
    await logOf(run, 5, 'debug'),
    await logOf(run, 2),
  ];
  expect(JSON.stringify(kept)).not.toContain(password);
});

test('a worker that is stopped ends what it runs with a reason, and hands back what waits', async () => {
  const place = await makePlace({ 'models/two.sql': slow });
  const run = await ask(place);
  const waiting = await ask(place);
  await untilBusy(run);
  const asked = performance.now();
  await workers.stop();
  expect(performance.now() - asked).toBeLessThan(10_000);
  expect(await getRun(host, accountId, run.id)).toMatchObject({
    state: 'failed',
    reason: 'Weft was stopped while this run was running; rerun it.',
  });
  expect(await getRun(host, accountId, waiting.id)).toMatchObject({ state: 'queued' });
  await cancelRun(host, accountId, waiting.id);
  workers = await startWorkers(host, { slots: 2 });
});
