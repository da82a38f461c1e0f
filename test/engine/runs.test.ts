import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createConnection } from '@weft/domain/connections/create-connection';
import type { Connection } from '@weft/domain/connections/model';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import { explainWait } from '@weft/domain/runs/explain-wait';
import { getRun, listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import { readStepLog } from '@weft/domain/runs/read-step-log';
import { listRunArtifacts, openRunArtifact } from '@weft/domain/runs/run-artifacts';
import { workspaceName } from '@weft/domain/runs/run-site';
import type { Host } from '@weft/host/host';
import { makeRunnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fileOf, RunHouse } from './run-house.ts';

let runs: RunHouse;
let host: Host;
let accountId: RunHouse['accountId'];

beforeAll(async () => {
  runs = await RunHouse.open();
  ({ host, accountId } = runs);
});

afterAll(() => runs?.close());

/** Some minutes on this machine: nobody waits for its end. */
const slow = 'select sum(hash(a.range * b.range)) as number from range(1000000) a, range(1000000) b';

test('a run clones, makes a profile, installs packages, builds, and writes docs', async () => {
  const place = await runs.place();
  const run = await runs.finished(await runs.ask(place, { commands: ['dbt build'], generateDocs: true }));
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
  expect(await runs.log(run, 1)).toContain('Checked out branch main');
  expect(await runs.log(run, 4)).toContain('Completed successfully');
  expect(await runs.log(run, 4)).not.toContain('[debug]');
  expect(await runs.log(run, 4, 'debug')).toContain('[debug]');
  const nodes = (await listRunNodes(host, run.id)).filter((node) => node.stepIndex === 4);
  expect(nodes.map((node) => [node.nodeIndex, node.nodeTotal, node.name, node.state, node.dbtStatus])).toEqual([
    [1, 4, 'one', 'succeeded', 'success'],
    [2, 4, 'not_null_one_id', 'succeeded', 'pass'],
    [3, 4, 'two', 'succeeded', 'success'],
    [4, 4, 'three', 'succeeded', 'success'],
  ]);
  expect(await runs.query(place, 'select letter, (select number from prod.three) from prod.two')).toBe("[('b', 1)]");
});

test('a seed that did not change is loaded from where it lies now, with what dbt remembers of the run before', async () => {
  const place = await runs.place({ 'seeds/targets.csv': 'id,target\n1,2\n', 'models/more.sql': "select * from {{ ref('targets') }}" });
  for (const _ of [1, 2]) expect(await runs.run(place)).toMatchObject({ state: 'succeeded' });
});

test('the project that a new repository begins with runs as it is', async () => {
  const place = await makeRunnable(runs.house, accountId, { name: 'Brand new' });
  const run = await runs.finished(await runs.ask(place));
  expect(run.state).toBe('succeeded');
  expect(await runs.query(place, 'select id, thread from prod.first_model order by id')).toBe("[(1, 'warp'), (2, 'weft')]");
});

test('an open page hears of the run, its steps, its nodes and its log as they come', async () => {
  const place = await runs.place();
  const heard: Record<string, unknown>[] = [];
  const run = await runs.ask(place);
  const unlisten = host.signals.listen(`run:${run.id}`, (data) => heard.push(Object(data)));
  await runs.finished(run);
  const isOver = () => expect(heard).toContainEqual({ kind: 'run', runId: run.id, state: 'succeeded' });
  await vi.waitFor(isOver, 5_000);
  unlisten();
  const of = (kind: string) => heard.filter((signal) => signal.kind === kind);
  expect(of('step').slice(-2)).toEqual([
    { kind: 'step', runId: run.id, stepIndex: 4, state: 'running' },
    { kind: 'step', runId: run.id, stepIndex: 4, state: 'succeeded' },
  ]);
  const two = of('node').filter((signal) => signal.uniqueId === `model.${place.dbtName}.two`);
  expect(two.map((signal) => signal.state)).toEqual(['running', 'succeeded']);
  const plain = of('log').filter((signal) => signal.stepIndex === 4 && signal.log === 'plain');
  expect(plain.at(-1)?.offset).toBe(Buffer.byteLength(await runs.log(run, 4)));
});

test('the files of a run are those of the last step that wrote them, or of the step asked for', async () => {
  const place = await runs.place();
  const run = await runs.finished(await runs.ask(place, { commands: ['dbt run', 'dbt test'], generateDocs: true }));
  expect(run).toMatchObject({ hasDocsGenerated: true, hasSourcesGenerated: false, artifactsSaved: true });
  const files = await listRunArtifacts(host, accountId, run.id);
  const compiled = `compiled/${place.dbtName}/models/two.sql`;
  expect(files.map((file) => [file.path, file.stepIndex])).toEqual(
    expect.arrayContaining([
      ['catalog.json', 6],
      ['manifest.json', 6],
      ['run_results.json', 6],
      [`run/${place.dbtName}/models/two.sql`, 4],
    ]),
  );
  const open = async (path: string, stepIndex?: number) => {
    const wanted = { runId: run.id, path, ...(stepIndex === undefined ? {} : { stepIndex }) };
    return text(await openRunArtifact(host, accountId, wanted));
  };
  expect(await open(compiled, 4)).toContain('"prod"."one"');
  const results = JSON.parse(await open('run_results.json', 5));
  expect(results.metadata.env.DBT_CLOUD_RUN_ID).toBe(String(run.id));
  expect(results.results.map((result: { status: string }) => result.status)).toEqual(['pass']);
  expect(JSON.parse(await open('manifest.json')).nodes[`model.${place.dbtName}.two`].relation_name).toContain('"prod"."two"');
  await expect(open('manifest.json', 1)).rejects.toMatchObject({ kind: 'not_found', code: 'run.artifact_not_found' });
  await expect(open('../../etc/passwd')).rejects.toMatchObject({ code: 'run.artifact_not_found' });
});

test('a log can be read from any byte on, while it grows and after it was stored', async () => {
  const place = await runs.place();
  const run = await runs.finished(await runs.ask(place, { commands: ['dbt ls'] }));
  const whole = await readStepLog(host, accountId, { runId: run.id, stepIndex: 4, kind: 'plain' });
  await vi.waitFor(() => expect(existsSync(join(host.paths.logs, String(run.id)))).toBe(false), 10_000);
  expect(await readStepLog(host, accountId, { runId: run.id, stepIndex: 4, kind: 'plain' })).toEqual(whole);
  expect(whole).toMatchObject({ isComplete: true, nextOffset: Buffer.byteLength(whole.text) });
  const rest = await readStepLog(host, accountId, { runId: run.id, stepIndex: 4, kind: 'plain', offset: 10 });
  expect(rest.text).toBe(whole.text.slice(10));
  expect(existsSync(join(host.paths.workspaces, workspaceName(run.id)))).toBe(false);
});

test('a failing model makes the run fail with its message, what needs it is skipped, and so are the later commands', async () => {
  const place = await runs.place({ 'models/two.sql': "select id, no_such_column from {{ ref('one') }}" });
  const run = await runs.finished(await runs.ask(place, { commands: ['dbt build', 'dbt ls'] }));
  expect(run).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^`dbt build` failed: 1 node of 4 did\.\nmodel two: .*no_such_column/),
  });
  expect(await runs.stepStates(run)).toEqual(['succeeded', 'succeeded', 'succeeded', 'failed', 'skipped']);
  const nodes = await listRunNodes(host, run.id);
  expect(Object.fromEntries(nodes.map((node) => [node.name, node.state]))).toEqual({
    ...{ one: 'succeeded', not_null_one_id: 'succeeded', two: 'failed', three: 'skipped' },
  });
});

test('a project that dbt cannot read makes the run fail with what dbt says', async () => {
  const place = await runs.place({ 'models/two.sql': "select * from {{ ref('nowhere') }}" });
  const run = await runs.finished(await runs.ask(place));
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining("depends on a node named 'nowhere'") });
});

test('freshness that was ticked comes before the commands, and its failure does not fail the run', async () => {
  const sources =
    'sources:\n  - name: raw\n    schema: nowhere\n    tables:\n      - name: orders\n        config: {loaded_at_field: at, freshness: {error_after: {count: 1, period: day}}}\n';
  const place = await runs.place({ 'models/sources.yml': sources });
  const run = await runs.finished(await runs.ask(place, { runGenerateSources: true }));
  expect(run.state).toBe('succeeded');
  expect((await listSteps(host, [run.id])).slice(3).map((step) => [step.command, step.state])).toEqual([
    ['dbt source freshness', 'failed'],
    ['dbt build', 'succeeded'],
  ]);
});

test('a repository without a dbt project fails the run in its first step', async () => {
  const place = await runs.place({ 'dbt_project.yml': null });
  const run = await runs.finished(await runs.ask(place));
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('There is no dbt_project.yml') });
  expect(await runs.stepStates(run)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
});

test('a run under way that is cancelled ends within seconds and leaves the warehouse free', async () => {
  const place = await runs.place({ 'models/two.sql': slow });
  const run = await runs.ask(place);
  await runs.untilBusy(run);
  const asked = performance.now();
  await cancelRun(host, accountId, run.id, 'Not needed any more.');
  expect(await runs.finished(run)).toMatchObject({ state: 'cancelled', reason: 'Not needed any more.' });
  expect(performance.now() - asked).toBeLessThan(9_000);
  expect(await runs.stepStates(run)).toEqual(['succeeded', 'succeeded', 'succeeded', 'cancelled']);
  expect((await listRunNodes(host, run.id)).filter((node) => node.state === 'running')).toEqual([]);
  expect(await runs.query(place, 'select 42')).toBe('[(42,)]');
});

test('a run that takes longer than the timeout of its job is stopped and says so', async () => {
  const place = await runs.place({ 'models/two.sql': slow });
  const run = await runs.finished(await runs.ask(place, { timeoutSeconds: 6 }));
  expect(run).toMatchObject({ state: 'cancelled', reason: 'It took longer than 6 s, the timeout of its job, and was stopped.' });
});

test('two runs on one DuckDB file: the second waits, says for whom, and then succeeds', async () => {
  const first = await runs.place({ 'models/two.sql': 'select sum(hash(range)) as id, 1 as letter from range(100000000)' });
  const second = await runs.place({}, { connection: first.connection });
  const running = await runs.ask(first);
  const waiting = await runs.ask(second);
  await runs.until(waiting, (now) => now.state === 'queued' && now.wait !== null);
  const name = fileOf(first).split('/').at(-1);
  expect(await explainWait(host, accountId, waiting.id)).toMatchObject({
    wait: { reason: `Waits for run ${running.id} of another project: the DuckDB file ${name} has one writer at a time.` },
    behind: [{ id: running.id }],
    place: 1,
  });
  const [one, other] = [await runs.finished(running), await runs.finished(waiting)];
  expect([one.state, other.state]).toEqual(['succeeded', 'succeeded']);
  if (!('startedAt' in other) || one.state !== 'succeeded') throw new Error('neither ran');
  expect(other.startedAt?.getTime()).toBeGreaterThanOrEqual(one.finishedAt.getTime());
});

test('a run into Postgres: its password is in no log, no artifact and no error', async () => {
  const url = new URL(runs.house.config.databaseUrl ?? '');
  const config = {
    hostname: url.searchParams.get('host') ?? url.hostname,
    port: url.port || 5432,
    dbname: url.pathname.slice(1),
    sslmode: 'disable',
  };
  const connection: Connection = await createConnection(host, { accountId, name: 'postgres', adapter: 'postgres', config });
  const password = decodeURIComponent(url.password);
  const place = await runs.place(
    {
      'models/two.sql': `select 1 as id, '${password}' as letter -- not where a password belongs`,
      'macros/leak.sql': `{% macro leak() %}{{ exceptions.raise_compiler_error('I was told ${password}') }}{% endmacro %}`,
    },
    { connection, username: url.username, password, schema: 'weft_run' },
  );
  const run = await runs.finished(await runs.ask(place, { commands: ['dbt build', 'dbt run-operation leak'] }));
  expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('I was told *') });
  expect(await runs.stepStates(run)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded', 'failed']);
  const found = await runs.house.database.withClient((client) => client.query('select number from weft_run.three'));
  expect(found.rows).toEqual([{ number: 1 }]);
  const debug = await runs.log(run, 4, 'debug');
  expect(debug).toMatch(/'\*+' as letter/);
  const kept = [
    run,
    await listSteps(host, [run.id]),
    await listRunNodes(host, run.id),
    debug,
    await runs.log(run, 5, 'debug'),
    await runs.log(run, 2),
  ];
  expect(JSON.stringify(kept)).not.toContain(password);
});

test('a worker that is stopped ends what it runs with a reason, and hands back what waits', async () => {
  const place = await runs.place({ 'models/two.sql': slow });
  const run = await runs.ask(place);
  const waiting = await runs.ask(place);
  await runs.untilBusy(run);
  const asked = performance.now();
  await runs.stopWorkers();
  expect(performance.now() - asked).toBeLessThan(10_000);
  expect(await getRun(host, accountId, run.id)).toMatchObject({
    state: 'failed',
    reason: 'Weft was stopped while this run was running; rerun it.',
  });
  expect(await getRun(host, accountId, waiting.id)).toMatchObject({ state: 'queued' });
  await cancelRun(host, accountId, waiting.id);
  await runs.startWorkers();
});
