/** What a state version consists of: facts of its entries, without their bodies. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { asId } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { decodeEntryIds } from './entry-ids.ts';
import { type Entry, loadEntries, recallEntries, rememberedTypes } from './recall-entries.ts';
import { type StateVersion, selectEntryIdentities, selectStateVersion } from './store-entries.ts';

export interface EntryFilter {
  /** Sections of the manifest; left out: all. */
  readonly sections?: readonly string[];
  /** dbt's own words; left out: all. */
  readonly resourceTypes?: readonly string[];
  /** Leaves out the tests that a properties file writes on one node, which are by far the most entries: they go wherever it goes. */
  readonly isSkippingOwnTests?: boolean;
}

/** In the manifest's order. Fault not_found `state_version.not_found`. */
export async function listEntries(host: Host, versionId: Id<'stateVersion'>, filter: EntryFilter = {}): Promise<Entry[]> {
  const version = await getStateVersion(host, versionId);
  const { resourceTypes } = filter;
  const ids = entryIdsOf(version, filter.sections);
  const entries = resourceTypes?.every((type) => rememberedTypes.has(type))
    ? await recallEntries(host, version.projectId, ids)
    : await loadEntries(host, ids, resourceTypes ?? null, filter.isSkippingOwnTests);
  const found: Entry[] = [];
  for (const id of ids) {
    const entry = entries.get(id);
    if (entry && (resourceTypes === undefined || resourceTypes.includes(entry.resourceType ?? ''))) found.push(entry);
  }
  return found;
}

export async function getStateVersion(host: Host, versionId: Id<'stateVersion'>): Promise<StateVersion> {
  const version = await selectStateVersion(host.database.db, versionId);
  if (!version) throw new Fault('not_found', 'state_version.not_found', `There is no state version ${versionId}.`);
  return version;
}

/** In the manifest's order. */
export function entryIdsOf(version: StateVersion, sections?: readonly string[]): Float64Array {
  const ids = decodeEntryIds(version.entryIds);
  if (sections === undefined) return ids;
  const wanted: number[] = [];
  let from = 0;
  for (const [name, count] of version.sections) {
    if (sections.includes(name)) for (const id of ids.subarray(from, from + count)) wanted.push(id);
    from += count;
  }
  return Float64Array.from(wanted);
}

/** What entries are called in the manifest; in no order. */
export async function listEntryNames(
  host: Host,
  ids: readonly Id<'entry'>[],
): Promise<readonly { readonly id: Id<'entry'>; readonly section: string; readonly key: string }[]> {
  const found = await selectEntryIdentities(host.database.db, Float64Array.from(ids));
  return found.map(({ id, section, key }) => ({ id: asId<'entry'>(id), section, key }));
}
