/** Questions about what CI runs made in warehouses, and the word on what became of it. */
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { CreatedRelation, RelationFate, RelationKind } from './created-relation.ts';
import {
  copySchemaRecord,
  type Leaver,
  type RelationFilter,
  selectLeavers,
  selectOtherUsers,
  selectRelations,
  settleRelations,
} from './relation-store.ts';

/** In the order in which they were begun. */
export function listRelations(host: Host, filter: RelationFilter): Promise<CreatedRelation[]> {
  return selectRelations(host.database.db, filter);
}

/** What runs other than these made under the same keys and nobody has cleaned up. */
export function listOtherUsers(
  host: Host,
  filter: { readonly accountId: Id<'account'>; readonly keys: readonly string[]; readonly exceptRunIds: readonly Id<'run'>[] },
): Promise<CreatedRelation[]> {
  return selectOtherUsers(host.database.db, filter);
}

export function settleCreated(
  host: Host,
  tx: Tx,
  fate: { readonly runIds: readonly Id<'run'>[]; readonly key: string; readonly kind: RelationKind; readonly fate: RelationFate },
): Promise<void> {
  return settleRelations(tx, { ...fate, at: host.clock.now() });
}

/** The record of a schema goes to a run that still uses it: its clean-up drops the schema. */
export function handOver(
  tx: Tx,
  given: { readonly runIds: readonly Id<'run'>[]; readonly key: string; readonly heir: CreatedRelation },
): Promise<void> {
  return copySchemaRecord(tx, given);
}

/** Runs of which something may still lie in a warehouse. */
export function listLeavers(host: Host): Promise<Leaver[]> {
  return selectLeavers(host.database.db);
}
