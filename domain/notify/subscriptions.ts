/** Makes, changes, deletes and finds webhook subscriptions. */
import { randomBytes } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listJobsOfRuns } from '../jobs/list-jobs.ts';
import type { Job } from '../jobs/model.ts';
import { checkContent, type Subscription, type SubscriptionContent } from './model.ts';
import { makePublicId } from './public-id.ts';
import { insertSubscription, selectSubscription, selectSubscriptions, updateSubscription } from './store.ts';

/**
 * The secret is in the answer and nowhere else in the clear: it signs every delivery.
 * Faults: invalid `webhook.invalid`, `webhook.url_invalid`; not_found `job.not_found`.
 */
export async function createSubscription(
  host: Host,
  accountId: Id<'account'>,
  content: SubscriptionContent,
  createdBy: string,
): Promise<{ readonly subscription: Subscription; readonly secret: string }> {
  checkContent(content);
  await getJobsNamed(host, accountId, content.jobIds);
  const secret = randomBytes(32).toString('hex');
  const publicId = makePublicId('wsu');
  const sealedSecret = host.secretBox.seal(secret, secretPurpose(publicId));
  const subscription = await host.database.transaction((tx) =>
    insertSubscription(tx, { ...content, publicId, accountId, sealedSecret, createdBy, at: host.clock.now() }),
  );
  return { subscription, secret };
}

/** What is left out stays as it is. Faults as `createSubscription`, and not_found `webhook.not_found`. */
export async function changeSubscription(
  host: Host,
  accountId: Id<'account'>,
  publicId: string,
  change: Partial<SubscriptionContent>,
): Promise<Subscription> {
  const before = await getSubscription(host, accountId, publicId);
  checkContent({ ...before, ...change });
  if (change.jobIds) await getJobsNamed(host, accountId, change.jobIds);
  await host.database.transaction((tx) => updateSubscription(tx, before.id, { ...change, updatedAt: host.clock.now() }));
  return getSubscription(host, accountId, publicId);
}

/** What was still to be sent is not. Faults: not_found `webhook.not_found`. */
export async function deleteSubscription(host: Host, accountId: Id<'account'>, publicId: string): Promise<Subscription> {
  const subscription = await getSubscription(host, accountId, publicId);
  await host.database.transaction((tx) => updateSubscription(tx, subscription.id, { deletedAt: host.clock.now() }));
  return subscription;
}

export async function getSubscription(host: Host, accountId: Id<'account'>, publicId: string): Promise<Subscription> {
  const subscription = await selectSubscription(host.database.db, accountId, publicId);
  if (!subscription) throw webhookNotFound(publicId);
  return subscription;
}

/** Null: there is none, or it was deleted. */
export function findSubscription(host: Host, accountId: Id<'account'>, publicId: string): Promise<Subscription | null> {
  return selectSubscription(host.database.db, accountId, publicId);
}

/** In the order in which they were made. */
export function listSubscriptions(host: Host, accountId: Id<'account'>): Promise<Subscription[]> {
  return selectSubscriptions(host.database.db, accountId);
}

/** Deleted ones too: their runs may still end. Fault: not_found `job.not_found`, also for a job of another account. */
export async function getJobsNamed(host: Host, accountId: Id<'account'>, jobIds: readonly Id<'job'>[]): Promise<Job[]> {
  if (jobIds.length === 0) return [];
  const jobs = await listJobsOfRuns(host, accountId, jobIds);
  const missing = jobIds.find((jobId) => !jobs.some(({ id }) => id === jobId));
  if (missing !== undefined) throw jobNotFound(missing);
  return jobs;
}

/** For a job of another account, or of a project that one may not see, too. */
export function jobNotFound(jobId: Id<'job'>): Fault {
  return new Fault('not_found', 'job.not_found', `There is no job ${jobId} in this account.`);
}

export function secretPurpose(publicId: string): string {
  return `webhook:${publicId}`;
}

export function webhookNotFound(publicId: string): Fault {
  return new Fault('not_found', 'webhook.not_found', `There is no webhook ${publicId} in this account.`);
}
