/** Questions about jobs. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Job } from './model.ts';
import { selectJobs, selectLivingJobs } from './store.ts';

/** Faults: not_found `job.not_found`, also for a deleted one. */
export async function getJob(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<Job> {
  const [job] = await selectJobs(host.database.db, accountId, [jobId]);
  if (!job || job.deletedAt !== null) throw new Fault('not_found', 'job.not_found', `There is no job ${jobId} in this account.`);
  return job;
}

/** In order of their ids; an account has hundreds. */
export function listJobs(
  host: Host,
  accountId: Id<'account'>,
  filter: { readonly projectIds?: readonly Id<'project'>[]; readonly environmentId?: Id<'environment'> } = {},
): Promise<Job[]> {
  return selectLivingJobs(host.database.db, accountId, filter);
}

/** For who shows runs: the jobs that they are of, deleted or not. */
export function listJobsOfRuns(host: Host, accountId: Id<'account'>, jobIds: readonly Id<'job'>[]): Promise<Job[]> {
  return selectJobs(host.database.db, accountId, [...new Set(jobIds)]);
}
