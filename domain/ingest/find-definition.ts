/** What an environment's newest manifest says it is. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { type Definition, selectDefinition } from './store-invocations.ts';

/** null: no manifest was accepted there yet. */
export function findDefinition(host: Host, environmentId: Id<'environment'>): Promise<Definition | null> {
  return selectDefinition(host.database.db, environmentId);
}
