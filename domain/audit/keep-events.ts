/** For how long events are kept: a number of days an account, and the chore that holds it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { deleteExpiredEvents, selectRetention, upsertRetention } from './store.ts';

export const retentionDaysDefault = 365;
const daysMax = 3650;
const batch = 5_000;

export async function getRetentionDays(host: Host, accountId: Id<'account'>): Promise<number> {
  return (await selectRetention(host.database.db, accountId)) ?? retentionDaysDefault;
}

/** Faults: invalid `audit_retention.invalid`. */
export async function changeRetention(host: Host, accountId: Id<'account'>, days: number): Promise<number> {
  if (!Number.isInteger(days) || days < 1 || days > daysMax)
    throw new Fault('invalid', 'audit_retention.invalid', `The audit log is kept for 1 to ${daysMax} days, not ${days}.`);
  await host.database.transaction((tx) => upsertRetention(tx, accountId, days, host.clock.now()));
  return days;
}

/** Answers how many events were old enough to go. In batches, so that nobody waits for a long transaction. */
export async function dropExpiredEvents(host: Host): Promise<number> {
  for (let total = 0; ; ) {
    const count = await host.database.transaction((tx) => deleteExpiredEvents(tx, host.clock.now(), retentionDaysDefault, batch));
    total += count;
    if (count < batch) return total;
  }
}
