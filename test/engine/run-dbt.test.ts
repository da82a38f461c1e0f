import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engines, openEngines } from '@weft/engine/core/open-engines';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { systemEnvironment } from '@weft/host/config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench, quiet, ran, venvOf } from './engine-kit.ts';

const three = {
  'models/a.sql': "select 1 as id, 'x' as name",
  'models/b.sql': "{{ config(materialized='table') }} select * from {{ ref('a') }}",
  'models/c.sql': "select count(*) as n from {{ ref('b') }}",
};

const mixed = {
  ...three,
  'models/bad.sql': 'select * from does_not_exist',
  'models/after_bad.sql': "select * from {{ ref('bad') }}",
  'tests/fails.sql': 'select 1 as x',
  'models/properties.yml': 'models: [{name: a, columns: [{name: id, data_tests: [unique]}]}]\n',
};

/** Runs for minutes unless it is stopped. */
const endless = {
  ...three,
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

test('a build succeeds, with live lines, nodes, counts and its artifacts', async () => {
  const cwd = await bench.project('good', three);
  const end = await ran(engines, venv, cwd, ['build']);
  expect(end).toMatchObject({ outcome: 'success', exitCode: 0, lastError: null, counts: { pass: 3, error: 0, total: 3 } });
  expect([...end.nodes]).toEqual([
    ['a', 'success'],
    ['b', 'success'],
    ['c', 'success'],
  ]);
  expect(Object.keys(end.artifacts).sort()).toEqual(['manifest', 'run_results', 'semantic_manifest']);
  const results = JSON.parse(await readFile(end.artifacts.run_results ?? '', 'utf8'));
  expect(results.metadata.invocation_id).toBe(end.invocationId);
  // What people see as the command is what they wrote, without the options by which Weft listens.
  expect(results.args.invocation_command).toBe('dbt build');
  expect(end.lines.some(({ level, text }) => level === 'info' && /^\d\d:\d\d:\d\d {2}1 of 3 START/.test(text))).toBe(true);
  const table = end.events.find((event) => event.kind === 'node_finished' && event.node.name === 'b');
  expect(table?.node).toMatchObject({ materialized: 'table', relationName: '"good"."good"."b"', status: 'success' });
  expect(table?.node?.executionSeconds).toBeGreaterThan(0);
});

test('a build with failures ends with 1, and every node says how it ended', async () => {
  const cwd = await bench.project('mixed', mixed);
  const end = await ran(engines, venv, cwd, ['build']);
  expect(end).toMatchObject({ outcome: 'error', exitCode: 1, lastError: null });
  expect(Object.fromEntries([...end.nodes].map(([id, status]) => [id.split('.')[0], status]))).toMatchObject({
    a: 'success',
    bad: 'error',
    after_bad: 'skipped',
    fails: 'fail',
    unique_a_id: 'pass',
  });
  const bad = end.events.find((event) => event.kind === 'node_finished' && event.node.name === 'bad');
  expect(bad?.node?.message).toContain('does_not_exist');
});

test.each([
  ['a parse error', ['build'], { 'models/a.sql': "select * from {{ ref('nowhere') }}" }, 2, "depends on a node named 'nowhere'"],
  ['an unknown option', ['build', '--bogus'], three, 2, "No such option '--bogus'"],
])('%s ends with 2 and says why', async (_name, argv, files, exitCode, why) => {
  const cwd = await bench.project('wrong', files);
  const end = await ran(engines, venv, cwd, argv);
  expect(end).toMatchObject({ outcome: 'error', exitCode });
  expect(end.lastError).toContain(why);
});

test('what an earlier step left in target/ is not taken for this step’s', async () => {
  const cwd = await bench.project('stale', three);
  await ran(engines, venv, cwd, ['build']);
  expect(existsSync(join(cwd, 'target/run_results.json'))).toBe(true);
  const parse = await ran(engines, venv, cwd, ['parse']);
  expect(Object.keys(parse.artifacts).sort()).toEqual(['manifest', 'semantic_manifest']);
  expect((await ran(engines, venv, cwd, ['deps'])).artifacts).toEqual({});
  expect(Object.keys((await ran(engines, venv, cwd, ['docs', 'generate'])).artifacts)).toContain('catalog');
});

test('nothing of Weft’s environment reaches the project, and its own variables do', async () => {
  const names = ['WEFT_SECRET_KEY', 'HOME', 'DBT_MINE', 'AWS_SECRET_ACCESS_KEY', 'DBT_UPLOAD_TO_ARTIFACTS_INGEST_API', 'DBT_LOG_FORMAT'];
  const macro = `{% macro spy() %}{{ log("SPY ${names.map((name) => `${name}=" ~ env_var('${name}', 'absent') ~ " `).join('')}", info=True) }}{% endmacro %}`;
  const cwd = await bench.project('spy', { 'models/a.sql': 'select 1 as id', 'macros/spy.sql': macro });
  const system = { ...systemEnvironment(), WEFT_SECRET_KEY: 'k', AWS_SECRET_ACCESS_KEY: 's' };
  const variables = { DBT_MINE: 'mine', WEFT_X: 'x', DBT_UPLOAD_TO_ARTIFACTS_INGEST_API: 'true', DBT_LOG_FORMAT: 'text' };
  const end = await ran(engines, venv, cwd, ['run-operation', 'spy'], { system, variables });
  const line = end.lines.find(({ text }) => text.includes('SPY'))?.text ?? '';
  expect(line).toContain('WEFT_SECRET_KEY=absent');
  expect(line).toContain('AWS_SECRET_ACCESS_KEY=absent');
  expect(line).toContain(`HOME=${join(cwd, '..', 'home')}`);
  expect(line).toContain('DBT_MINE=mine');
  expect(line).toContain('DBT_UPLOAD_TO_ARTIFACTS_INGEST_API=false');
  expect(line).toContain('DBT_LOG_FORMAT=json');
});

test('options that would silence dbt are left out', async () => {
  const cwd = await bench.project('loud', three);
  const end = await ran(engines, venv, cwd, ['--quiet', 'build', '--log-format', 'text', '-d', '--select', 'a']);
  expect(end.counts).toMatchObject({ total: 1 });
  expect(end.nodes.get('a')).toBe('success');
});

describe('stopping', () => {
  test('a cancelled command ends soon and leaves the results of what it finished', async () => {
    const cwd = await bench.project('endless', endless);
    const stop = new AbortController();
    // Both, since dbt keeps results only when it is stopped while it waits for nodes.
    const awaited = new Set(['NodeFinished c', 'NodeStart slow']);
    const end = await ran(engines, venv, cwd, ['build'], {
      signal: stop.signal,
      onEvent: (event) => {
        awaited.delete(`${event.name} ${event.node?.name}`);
        if (awaited.size === 0) stop.abort();
      },
    });
    expect(end.outcome).toBe('cancelled');
    expect(end.finishedAt.getTime() - end.startedAt.getTime()).toBeLessThan(60_000);
    const results = JSON.parse(await readFile(end.artifacts.run_results ?? '', 'utf8'));
    // dbt says that a node has finished before it keeps the result; of those that c was handed out after, it has kept it.
    const kept = results.results.map(({ unique_id: id }: { unique_id: string }) => id);
    expect(kept).toEqual(expect.arrayContaining(['model.endless.a', 'model.endless.b']));
    // The warehouse is free again.
    expect((await ran(engines, venv, cwd, ['run', '--select', 'a'])).outcome).toBe('success');
  });

  test('a command that is cancelled before it begins does not begin', async () => {
    const cwd = await bench.project('never', three);
    const end = await ran(engines, venv, cwd, ['build'], { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ outcome: 'cancelled', exitCode: null, invocationId: null });
    expect(existsSync(join(cwd, 'target'))).toBe(false);
  });

  test('the time limit stops a command, and the kill comes after the grace time', async () => {
    const cwd = await bench.project('limited', {
      ...three,
      // Takes no notice of Ctrl-C.
      'models/stubborn.py':
        'import signal, time\n\ndef model(dbt, session):\n    time.sleep(3600)\n    return session.sql("select 1 as id")\n',
    });
    const end = await ran(engines, venv, cwd, ['run'], { timeoutMilliseconds: 6_000, graceMilliseconds: 2_000 });
    expect(end.outcome).toBe('timed_out');
    expect(end.finishedAt.getTime() - end.startedAt.getTime()).toBeLessThan(20_000);
  });
});

test('two projects at once do not see each other', async () => {
  const [one, two] = await Promise.all([bench.project('left', three), bench.project('right', mixed)]);
  const [left, right] = await Promise.all([ran(engines, venv, one, ['build']), ran(engines, venv, two, ['build'])]);
  expect(left.outcome).toBe('success');
  expect(right.exitCode).toBe(1);
  expect(
    left.events.every((event) => event.node === null || event.node.uniqueId.includes('.left.') || event.node.uniqueId.includes('left')),
  ).toBe(true);
  expect(left.invocationId).not.toBe(right.invocationId);
});

test('a listener that fails stops dbt and is heard', async () => {
  const cwd = await bench.project('unheard', three);
  const failing = ran(engines, venv, cwd, ['build'], { onLine: () => Promise.reject(new Error('disk full')) });
  await expect(failing).rejects.toThrow('disk full');
});

test('the parse of a project outlives its workspace', async () => {
  const parseCache = (workspace: string) => ({ file: join(bench.folder, 'cache', 'parse.msgpack'), workspace });
  const first = await bench.project('cached', three);
  await ran(engines, venv, first, ['build'], { parseCache: parseCache(first) });
  await rm(first, { recursive: true });
  const second = await bench.project('cached', { ...three, 'models/d.sql': "select * from {{ ref('c') }}" });
  const end = await ran(engines, venv, second, ['build'], { parseCache: parseCache(second) });
  expect(end.counts).toMatchObject({ pass: 4 });
  expect(end.lines.some(({ text }) => text.includes('1 files added'))).toBe(true);
});

test('without a parent everything is the same, only slower', async () => {
  const plain = await openEngines({ log: quiet, environment: systemEnvironment(), usesParents: false });
  const cwd = await bench.project('plain', mixed);
  const end = await ran(plain, venv, cwd, ['build']);
  expect(end).toMatchObject({ outcome: 'error', exitCode: 1, counts: { pass: 4, error: 2, skip: 1 } });
  const stop = new AbortController();
  const slow = await bench.project('plain_slow', endless);
  const cancelled = await ran(plain, venv, slow, ['build'], {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.name === 'NodeFinished') stop.abort();
    },
  });
  expect(cancelled.outcome).toBe('cancelled');
  await plain.close();
});
