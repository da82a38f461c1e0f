/** Carries out clean-ups from the queue: waits for the runs it would disturb, drops, writes down what became of each, and tries again what failed. */
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { openTarget } from '../connections/open-target.ts';
import { findEnvironmentOfOld } from '../projects/environments.ts';
import { type CreatedRelation, pullRequestScope, scopeOf } from '../runs/created-relation.ts';
import { handOver, settleCreated } from '../runs/created-relations.ts';
import { warehouseKeyOf } from '../runs/find-warehouse.ts';
import { listRuns } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { takeTurn } from '../runs/take-turn.ts';
import { cleanUpQueue, listCreatedRelations, planCleanUp } from './clean-up.ts';
import type { PlannedItem } from './decide-clean-up.ts';
import { type DropEnd, dropRelations } from './drop-relations.ts';
import { cleanUpEnded } from './events.ts';
import type { CleanUp, CleanUpSubject } from './model.ts';
import { nameSubject } from './model.ts';
import { selectCleanUp, selectItems, updateCleanUp, updateItem, upsertItems } from './store-clean-ups.ts';

/** Pauses double from 15 s, so the last try is about an hour after the first. */
const attemptsMax = 8;
const waitForRunsSeconds = 15;
const turnMilliseconds = 60_000;

const workSchema = z.object({ cleanUpId: idSchema<'cleanUp'>() });

export function workCleanUps(host: Host): Promise<void> {
  return host.queue.work(cleanUpQueue, { concurrency: 2, retries: 3 }, async (data, signal) => {
    const { cleanUpId } = workSchema.parse(data);
    const found = await selectCleanUp(host.database.db, cleanUpId);
    if (!found || found.state === 'succeeded' || found.state === 'failed') return;
    const busy = await runsUnderWay(host, found);
    if (busy.length > 0) {
      const message = `Waits for run ${busy.join(', ')} to end.`;
      await again(host, found, { message, attempts: found.attempts }, waitForRunsSeconds);
      return;
    }
    await updateCleanUp(host.database.db, cleanUpId, { state: 'running', message: null, startedAt: found.startedAt ?? host.clock.now() });
    tell(host, found);
    await carryOut(host, found, signal);
  });
}

async function carryOut(host: Host, found: CleanUp, signal: AbortSignal): Promise<void> {
  const problem = await attempt(host, found, signal).catch((error: unknown) => {
    if (!(error instanceof Fault)) host.log.error('clean_up.broke', { cleanUpId: found.id, reason: messageOf(error) });
    return messageOf(error);
  });
  if (signal.aborted) throw new Error('Weft was stopped while it cleaned up');
  if (problem === null) {
    await end(host, found, 'succeeded', null);
    return;
  }
  const attempts = found.attempts + 1;
  if (attempts >= attemptsMax) {
    await end(host, found, 'failed', problem);
    return;
  }
  await again(host, found, { message: `${problem}\nIt is tried again.`, attempts }, 15 * 2 ** found.attempts);
}

/** Null: everything that may be dropped is. */
async function attempt(host: Host, found: CleanUp, signal: AbortSignal): Promise<string | null> {
  const { accountId, id: cleanUpId } = found;
  const made = await listCreatedRelations(host, found);
  const plan = await planCleanUp(host, found);
  await host.database.transaction((tx) =>
    upsertItems(
      tx,
      plan.items.map((item) => itemOf(cleanUpId, item, item.keptBecause === null ? 'planned' : 'kept', item.keptBecause, null)),
    ),
  );
  for (const item of plan.items) if (item.keptBecause !== null && item.isReleased) await settleKept(host, found, item);
  const open = plan.items.filter(({ keptBecause }) => keptBecause === null);
  for (const environmentId of new Set(open.map((item) => item.environmentId))) {
    const items = open.filter((item) => item.environmentId === environmentId);
    const environment = await findEnvironmentOfOld(host, accountId, environmentId);
    if (!environment || environment.connectionId === null || environment.credentialId === null) continue;
    const { connectionId, credentialId, extendedAttributesId } = environment;
    const target = await openTarget(host, environment, { connectionId, credentialId, extendedAttributesId });
    const turn = {
      warehouseKey: await warehouseKeyOf(target.duckdbPath),
      reason: `the clean-up after ${nameSubject(found.subject)}`,
      ...{ signal, waitMilliseconds: turnMilliseconds },
    };
    const jobId = jobOf(made, items);
    const name = `clean-up-${cleanUpId}-${environmentId}`;
    await takeTurn(host, turn, (signal) =>
      dropRelations(host, { environment, target, jobId, items, name, signal, onEnd: (one) => settleDropped(host, found, one) }),
    );
  }
  const failed = (await selectItems(host.database.db, [cleanUpId])).filter(({ outcome }) => outcome === 'failed' || outcome === 'planned');
  if (failed.length === 0) return null;
  const told = failed.slice(0, 3).map(({ key, message }) => `${key}: ${message ?? 'it was not reached'}`);
  return [`${failed.length} could not be dropped.`, ...told].join('\n');
}

function jobOf(made: readonly CreatedRelation[], items: readonly PlannedItem[]): Id<'job'> {
  const runIds = new Set(items.flatMap((item) => item.runIds));
  const [one] = made.filter(({ runId }) => runIds.has(runId));
  if (!one) throw new Error('a planned relation was made by nobody');
  return one.jobId;
}

async function settleDropped(host: Host, found: CleanUp, { item, outcome, message }: DropEnd): Promise<void> {
  const settledAt = outcome === 'failed' ? null : host.clock.now();
  await updateItem(host.database.db, { cleanUpId: found.id, kind: item.kind, key: item.key }, { outcome, message, settledAt });
  if (outcome !== 'failed') await settle(host, item, outcome);
  tell(host, found);
}

/** What is kept but could be dropped another time stays open, and is not given here. */
async function settleKept(host: Host, found: CleanUp, item: PlannedItem): Promise<void> {
  const { key, kind, keptBecause: message } = item;
  await settle(host, item, 'kept');
  await updateItem(host.database.db, { cleanUpId: found.id, kind, key }, { outcome: 'kept', message, settledAt: host.clock.now() });
}

async function settle(host: Host, item: PlannedItem, fate: 'dropped' | 'gone' | 'kept'): Promise<void> {
  const { runIds, key, kind } = item;
  await host.database.transaction(async (tx) => {
    if (item.heir) await handOver(tx, { runIds, key, heir: item.heir });
    await settleCreated(host, tx, { runIds, key, kind, fate });
  });
}

function itemOf(cleanUpId: Id<'cleanUp'>, item: PlannedItem, outcome: 'planned' | 'kept', message: string | null, settledAt: Date | null) {
  const { key, kind, environmentId, database, schema, identifier } = item;
  return { cleanUpId, key, kind, environmentId, database, schema, identifier, outcome, message, settledAt };
}

/** Runs of the subject that may still write, also those that have written nothing yet. */
async function runsUnderWay(host: Host, found: CleanUp): Promise<Id<'run'>[]> {
  const filter = { accountId: found.accountId, projectIds: [found.projectId], states: ['queued', 'starting', 'running'] as const };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: false }, limit: 1000, offset: 0 });
  return runs.filter((run) => run.plan.jobType === 'ci' && belongsTo(run, found.subject)).map(({ id }) => id);
}

function belongsTo(run: Run, subject: CleanUpSubject): boolean {
  switch (subject.kind) {
    case 'pull_request':
      return scopeOf(run) === pullRequestScope(subject.pullRequest);
    case 'job':
      return run.jobId === subject.jobId;
    case 'environment':
      return run.environmentId === subject.environmentId;
    case 'runs':
      return subject.runIds.includes(run.id);
  }
}

async function again(host: Host, found: CleanUp, change: { message: string; attempts: number }, seconds: number): Promise<void> {
  await host.database.transaction(async (tx) => {
    await updateCleanUp(tx, found.id, { state: 'queued', ...change });
    await host.queue.send(tx, cleanUpQueue, { cleanUpId: found.id }, { startAfterSeconds: seconds });
  });
  tell(host, found);
}

async function end(host: Host, found: CleanUp, state: 'succeeded' | 'failed', message: string | null): Promise<void> {
  const { accountId, projectId, id: cleanUpId } = found;
  await host.database.transaction(async (tx) => {
    await updateCleanUp(tx, cleanUpId, { state, message, attempts: found.attempts + 1, finishedAt: host.clock.now() });
    await host.outbox.announce(tx, cleanUpEnded, { accountId, projectId, cleanUpId });
  });
  tell(host, found);
}

/** To open pages. */
function tell(host: Host, { accountId, projectId, id: cleanUpId }: CleanUp): void {
  host.signals.send(`account:${accountId}`, { kind: 'clean_up.changed', projectId, cleanUpId });
}
