/** Who may see or change which webhook: one that names jobs belongs to the projects of those jobs, any other to the whole account. */
import type { Id } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { may, require, seesProject } from '@weft/domain/access/model';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import type { Subscription } from '@weft/domain/notify/model';
import { getJobsNamed, jobNotFound, listSubscriptions, webhookNotFound } from '@weft/domain/notify/subscriptions';
import type { Host } from '@weft/host/host';

type Deed = 'webhooks:read' | 'webhooks:write';

/** Those that the caller may read, in order. */
export async function readableSubscriptions(host: Host, caller: Caller, accountId: Id<'account'>): Promise<Subscription[]> {
  const all = await listSubscriptions(host, accountId);
  const jobs = await listJobsOfRuns(
    host,
    accountId,
    all.flatMap(({ jobIds }) => jobIds),
  );
  const projectOf = new Map(jobs.map(({ id, projectId }) => [id, projectId]));
  return all.filter(({ jobIds }) =>
    jobIds.length === 0
      ? may(caller, 'webhooks:read', { accountId, projectId: null })
      : jobIds.every((jobId) => may(caller, 'webhooks:read', { accountId, projectId: projectOf.get(jobId) ?? null })),
  );
}

/** Faults: not_found `webhook.not_found`, also for one that the caller may not read; forbidden `access.forbidden`. */
export async function getReachable(
  host: Host,
  caller: Caller,
  deed: Deed,
  asked: { readonly accountId: Id<'account'>; readonly subscriptionId: string },
): Promise<Subscription> {
  const { accountId, subscriptionId } = asked;
  const found = (await readableSubscriptions(host, caller, accountId)).find(({ publicId }) => publicId === subscriptionId);
  if (!found) throw webhookNotFound(subscriptionId);
  if (deed === 'webhooks:write') await requireReach(host, caller, accountId, found.jobIds);
  return found;
}

/** A webhook for all jobs tells of every project, so only who holds the right in all of them may make one. */
export async function requireReach(host: Host, caller: Caller, accountId: Id<'account'>, jobIds: readonly Id<'job'>[]): Promise<void> {
  if (jobIds.length === 0) return require(caller, 'webhooks:write', { accountId, projectId: null });
  for (const { id, projectId } of await getJobsNamed(host, accountId, jobIds)) {
    // A job that one may not see is not there.
    if (!seesProject(caller, { accountId, projectId })) throw jobNotFound(id);
    require(caller, 'webhooks:write', { accountId, projectId });
  }
}
