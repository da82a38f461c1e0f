/** Loads entries, and keeps those that the graph of models is made of in memory: the next version of a project has nearly all of them too. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { EntryFacts } from './entry-facts.ts';
import { selectEntries } from './store-entries.ts';

export interface Entry extends EntryFacts {
  readonly id: Id<'entry'>;
  readonly section: string;
  readonly uniqueId: string;
}

/** What publications and lineage walk through. Tests and macros are far more, and seldom asked for. */
export const rememberedTypes: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);

/** Ids over all projects together, those of entries of other types too, which cost little. */
const idsMax = 600_000;

/** By id; null: of another type. An entry never changes, so it is never wrong. */
export type Recalled = Map<number, Entry | null>;

const recalledIn = new WeakMap<Host['database'], Map<Id<'project'>, Recalled>>();

/** Those of the remembered types among the ids. */
export async function recallEntries(host: Host, projectId: Id<'project'>, ids: Float64Array): Promise<ReadonlyMap<number, Entry | null>> {
  const recalled = touch(host, projectId);
  const missing = ids.filter((id) => !recalled.has(id));
  if (missing.length > 0) {
    const loaded = await loadEntries(host, missing, [...rememberedTypes]);
    for (const id of missing) recalled.set(id, loaded.get(id) ?? null);
  }
  forget(host, recalled, ids);
  return recalled;
}

/** What was just written need not be read again. */
export function rememberEntries(host: Host, projectId: Id<'project'>, written: Recalled): void {
  const recalled = touch(host, projectId);
  for (const [id, entry] of written) recalled.set(id, entry);
}

export async function loadEntries(
  host: Host,
  ids: Float64Array,
  resourceTypes: readonly string[] | null,
  isSkippingOwnTests = false,
): Promise<ReadonlyMap<number, Entry>> {
  const rows = await selectEntries(host.database.db, ids, resourceTypes, isSkippingOwnTests);
  return new Map(rows.map(({ key, ...row }) => [row.id, { ...row, uniqueId: key }]));
}

/** The project becomes the one used last. */
function touch(host: Host, projectId: Id<'project'>): Recalled {
  const projects = recalledIn.get(host.database) ?? new Map<Id<'project'>, Recalled>();
  recalledIn.set(host.database, projects);
  const recalled: Recalled = projects.get(projectId) ?? new Map();
  projects.delete(projectId);
  projects.set(projectId, recalled);
  return recalled;
}

/** Projects used longest ago go first; one that has gathered several versions' worth begins anew with the newest. */
function forget(host: Host, current: Recalled, ids: Float64Array): void {
  if (current.size > 2 * ids.length + 10_000) {
    const kept = new Set(ids);
    for (const id of current.keys()) if (!kept.has(id)) current.delete(id);
  }
  const projects = recalledIn.get(host.database) ?? new Map<Id<'project'>, Recalled>();
  let count = [...projects.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [oldest, recalled] of projects) {
    if (count <= idsMax || recalled === current) return;
    projects.delete(oldest);
    count -= recalled.size;
  }
}
