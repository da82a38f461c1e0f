import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { findPythonFolder } from '@weft/engine/core/find-python-folder';
import { type Engines, openEngines } from '@weft/engine/core/open-engines';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { systemEnvironment } from '@weft/host/config';
import { startChild } from '@weft/host/process';
import { birthOf } from '@weft/host/process-birth';
import { readLines } from '@weft/host/read-lines';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench, quiet, ran, venvOf } from './engine-kit.ts';

const slow = {
  'models/slow.sql': "{{ config(materialized='table') }} select sum(hash(a.range + b.range)) as n from range(3000000) a, range(3000000) b",
};

let bench: Bench;
let engines: Engines;
let venv: Venv;

beforeAll(async () => {
  bench = await openBench();
  venv = await venvOf('latest');
  engines = await openEngines({ log: quiet, environment: systemEnvironment() });
});

afterAll(async () => {
  await engines?.close();
  await bench?.close();
});

/** The parent of a forked child; Linux only. */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

test.runIf(process.platform === 'linux')(
  'a parent that is killed takes its child along, the command ends as an error, and the next one finds a new parent',
  async () => {
    const cwd = await bench.project('orphan', slow);
    let child = 0;
    const original = engines.start;
    const spying: Engines = {
      ...engines,
      async start(...args) {
        const started = await original(...args);
        child = started.pid;
        return started;
      },
    };
    const end = await ran(spying, venv, cwd, ['build'], {
      onEvent: (event) => {
        if (event.kind === 'node_started') process.kill(parentOf(child), 'SIGKILL');
      },
    });
    expect(end).toMatchObject({ outcome: 'error', exitCode: null, endedBy: 'SIGKILL' });
    expect(await birthOf(child)).toBeNull();
    const again = await ran(engines, venv, await bench.project('after', { 'models/a.sql': 'select 1 as id' }), ['build']);
    expect(again.outcome).toBe('success');
  },
);

test('when Weft is gone, its children are stopped', async () => {
  const cwd = await bench.project('left_behind', slow);
  const python = findPythonFolder();
  const env = { PATH: process.env.PATH ?? '', HOME: bench.folder, PYTHONPATH: python.pluginPath };
  const parent = await startChild(venv.python, ['-X', 'utf8', python.parentScript, '{"adapters": ["duckdb"]}'], { cwd: bench.folder, env });
  parent.stderr.resume();
  const environment = { ...env, DBT_PROFILES_DIR: cwd, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
  const path = `${bench.folder}/out`;
  const server = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  parent.stdin.write(`${JSON.stringify({ do: 'run', id: 1, argv: ['build'], cwd, env: environment, stream: path })}\n`);
  let pid = 0;
  for await (const line of readLines(parent.stdout, { lengthMax: 10_000 })) {
    const answer = JSON.parse(line);
    if (answer.say !== 'started') continue;
    pid = answer.pid;
    break;
  }
  expect(await birthOf(pid)).not.toBeNull();
  parent.stdin.end();
  expect((await parent.exited).code).toBe(0);
  expect(await birthOf(pid)).toBeNull();
  server.close();
});

test('a parent that nobody asks ends by itself, and the next command starts another', async () => {
  const idle = await openEngines({ log: quiet, environment: systemEnvironment(), idleSeconds: 1 });
  const cwd = await bench.project('idle', { 'models/a.sql': 'select 1 as id' });
  let parent = 0;
  const spying: Engines = {
    ...idle,
    async start(...args) {
      const started = await idle.start(...args);
      parent = parentOf(started.pid);
      return started;
    },
  };
  expect((await ran(spying, venv, cwd, ['parse'])).outcome).toBe('success');
  await expect.poll(() => birthOf(parent), { timeout: 30_000 }).toBeNull();
  expect((await ran(idle, venv, cwd, ['parse'])).outcome).toBe('success');
  await idle.close();
});

test('warming leaves no trace in the commands that follow', async () => {
  await engines.prepare(venv);
  const cwd = await bench.project('clean', { 'models/a.sql': 'select 1 as id' });
  const end = await ran(engines, venv, cwd, ['build']);
  expect(end.outcome).toBe('success');
  expect(end.lines.filter(({ debugText }) => debugText.includes('weft_warm'))).toEqual([]);
  expect(existsSync(`${bench.folder}/home/.dbt`)).toBe(false);
});

test('a package hub named by a variable, which dbt reads while it is imported, is heeded', async () => {
  const cwd = await bench.project('hub', {
    'models/a.sql': 'select 1',
    'packages.yml': 'packages:\n  - {package: nobody/nothing, version: 1.0.0}\n',
  });
  const end = await ran(engines, venv, cwd, ['deps'], {
    variables: { DBT_PACKAGE_HUB_URL: 'http://127.0.0.1:9/' },
    timeoutMilliseconds: 60_000,
  });
  expect(end.outcome).not.toBe('success');
  expect(end.lines.some(({ debugText }) => debugText.includes('127.0.0.1'))).toBe(true);
});

test('a dbt that was started without a parent ends when Weft is gone', async () => {
  const cwd = await bench.project('alone', slow);
  const python = findPythonFolder();
  const env = { PATH: process.env.PATH ?? '', HOME: bench.folder, PYTHONPATH: python.pluginPath, WEFT_LIFELINE: '1' };
  const environment = { ...env, DBT_PROFILES_DIR: cwd, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', DBT_LOG_FORMAT: 'json' };
  const child = await startChild(venv.python, ['-X', 'utf8', python.plainScript, 'build'], { cwd, env: environment });
  child.stderr.resume();
  for await (const line of readLines(child.stdout, { lengthMax: 10_000 })) if (line.includes('1 of 1 START')) break;
  expect(await birthOf(child.pid)).not.toBeNull();
  const goneAt = performance.now();
  // As the system does with the pipes of a process that was killed.
  child.stdin.destroy();
  child.stdout.destroy();
  await child.exited;
  expect(performance.now() - goneAt).toBeLessThan(5_000);
});
