/** What differs between two versions of a project's state: two lists of ids are compared, and only what differs is looked at. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { entryIdsOf, getStateVersion } from './list-entries.ts';
import { type Entry, loadEntries } from './recall-entries.ts';
import { selectEntryIdentities } from './store-entries.ts';

export interface VersionDifference {
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
  readonly changed: readonly { readonly before: Entry; readonly after: Entry }[];
}

/** Each list in the order of its version; what changed, in that of the newer one. Fault not_found `state_version.not_found`. */
export async function diffVersions(host: Host, before: Id<'stateVersion'>, after: Id<'stateVersion'>): Promise<VersionDifference> {
  const [one, other] = await Promise.all([getStateVersion(host, before), getStateVersion(host, after)]);
  const [beforeIds, afterIds] = [entryIdsOf(one), entryIdsOf(other)];
  const [goneIds, comeIds] = [without(beforeIds, afterIds), without(afterIds, beforeIds)];
  const [gone, come] = await Promise.all([identify(host, goneIds), identify(host, comeIds)]);
  const entries = await loadEntries(host, Float64Array.from([goneIds, comeIds].flatMap((ids) => [...ids])), null);
  const entryOf = (id: number | undefined) => (id === undefined ? undefined : entries.get(id));
  const added: Entry[] = [];
  const removed: Entry[] = [];
  const changed: { before: Entry; after: Entry }[] = [];
  for (const [name, { id, hash }] of come) {
    const was = gone.get(name);
    const [entry, previous] = [entryOf(id), entryOf(was?.id)];
    // The same content may be there under two ids: two uploads at once both brought it.
    if (!entry || was?.hash === hash) continue;
    if (previous) changed.push({ before: previous, after: entry });
    else added.push(entry);
  }
  for (const [name, { id }] of gone) {
    const entry = entryOf(id);
    if (entry && !come.has(name)) removed.push(entry);
  }
  return { added, removed, changed };
}

function without(ids: Float64Array, others: Float64Array): Float64Array {
  const known = new Set(others);
  return ids.filter((id) => !known.has(id));
}

/** By section and key, in the order of the ids. */
async function identify(host: Host, ids: Float64Array): Promise<Map<string, { id: number; hash: string }>> {
  const identities = new Map((await selectEntryIdentities(host.database.db, ids)).map((each) => [each.id, each]));
  const named = new Map<string, { id: number; hash: string }>();
  for (const id of ids) {
    const found = identities.get(id);
    if (found) named.set(`${found.section} ${found.key}`, found);
  }
  return named;
}
