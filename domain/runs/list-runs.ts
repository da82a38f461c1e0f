/** Questions about runs. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { runNotFound } from './cancel-run.ts';
import type { Run } from './model.ts';
import type { Step } from './plan-steps.ts';
import type { RunNode } from './run-node.ts';
import { selectNodes, selectRunIdOfInvocation, selectSteps } from './step-store.ts';
import { selectLatestRunIds, selectRecordings, selectRetriesOf, selectRun } from './store.ts';
import {
  countRuns,
  type Neighbours,
  type RunFilter,
  type RunOrder,
  selectNeighbours,
  selectRuns,
  selectRunsBehind,
} from './store-lists.ts';

/** Faults: not_found `run.not_found`. */
export async function getRun(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<Run> {
  const run = await selectRun(host.database.db, accountId, runId);
  if (!run) throw runNotFound(runId);
  return run;
}

/** `total` counts all that the filter lets through; runs without the time that they are ordered by come last, in both directions. */
export async function listRuns(
  host: Host,
  filter: RunFilter,
  view: { readonly order: RunOrder; readonly limit: number; readonly offset: number },
): Promise<{ readonly runs: readonly Run[]; readonly total: number }> {
  const { db } = host.database;
  const [runs, total] = await Promise.all([selectRuns(db, filter, view.order, view), countRuns(db, filter)]);
  return { runs, total };
}

/** In order of id; those that are not of the account are left out. */
export function listRunsById(host: Host, accountId: Id<'account'>, ids: readonly Id<'run'>[]): Promise<Run[]> {
  return selectRuns(host.database.db, { accountId, ids }, { by: 'id', isDescending: false }, { limit: ids.length, offset: 0 });
}

/** Runs that took these up where they failed, oldest first. */
export function listRetries(host: Host, runIds: readonly Id<'run'>[]): Promise<Run[]> {
  return selectRetriesOf(host.database.db, runIds);
}

/** The newest run that was asked for, finished or not (or only of these states); null: there was none. */
export async function lastRunOf(
  host: Host,
  accountId: Id<'account'>,
  of: { readonly jobId: Id<'job'> } | { readonly environmentId: Id<'environment'> },
  states?: RunFilter['states'],
): Promise<Run | null> {
  const filter = { accountId, ...of, ...(states ? { states } : {}) };
  const [run] = await selectRuns(host.database.db, filter, { by: 'id', isDescending: true }, { limit: 1, offset: 0 });
  return run ?? null;
}

/** The newest run of each of the jobs. */
export async function listLatestRuns(host: Host, accountId: Id<'account'>, jobIds: readonly Id<'job'>[]): Promise<readonly Run[]> {
  const { db } = host.database;
  const found = [...(await selectLatestRunIds(db, jobIds)).values()].filter((id) => id !== null);
  if (found.length === 0) return [];
  return selectRuns(db, { accountId, ids: found }, { by: 'id', isDescending: false }, { limit: found.length, offset: 0 });
}

/** What made each run, as it named itself (`RunRequest.madeBy`); runs that nothing named are left out. */
export async function listMakers(host: Host, runIds: readonly Id<'run'>[]): Promise<ReadonlyMap<Id<'run'>, string>> {
  const found = runIds.length === 0 ? [] : await selectRecordings(host.database.db, { runIds });
  return new Map(found.map(({ runId, recordedFrom }) => [runId, recordedFrom]));
}

/** Runs that were made by what named itself so. */
export async function listMadeBy(host: Host, names: readonly string[]): Promise<Id<'run'>[]> {
  const found = names.length === 0 ? [] : await selectRecordings(host.database.db, { recordedFrom: names });
  return found.map(({ runId }) => runId);
}

/** Queued because of this one, oldest first. */
export function listRunsBehind(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<Run[]> {
  return selectRunsBehind(host.database.db, accountId, runId);
}

/** Its job's runs next to it; null: it is the first, or the last. */
export function listNeighbours(host: Host, run: Pick<Run, 'id' | 'jobId'>): Promise<Neighbours> {
  return selectNeighbours(host.database.db, run);
}

/** The run that brought these artifacts, uploaded or Weft's own; null: none tells of them yet. */
export async function findRunOfInvocation(host: Host, accountId: Id<'account'>, invocationId: Id<'invocation'>): Promise<Run | null> {
  const runId = await selectRunIdOfInvocation(host.database.db, invocationId);
  return runId === null ? null : selectRun(host.database.db, accountId, runId);
}

/** Of all the runs, in order of run and index. All steps are known as soon as the run starts. */
export function listSteps(host: Host, runIds: readonly Id<'run'>[]): Promise<Step[]> {
  return selectSteps(host.database.db, runIds);
}

/** In the order of the steps and, in a step, of dbt's own count; all of the run, or only these. */
export function listRunNodes(host: Host, runId: Id<'run'>, uniqueIds?: readonly string[]): Promise<RunNode[]> {
  return selectNodes(host.database.db, runId, uniqueIds);
}
