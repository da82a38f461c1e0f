/** Who may see or set which notification: their own, and those about jobs of projects in which they hold the right. */
import type { Id } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { may, require, seesProject } from '@weft/domain/access/model';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import type { Notification } from '@weft/domain/notify/notification-model';
import { jobsOf, listNotifications, notificationNotFound } from '@weft/domain/notify/notifications';
import { getJobsNamed, jobNotFound } from '@weft/domain/notify/subscriptions';
import type { Host } from '@weft/host/host';

export async function readableNotifications(
  host: Host,
  caller: Caller,
  accountId: Id<'account'>,
  withDeleted = false,
): Promise<Notification[]> {
  const all = await listNotifications(host, accountId, withDeleted);
  const projectOf = new Map((await listJobsOfRuns(host, accountId, all.flatMap(jobsOf))).map((job) => [job.id, job.projectId]));
  const reads = (jobId: Id<'job'> | null) => {
    const projectId = jobId === null ? null : (projectOf.get(jobId) ?? null);
    return may(caller, 'notifications:read', { accountId, projectId });
  };
  return all.filter((it) => {
    if (it.userId !== null && it.userId === caller.userId) return true;
    const jobs = jobsOf(it);
    return jobs.length === 0 ? reads(null) : jobs.every(reads);
  });
}

/** Faults: not_found `notification.not_found`; forbidden `access.forbidden`. */
export async function getWritable(
  host: Host,
  caller: Caller,
  asked: { readonly accountId: Id<'account'>; readonly notificationId: Id<'notification'> },
): Promise<Notification> {
  const { accountId, notificationId } = asked;
  const found = (await readableNotifications(host, caller, accountId)).find(({ id }) => id === notificationId);
  if (!found) throw notificationNotFound(notificationId);
  await requireJobs(host, caller, accountId, jobsOf(found));
  return found;
}

/** A job that one may not see is not there. */
export async function requireJobs(host: Host, caller: Caller, accountId: Id<'account'>, jobIds: readonly Id<'job'>[]): Promise<void> {
  for (const { id, projectId } of await getJobsNamed(host, accountId, jobIds)) {
    if (!seesProject(caller, { accountId, projectId })) throw jobNotFound(id);
    require(caller, 'notifications:write', { accountId, projectId });
  }
}
