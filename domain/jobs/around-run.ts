/** The runs around a run: which it started, which wait for it, and its job's runs before and after it. What started it is told with its retries. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRun, listMadeBy, listNeighbours, listRunsBehind, listRunsById } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { selectJobsAfter } from './store.ts';

export interface RunsAround {
  /** By its end. */
  readonly started: readonly Run[];
  /** In the queue because of this one. */
  readonly behind: readonly Run[];
  readonly older: Id<'run'> | null;
  readonly newer: Id<'run'> | null;
}

/** Faults: not_found `run.not_found`. */
export async function findRunsAround(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<RunsAround> {
  const run = await getRun(host, accountId, runId);
  const [jobsAfter, behind, { older, newer }] = await Promise.all([
    selectJobsAfter(host.database.db, accountId, run.jobId),
    listRunsBehind(host, accountId, runId),
    listNeighbours(host, run),
  ]);
  const startedIds = await listMadeBy(
    host,
    jobsAfter.map((job) => `completion:${runId}:${job.id}`),
  );
  return {
    started: startedIds.length === 0 ? [] : await listRunsById(host, accountId, startedIds),
    ...{ behind, older, newer },
  };
}
