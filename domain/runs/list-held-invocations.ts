/** The invocations whose states runs still need: of those that are not over, and of each job's newest success, which others defer to. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { selectHeldInvocations } from './store-held.ts';

export function listHeldInvocations(host: Host, accountId: Id<'account'>): Promise<Id<'invocation'>[]> {
  return selectHeldInvocations(host.database.db, accountId);
}
