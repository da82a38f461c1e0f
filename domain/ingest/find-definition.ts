/** What an environment's newest manifest says it is. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { type Definition, type Standing, selectDefinition, selectStandings } from './store-invocations.ts';

/** null: no manifest was accepted there yet. */
export function findDefinition(host: Host, environmentId: Id<'environment'>): Promise<Definition | null> {
  return selectDefinition(host.database.db, environmentId);
}

/** Which environments have a definition, and what would have to be read anew: cheap enough to ask before every question that is answered from memory. */
export function listStandings(host: Host, environmentIds: readonly Id<'environment'>[]): Promise<Standing[]> {
  return selectStandings(host.database.db, environmentIds);
}
