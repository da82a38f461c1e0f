/** How many runs accounts may have under way at once. */
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import { selectRunSlots } from './store.ts';

/** Of the accounts that have a limit; CI and uploads do not count against it. */
export function listRunSlots(tx: Tx): Promise<ReadonlyMap<Id<'account'>, number>> {
  return selectRunSlots(tx);
}
