/** The invocations that current publications come from. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { selectPublishedInvocations } from './store-published.ts';

/** What made each environment's current publication, and what last confirmed it. */
export function listPublishedInvocations(host: Host, accountId: Id<'account'>): Promise<Id<'invocation'>[]> {
  return selectPublishedInvocations(host.database.db, accountId);
}
