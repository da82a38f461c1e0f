/** Drops states: their versions, and the manifests that were put together from them. Invocations, results and other files stay. */
import { asId, type Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { decodeEntryIds } from './entry-ids.ts';
import {
  deleteUnusedVersions,
  type OldStatesQuestion,
  selectOldStateCounts,
  selectOldStates,
  selectVersionLists,
  updateStatesDropped,
} from './store-old-states.ts';

export interface OldStates {
  readonly states: number;
  /** Of these, how many no other invocation has. */
  readonly versions: number;
  readonly oldest: Date | null;
  readonly newest: Date | null;
}

export function countOldStates(host: Host, question: OldStatesQuestion): Promise<OldStates> {
  return selectOldStateCounts(host.database.db, question);
}

/** The oldest first. */
export function listOldStates(host: Host, question: OldStatesQuestion, limit: number): Promise<Id<'invocation'>[]> {
  return selectOldStates(host.database.db, question, limit);
}

export interface DroppedVersions {
  readonly states: number;
  readonly versions: number;
  /** By project: entries that no version has any more. They stay, with their packs, since an upload at this moment may count on them. */
  readonly held: readonly { readonly projectId: Id<'project'>; readonly entryIds: readonly Id<'entry'>[] }[];
}

/** What has become an environment's definition meanwhile stays. */
export async function dropStates(host: Host, invocationIds: readonly Id<'invocation'>[]): Promise<DroppedVersions> {
  const gone = await host.database.transaction(async (tx) => {
    const updated = await updateStatesDropped(tx, invocationIds);
    return { states: updated.length, versions: await deleteUnusedVersions(tx, updated) };
  });
  const candidates = new Map<Id<'project'>, Set<number>>();
  for (const { projectId, entryIds } of gone.versions) {
    const ids = candidates.get(projectId) ?? new Set<number>();
    candidates.set(projectId, ids);
    for (const id of decodeEntryIds(entryIds)) ids.add(id);
  }
  const held: { projectId: Id<'project'>; entryIds: readonly Id<'entry'>[] }[] = [];
  for (const [projectId, ids] of candidates) {
    for await (const list of selectVersionLists(host.database.db, projectId)) for (const id of decodeEntryIds(list)) ids.delete(id);
    held.push({ projectId, entryIds: [...ids].map((id) => asId<'entry'>(id)) });
  }
  return { states: gone.states, versions: gone.versions.length, held };
}
