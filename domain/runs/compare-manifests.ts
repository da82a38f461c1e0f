/** Compares the manifest that a run was given with the one that its dbt has parsed, as files. */
import { createReadStream } from 'node:fs';
import { compareStates, differingIds, type StateDifference } from '@weft/dbt/state/compare-states';
import type { CompareOptions } from '@weft/dbt/state/compared-fields';
import { keepsDiffering, type ReadState, readEntries, readState } from '@weft/dbt/state/read-state';

export interface ComparedManifests extends StateDifference {
  readonly before: ReadState;
  readonly after: ReadState;
}

/** Begun before dbt has parsed, since it takes a second for thousands of models. */
export function readBefore(file: string, options: CompareOptions): Promise<ReadState> {
  return readState(createReadStream(file, { highWaterMark: 1 << 20 }), { ...options, wantsNodes: false, keeps: () => false });
}

export async function compareManifests(
  files: { readonly before: string; readonly after: string },
  before: ReadState,
  options: CompareOptions,
): Promise<ComparedManifests> {
  const after = await readState(createReadStream(files.after, { highWaterMark: 1 << 20 }), {
    ...options,
    wantsNodes: true,
    keeps: keepsDiffering(before.index),
  });
  const differing = new Set(differingIds(before.index, after.index).filter((id) => after.entries.has(id)));
  // Most runs change a few nodes: the file is read again for their old entries rather than all entries kept.
  const bytes = () => createReadStream(files.before, { highWaterMark: 1 << 20 });
  const old = differing.size === 0 ? new Map<string, unknown>() : await readEntries(bytes(), differing);
  const difference = compareStates({
    ...{ before: before.index, after: after.index, entriesBefore: old, entriesAfter: after.entries, options },
    versions: { before: before.dbtVersion, after: after.dbtVersion },
  });
  return { ...difference, before, after };
}
