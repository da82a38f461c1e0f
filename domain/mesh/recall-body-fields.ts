/** Reads single fields that only the bodies of entries tell, and keeps them: an entry never changes, and the next version of a project has nearly all of them too. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { readTextField } from './read-node-body.ts';

/** Models say `patch_path`, tests `attached_node`; no entry is asked for both. */
export type BodyField = 'patch_path' | 'attached_node';

/** Over all projects together. */
const fieldsMax = 200_000;

const recalledIn = new WeakMap<Host['database'], Map<Id<'entry'>, string | null>>();

export async function recallBodyFields(
  host: Host,
  field: BodyField,
  ids: readonly Id<'entry'>[],
): Promise<ReadonlyMap<Id<'entry'>, string | null>> {
  const recalled = recalledIn.get(host.database) ?? new Map<Id<'entry'>, string | null>();
  recalledIn.set(host.database, recalled);
  const missing = ids.filter((id) => !recalled.has(id));
  if (recalled.size + missing.length > fieldsMax) recalled.clear();
  const bodies = await readEntryBodies(
    host,
    ids.filter((id) => !recalled.has(id)),
  );
  const found = new Map<Id<'entry'>, string | null>();
  for (const id of ids) {
    const known = recalled.get(id);
    const value = known === undefined ? readTextField(bodies.get(id), field) : known;
    recalled.set(id, value);
    found.set(id, value);
  }
  return found;
}
