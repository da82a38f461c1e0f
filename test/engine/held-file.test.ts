import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { listSteps } from '@weft/domain/runs/list-runs';
import type { HeldRun } from '@weft/domain/runs/model';
import { Stop } from '@weft/domain/runs/stop-reason';
import { waitForFile } from '@weft/domain/runs/wait-for-file';
import { findLock } from '@weft/engine/core/find-lock';
import { type Child, signalGroup, startChild } from '@weft/host/process';
import type { Runnable } from '@weft/kit/runnable';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { venvOf } from './engine-kit.ts';
import { fileOf, RunHouse } from './run-house.ts';

let runs: RunHouse;
let python: string;
let place: Runnable & { readonly dbtName: string };
const holders: Child[] = [];

beforeAll(async () => {
  runs = await RunHouse.open();
  place = await runs.place();
  ({ python } = await venvOf('latest'));
});
afterEach(() => {
  for (const { pid } of holders.splice(0)) signalGroup(pid, 'SIGKILL');
});
afterAll(() => runs?.close());

/** Another program that has the file open, as a dbt Core that still uploads has. */
async function hold(file: string): Promise<Child> {
  mkdirSync(dirname(file), { recursive: true });
  const script = 'import duckdb, sys; it = duckdb.connect(sys.argv[1]); print("held", flush=True); sys.stdin.read()';
  const child = await startChild(python, ['-c', script, file], { cwd: '/', env: {} });
  holders.push(child);
  await once(child.stdout, 'data');
  return child;
}

test('a run waits for a DuckDB file that another process has, says which, and goes on when that lets go', async () => {
  const file = fileOf(place);
  const holder = await hold(file);
  const asked = await runs.ask(place);
  const waiting = async () => {
    const step = (await listSteps(runs.host, [asked.id])).find(({ kind }) => kind === 'command');
    expect(step).toMatchObject({
      state: 'running',
      message: expect.stringContaining(`(process ${holder.pid}) to let go of the DuckDB file`),
    });
  };
  await vi.waitFor(waiting, { timeout: 120_000, interval: 50 });
  holder.stdin.end();
  const run = await runs.finished(asked);
  expect(run.state).toBe('succeeded');
  const log = await runs.log(run, 4);
  expect(log).toMatch(/Waits for python\S* \(process \d+\) to let go of the DuckDB file .*, at most 10 min\./);
  expect(log).toMatch(/is free after \d+ s\./);
  expect((await listSteps(runs.host, [run.id])).map(({ message }) => message)).toEqual([null, null, null, null]);
  expect(await findLock(python, file)).toBeNull();
});

test('it waits no longer than it says, and a run that is stopped does not wait on', async () => {
  const file = fileOf(place);
  await hold(file);
  const frame = (stop: Stop) => ({ host: runs.host, run: { id: 0 } as HeldRun, stop, scrub: (text: string) => text });
  const step = { index: 4, kind: 'command', name: '', command: null } as const;
  const said: string[] = [];
  const log = { say: (line: string) => void said.push(line) };
  const wait = waitForFile(frame(new Stop()), step, { file, python, minutesMax: 0 }, log);
  await expect(wait).rejects.toMatchObject({ code: 'run.warehouse_locked' });
  const stop = new Stop();
  const stopped = waitForFile(frame(stop), step, { file, python }, log);
  setTimeout(() => stop.ask({ kind: 'weft_stopped' }), 200);
  await stopped;
  expect(said.at(-1)).toContain('Waits for');
});
