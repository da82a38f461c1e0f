import { json } from 'node:stream/consumers';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import { listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { readStepLog } from '@weft/domain/runs/read-step-log';
import { listRunArtifacts, openRunArtifact } from '@weft/domain/runs/run-artifacts';
import { createVariable } from '@weft/domain/variables/change-variables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunHouse } from './run-house.ts';

let runs: RunHouse;

beforeAll(async () => {
  runs = await RunHouse.open();
});

afterAll(() => runs?.close());

/** Some minutes on any machine: nobody waits for its end. */
const slow =
  'select sum(hash(a.range * b.range)) as id, 1 as letter, (select max(id) from {{ ref("one") }}) as one from range(1000000) a, range(1000000) b';

const resultsOf = async (run: Run, stepIndex: number) => {
  const stream = await openRunArtifact(runs.host, run.accountId, { runId: run.id, path: 'run_results.json', stepIndex });
  const { results } = (await json(stream)) as { readonly results: readonly { readonly unique_id: string; readonly status: string }[] };
  return results.map(({ unique_id, status }) => `${unique_id.split('.').at(-1)} ${status}`);
};

test('a run that is cancelled keeps the steps that had ended, and what the one in progress had finished', async () => {
  const place = await runs.place({ 'models/two.sql': slow });
  const run = await runs.ask(place, { commands: ['dbt run --select one', 'dbt run', 'dbt test'], generateDocs: true });
  await runs.until(run, () => true);
  await expect
    .poll(async () => (await listRunNodes(runs.host, run.id)).some(({ name, state }) => name === 'two' && state === 'running'), {
      timeout: 120_000,
    })
    .toBe(true);
  await cancelRun(runs.host, run.accountId, run.id, 'Not needed any more.');
  expect(await runs.finished(run)).toMatchObject({ state: 'cancelled', reason: 'Not needed any more.', artifactsSaved: true });

  const steps = await listSteps(runs.host, [run.id]);
  expect(steps.map(({ index, state, message }) => [index, state, message])).toEqual([
    [1, 'succeeded', null],
    [2, 'succeeded', null],
    [3, 'succeeded', null],
    [4, 'succeeded', null],
    [5, 'cancelled', 'Not needed any more.'],
    [6, 'skipped', null],
    [7, 'skipped', null],
  ]);
  expect(await resultsOf(run, 4)).toEqual(['one success']);
  expect(await resultsOf(run, 5)).toEqual(['one success']);
  const files = async (stepIndex: number) => (await listRunArtifacts(runs.host, run.accountId, run.id, stepIndex)).map(({ path }) => path);
  expect(await files(5)).toEqual(expect.arrayContaining(['manifest.json', 'run_results.json', `run/${place.dbtName}/models/two.sql`]));
  expect(await files(6)).toEqual([]);
  const nodes = (await listRunNodes(runs.host, run.id)).map(({ stepIndex, name, state }) => [stepIndex, name, state]);
  expect(nodes).toEqual([
    [4, 'one', 'succeeded'],
    [5, 'one', 'succeeded'],
    [5, 'two', 'cancelled'],
  ]);
  expect(await runs.log(run, 5)).toContain('OK created sql table model prod.one');
  // What one holds is in the warehouse, and the file is free again.
  expect(await runs.query(place, 'select id from prod.one')).toBe('[(1,)]');
});

/** Python that waits takes no notice of Ctrl-C, and dbt waits for it. */
const stubborn = 'import time\n\ndef model(dbt, session):\n    time.sleep(3600)\n    return session.sql("select 1 as id")\n';

test('a dbt that takes no notice of being stopped is killed after the grace, with what it had written kept', async () => {
  const place = await runs.place({ 'models/deaf.py': `${stubborn.replace('    time', '    dbt.ref("one")\n    time')}` });
  const run = await runs.ask(place, { commands: ['dbt run --select one deaf'] });
  await expect
    .poll(async () => (await listRunNodes(runs.host, run.id)).some(({ name, state }) => name === 'deaf' && state === 'running'), {
      timeout: 120_000,
    })
    .toBe(true);
  const askedAt = performance.now();
  await cancelRun(runs.host, run.accountId, run.id);
  expect(await runs.finished(run)).toMatchObject({ state: 'cancelled' });
  expect(performance.now() - askedAt).toBeLessThan(20_000);
  expect(await resultsOf(run, 4)).toEqual(['one success']);
  expect(await runs.query(place, 'select 42')).toBe('[(42,)]');
});

const secret = 'q7-Zebra-Lantern-42';
const loud = `import os, sys, time

def model(dbt, session):
    secret = os.environ["DBT_ENV_SECRET_LANTERN"]
    for text in ["in two pieces: ", secret[:8], secret[8:], "\\n"]:
        sys.stdout.write(text)
        sys.stdout.flush()
        time.sleep(0.3)
    piece = secret + "x" * (1024 * 1024 - len(secret))
    for _ in range(100):
        sys.stdout.write(piece)
    sys.stdout.write("\\nafter it\\n")
    sys.stdout.flush()
    os.write(2, (piece * 3 + "\\n").encode())
    return session.sql("select 1 as id")
`;

test('a hundred megabytes in one line are cut with a note, take no memory, and hold nobody up; a secret in pieces is masked', async () => {
  const place = await runs.place({ 'models/loud.py': loud });
  const target = { accountId: place.accountId, projectId: place.project.id };
  await createVariable(runs.host, target, 'DBT_ENV_SECRET_LANTERN', [{ target: { level: 'project' }, value: secret }]);
  // Whatever is loaded once is loaded.
  await runs.run(place, { commands: ['dbt run --select one'] });
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const run = await runs.run(place, { commands: ['dbt run --select loud'] });
  clearInterval(watch);
  const log = await runs.log(run, 4);
  expect(run.state, log.slice(-2_000)).toBe('succeeded');
  expect((peak - before) / 2 ** 20).toBeLessThan(200);
  for (const kind of ['plain', 'debug'] as const) {
    const text = await wholeLog(run, kind);
    expect(text.length).toBeLessThan(10_000_000);
    expect(text).toContain('in two pieces: ***\n');
    expect(text).toContain('… (Weft cut this line: it has more than 4,194,304 characters)\n');
    expect(text).toContain('\nafter it\n');
    expect([text.includes(secret.slice(0, 8)), text.includes(secret.slice(8))]).toEqual([false, false]);
  }
});

async function wholeLog(run: Run, kind: 'plain' | 'debug'): Promise<string> {
  let text = '';
  for (let offset = 0; ; ) {
    const part = await readStepLog(runs.host, run.accountId, { runId: run.id, stepIndex: 4, kind, offset });
    text += part.text;
    offset = part.nextOffset;
    if (part.isComplete) return text;
  }
}
