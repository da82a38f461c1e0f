import { asId } from '@weft/base/id';
import { requestFor } from '@weft/kit/runnable';
import { expect, test } from 'vitest';
import {
  begin,
  cancel,
  dequeue,
  end,
  type HeldRun,
  handBack,
  outcomeOfDeath,
  type QueuedRun,
  type Run,
  statusMessageOf,
  timesOf,
} from './model.ts';
import { planSteps } from './plan-steps.ts';
import { type RunRow, readRun, stateColumns } from './read-row.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second));
const worker = { id: '00000000-0000-4000-8000-000000000001', place: 'here' };
const { plan, trigger } = requestFor({ accountId: asId<'account'>(1), environment: { id: asId<'environment'>(3) } });

const queued: QueuedRun = {
  ...{ id: asId<'run'>(9), accountId: asId<'account'>(1), projectId: asId<'project'>(2), environmentId: asId<'environment'>(3) },
  ...{ jobId: asId<'job'>(4), plan, trigger, gitBranch: null, gitSha: null, dbtVersion: null, createdAt: at(0), shouldStartAt: at(0) },
  ...{
    warehouseKey: null,
    retryOf: null,
    cancelledBy: null,
    hold: null,
    hasDocsGenerated: false,
    hasSourcesGenerated: false,
    artifactsSaved: false,
  },
  deferral: null,
  warningCount: 0,
  ...{ state: 'queued', wait: { reason: 'Waits for run 8.', blockedBy: [asId<'run'>(8)] } },
};
const starting: HeldRun = dequeue(queued, worker, at(1));
const running: HeldRun = begin(starting, at(2));
const asked: HeldRun = { ...running, cancel: { at: at(3), reason: 'Enough' } };
const succeeded = end(running, { state: 'succeeded' }, at(4));
const failed = end(running, { state: 'failed', reason: 'no' }, at(4));
const cancelled = cancel(queued, at(1), 'Enough');

test.each([
  ['queued', queued, { state: 'cancelled', startedAt: null, finishedAt: at(9), reason: 'Why' }],
  ['starting', starting, { state: 'starting', cancel: { at: at(9), reason: 'Why' } }],
  ['running', running, { state: 'running', cancel: { at: at(9), reason: 'Why' } }],
  ['already asked', asked, { state: 'running', cancel: { at: at(3), reason: 'Enough' } }],
  ['cancelled', cancelled, { state: 'cancelled', finishedAt: at(1), reason: 'Enough' }],
])('cancelling a run that is %s', (_, run: Run, after) => {
  expect(cancel(run, at(9), 'Why')).toMatchObject(after);
});

test.each([
  ['succeeded', succeeded],
  ['failed', failed],
])('a run that has %s cannot be cancelled', (_, run) => {
  expect(() => cancel(run, at(9), 'Why')).toThrow(expect.objectContaining({ kind: 'conflict', code: 'run.already_finished' }));
});

test('only a run that has not begun and is not to be cancelled can be handed back', () => {
  expect(handBack(starting)).toMatchObject({ state: 'queued', wait: null });
  expect(handBack(running)).toBeNull();
  expect(handBack({ ...starting, cancel: { at: at(3), reason: 'Enough' } })).toBeNull();
});

test('a run that was to be cancelled when its worker died is cancelled, any other has failed', () => {
  expect(outcomeOfDeath(asked, 'It died.')).toEqual({ state: 'cancelled', reason: 'Enough' });
  expect(outcomeOfDeath(running, 'It died.')).toEqual({ state: 'failed', reason: 'It died.' });
});

test.each([queued, starting, running, asked, succeeded, failed, cancelled].map((run): [string, Run] => [run.state, run]))(
  'a run that is %s is the same after it was stored',
  (_, run) => {
    const row: RunRow = {
      ...{ hasDocsGenerated: false, hasSourcesGenerated: false, artifactsSaved: false, gitBranch: null, gitSha: null, dbtVersion: null },
      ...{ ...queued, causeCategory: 'api', recordedFrom: null, warehouseLimit: 1, lineAt: null },
      ...stateColumns(run),
    };
    expect(readRun(row)).toEqual(run);
  },
);

test('times and message are what the state knows', () => {
  expect(timesOf(failed)).toEqual({ dequeuedAt: at(1), startedAt: at(2), finishedAt: at(4), heartbeatAt: null });
  expect([queued, running, succeeded, failed, cancelled].map(statusMessageOf)).toEqual(['Waits for run 8.', null, null, 'no', 'Enough']);
});

test.each([
  [{}, ['dbt a', 'dbt b']],
  [{ generateDocs: true }, ['dbt a', 'dbt b', 'dbt docs generate']],
  [{ runGenerateSources: true }, ['dbt source freshness', 'dbt a', 'dbt b']],
  [{ generateDocs: true, runGenerateSources: true }, ['dbt source freshness', 'dbt a', 'dbt b', 'dbt docs generate']],
])('with %j the commands are %j, after clone, profile and deps', (ticked, commands) => {
  const steps = planSteps({ commands: ['dbt a', ' dbt b '], generateDocs: false, runGenerateSources: false, lint: null, ...ticked }, 'Wh');
  expect(steps.map((step) => step.index)).toEqual(steps.map((_, position) => position + 1));
  expect(steps.map((step) => step.name)).toEqual([
    'Clone git repository',
    'Create profile from connection Wh',
    ...['dbt deps', ...commands].map((command) => `Invoke dbt with \`${command}\``),
  ]);
});
