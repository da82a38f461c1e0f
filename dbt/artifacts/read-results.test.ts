import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandOf } from './command-of.ts';
import { type ArtifactKind, artifactKind, artifactName, basenameOf } from './known-artifacts.ts';
import { readCatalogTable } from './read-catalog.ts';
import { hideVars, invocationOutcome, readRunArgs, readRunResult, redactArgs } from './read-run-results.ts';
import { freshnessOutcome, readSourceFreshness } from './read-sources.ts';

const fixture = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8'));

test.each(['run-results-v6.json', 'run-results-v5.json', 'run-results-v4.json'])('%s: every result is read, and dbt succeeded', (name) => {
  const read = fixture(name).results.map(readRunResult);
  expect(read.flatMap((one: ReturnType<typeof readRunResult>) => one.problems)).toEqual([]);
  expect(invocationOutcome(read.map((one: ReturnType<typeof readRunResult>) => one.result))).toBe('success');
  expect(readRunArgs(fixture(name).args)).toMatchObject({ which: 'build', command: expect.stringContaining('build') });
});

test('a result tells when and how long it ran, and what it did', () => {
  expect(readRunResult(fixture('run-results-v6.json').results[0]).result).toEqual({
    uniqueId: 'seed.shop.country',
    status: 'success',
    executionSeconds: 0.13123464584350586,
    message: 'INSERT 2',
    failures: null,
    startedAt: new Date('2026-11-21T09:32:24.500Z'),
    completedAt: new Date('2026-11-21T09:32:24.625Z'),
    threadId: 'Thread-2 (worker)',
    relationName: null,
    isCompiled: false,
    rowsAffected: 2,
  });
});

test('an invocation fails as dbt does: by errors, failures, partial successes and what was skipped for them', () => {
  const outcome = (...results: [string, string?, string?][]) =>
    invocationOutcome(
      results.flatMap(([status, uniqueId = 'model.a.b', message]) => readRunResult({ unique_id: uniqueId, status, message }).result ?? []),
    );
  expect(outcome()).toBe('success');
  expect(outcome(['success'], ['warn'], ['pass'], ['no-op'], ['reused'])).toBe('success');
  for (const status of ['error', 'fail', 'runtime error', 'partial success', 'skipped'])
    expect(outcome(['success'], [status])).toBe('error');
  expect(outcome(['skipped', 'exposure.a.b'])).toBe('success');
  expect(outcome(['skipped', 'model.a.b', 'Skipped'])).toBe('success');
  expect(outcome(['something new'])).toBe('error');
});

test('weird results are told', () => {
  expect(readRunResult(null)).toEqual({ result: null, problems: ['has no unique_id'] });
  const { result, problems } = readRunResult({
    unique_id: 'model.a.b',
    status: 'odd',
    timing: [3, { started_at: 'x' }],
    execution_time: -1,
    failures: 'y',
  });
  expect(result).toMatchObject({ status: 'error', startedAt: null, completedAt: null, executionSeconds: 0, failures: null });
  expect(problems).toEqual(['has a status that dbt does not know: odd']);
});

test.each([
  ['dbt build --vars {"password": "a b"} --select x', 'dbt build --vars … --select x'],
  ['dbt run --vars password: hush -s x --vars {k: v}', 'dbt run --vars … -s x --vars …'],
  ['dbt run --vars={"a": {"b": 1}}', 'dbt run --vars=…'],
  ['dbt run --select my--vars', 'dbt run --select my--vars'],
])('%s is kept as %s', (command, kept) => {
  expect(hideVars(command)).toBe(kept);
});

test('stored arguments keep no variable', () => {
  const args = { which: 'run', vars: { password: 'hush' }, invocation_command: 'dbt run --vars {"password": "hush"}', select: ['x'] };
  expect(redactArgs(args)).toEqual({ which: 'run', vars: {}, invocation_command: 'dbt run --vars …', select: ['x'] });
});

test('freshness is read with its thresholds, and fails for stale sources only', () => {
  const { result } = readSourceFreshness(fixture('sources-v3.json').results[0]);
  expect(result).toMatchObject({
    uniqueId: 'source.shop.raw.raw_order',
    status: 'warn',
    maxLoadedAt: new Date('2026-01-03T12:00:00Z'),
    warnAfter: { count: 10, period: 'day' },
    errorAfter: null,
  });
  expect(freshnessOutcome([{ status: 'warn' }, { status: 'pass' }])).toBe('success');
  expect(freshnessOutcome([{ status: 'error' }])).toBe('error');
  const broken = readSourceFreshness({ unique_id: 'source.a.b.c', status: 'runtime error', error: 'no such table' });
  expect(broken.result).toMatchObject({ status: 'runtime error', error: 'no such table', ageSeconds: null });
});

test('the catalog tells columns in the order of the relation', () => {
  const [key, entry] = Object.entries(fixture('catalog-v1.json').nodes).find(([name]) => name === 'model.shop.fct_order.v1') ?? ['', null];
  const { result } = readCatalogTable(key, entry);
  expect(result).toMatchObject({ uniqueId: key, type: 'BASE TABLE', comment: 'Orders, ready for use.', stats: [] });
  expect(result?.columns.map(({ name, dataType, position }) => [name, dataType, position])).toEqual([
    ['order_id', 'INTEGER', 1],
    ['customer_id', 'INTEGER', 2],
    ['country_name', 'VARCHAR', 3],
    ['amount', 'DOUBLE', 4],
    ['ordered_on', 'DATE', 5],
  ]);
  expect(readCatalogTable('x', 3).problems).toEqual(['is not an object']);
});

test.each<[string | null, ArtifactKind[], string, boolean]>([
  ['build', ['manifest', 'run-results'], 'dbt build', true],
  ['test', ['manifest', 'run-results'], 'dbt test', true],
  ['compile', ['manifest', 'run-results'], 'dbt compile', false],
  ['show', ['manifest', 'run-results'], 'dbt show', false],
  ['generate', ['manifest', 'run-results', 'catalog'], 'dbt docs generate', false],
  [null, ['manifest', 'sources'], 'dbt source freshness', true],
  [null, ['manifest'], 'dbt parse', false],
  ['something-new', ['manifest', 'run-results'], 'dbt something-new', false],
])('%s with %j is %s', (which, kinds, typed, updatesApplied) => {
  expect(commandOf(which, new Set(kinds))).toMatchObject({ typed, updatesApplied });
});

test('only artifacts and logs are kept, by their basename', () => {
  expect(['manifest.json', '.publication.json', 'dbt.log', 'telemetry.jsonl'].map(artifactKind)).toEqual([
    'manifest',
    'publication',
    'log',
    'log',
  ]);
  expect(['Manifest.json', 'graph.gpickle', '', '.bashrc', 'x.sql', '.log'].map(artifactKind)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(['a/b\\c/manifest.json', 'C:\\t\\catalog.json', 'x/'].map(basenameOf)).toEqual(['manifest.json', 'catalog.json', '']);
  expect(artifactName('run-results')).toBe('run_results.json');
});
