/** What is known of environments in memory, so that an upload that repeats most of the last one asks the database for the rest only. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { decodeEntryIds } from './entry-ids.ts';
import { EntryList } from './entry-list.ts';
import { selectEntryIdentities, selectStateVersion } from './store-entries.ts';
import { selectDefinition } from './store-invocations.ts';

/** Together, over all environments; about 170 bytes each. */
const entriesMax = 400_000;

type Known = Map<Id<'environment'>, EntryList>;

/** By database: what one knows is nothing to another. */
const knownIn = new WeakMap<Host['database'], Known>();

/** The list of the environment's last upload that this process received, or of its definition; null: it has none. */
export async function findKnownState(host: Host, environmentId: Id<'environment'>): Promise<EntryList | null> {
  const known = knownIn.get(host.database)?.get(environmentId);
  if (known) return known;
  const loaded = await loadDefinition(host, environmentId);
  if (loaded) rememberState(host, environmentId, loaded);
  return loaded;
}

/** Only lists whose entries are all durable: the next upload relies on them unseen. */
export function rememberState(host: Host, environmentId: Id<'environment'>, list: EntryList): void {
  const known: Known = knownIn.get(host.database) ?? new Map();
  knownIn.set(host.database, known);
  known.delete(environmentId);
  known.set(environmentId, list);
  let entries = [...known.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [oldest, { size }] of known) {
    if (entries <= entriesMax || known.size === 1) return;
    known.delete(oldest);
    entries -= size;
  }
}

async function loadDefinition(host: Host, environmentId: Id<'environment'>): Promise<EntryList | null> {
  const { db } = host.database;
  const definition = await selectDefinition(db, environmentId);
  const version = definition ? await selectStateVersion(db, definition.versionId) : null;
  if (!version) return null;
  const list = new EntryList();
  for (const { id, section, key, hash } of await selectEntryIdentities(db, decodeEntryIds(version.entryIds))) {
    list.setId(list.place(section, key, hash), id);
  }
  return list;
}
