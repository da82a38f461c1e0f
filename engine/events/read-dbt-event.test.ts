import { expect, test } from 'vitest';
import { readDbtLine } from './read-dbt-event.ts';
import { renderLogLine } from './render-log-line.ts';

const nodeInfo = {
  materialized: 'table',
  node_name: 'b',
  node_relation: { alias: 'b', database: 'd', schema: 's', relation_name: '"d"."s"."b"' },
  node_started_at: '2026-11-21T09:48:16.430358',
  node_finished_at: '',
  node_status: 'started',
  resource_type: 'model',
  unique_id: 'model.p.b',
};

function line(name: string, data: object = {}, info: object = {}): string {
  const common = {
    code: 'X001',
    invocation_id: 'i',
    level: 'debug',
    msg: 'said',
    thread: 'Thread-1 (worker)',
    ts: '2026-11-21T09:48:16.430454Z',
  };
  return JSON.stringify({ data, info: { ...common, name, ...info } });
}

function event(text: string) {
  const read = readDbtLine(text);
  if (!('event' in read)) throw new Error(`no event: ${read.text}`);
  return read.event;
}

test('a node that begins', () => {
  expect(event(line('NodeStart', { node_info: nodeInfo }))).toMatchObject({
    kind: 'node_started',
    at: new Date('2026-11-21T09:48:16.430Z'),
    node: {
      uniqueId: 'model.p.b',
      name: 'b',
      resourceType: 'model',
      materialized: 'table',
      relationName: '"d"."s"."b"',
      status: 'started',
      startedAt: new Date('2026-11-21T09:48:16.430Z'),
      finishedAt: null,
      index: null,
    },
  });
});

test('a node’s number is told on the line for people, by tests in their own words', () => {
  expect(event(line('LogStartLine', { node_info: nodeInfo, index: 2, total: 10 })).node).toMatchObject({ index: 2, total: 10 });
  expect(event(line('LogTestResult', { node_info: nodeInfo, index: 3, num_models: 10 })).node).toMatchObject({ index: 3, total: 10 });
});

test('a node that ends has the result’s status, message and time', () => {
  const result = { status: 'error', message: '\u001b[31mRuntime Error\u001b[0m in model b', execution_time: 0.5 };
  const info = { ...nodeInfo, node_status: 'error', node_finished_at: '2026-11-21T09:48:17.000000' };
  expect(event(line('NodeFinished', { node_info: info, run_result: result }))).toMatchObject({
    kind: 'node_finished',
    node: { status: 'error', message: 'Runtime Error in model b', executionSeconds: 0.5, finishedAt: new Date('2026-11-21T09:48:17Z') },
  });
});

test.each([
  ['StatsLine', { stats: { pass: 3, error: 1 } }, { kind: 'summary', counts: { pass: 3, error: 1 } }],
  [
    'ArtifactWritten',
    { artifact_path: '/t/manifest.json', artifact_type: 'WritableManifest' },
    { kind: 'artifact_written', file: '/t/manifest.json' },
  ],
  ['CommandCompleted', { success: true, elapsed: 1.5 }, { kind: 'command_completed', isSuccess: true, elapsedSeconds: 1.5 }],
  ['MainEncounteredError', { exc: 'x' }, { kind: 'main_error' }],
  ['PackageRedirectDeprecation', {}, { kind: 'deprecation' }],
  ['DeprecationsSummary', {}, { kind: 'deprecation' }],
  ['SomethingOfTomorrow', { anything: [1] }, { kind: 'other', node: null }],
])('%s', (name, data, expected) => {
  expect(event(line(name, data))).toMatchObject(expected);
});

test.each([
  ['a traceback', 'Traceback (most recent call last):'],
  ['JSON of somebody else', '{"level": "info"}'],
  ['a cut line', '{"data": {"node_info": {"unique_'],
  ['nothing', ''],
])('%s stays text', (_name, text) => {
  expect(readDbtLine(text)).toEqual({ text });
});

test('fields of an unexpected kind do not lose the event', () => {
  const odd = event(
    line(
      'NodeFinished',
      { node_info: { unique_id: 'model.p.b', materialized: null }, run_result: 'odd', index: 'x' },
      { level: 'WARNING' },
    ),
  );
  expect(odd).toMatchObject({
    kind: 'node_finished',
    level: 'warn',
    node: { uniqueId: 'model.p.b', status: '', index: null, message: null },
  });
});

test('lines are rendered as dbt writes them', () => {
  expect(renderLogLine(readDbtLine(line('LogStartLine', {}, { level: 'info', msg: '1 of 3 START \u001b[32mmodel\u001b[0m' })))).toEqual({
    level: 'info',
    text: '09:48:16  1 of 3 START model',
    debugText: '09:48:16.430 [info ] [Thread-1 (]: 1 of 3 START model',
  });
  expect(renderLogLine(readDbtLine(line('PrintEvent', {}, { level: 'info', msg: 'printed by a macro' }))).text).toBe('printed by a macro');
  expect(renderLogLine({ text: 'as it is' })).toEqual({ level: 'info', text: 'as it is', debugText: 'as it is' });
});
