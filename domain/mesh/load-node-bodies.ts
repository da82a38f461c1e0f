/** Keeps what was read of nodes' bodies while one advice is made, so that each is read once. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listAppliedCatalog } from '../ingest/list-results.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import type { ProjectNode } from './project-graph.ts';
import type { ModelColumns } from './propose-contracts.ts';
import type { WrittenRef } from './propose-refs.ts';
import { parseBody, readColumns, readPatchFile, readWrittenRefs } from './read-node-body.ts';

/** An error to ask for a node that was not loaded: its answer would be silently wrong. */
export interface NodeBodies {
  /** Those that were not loaded before. */
  load(nodes: readonly ProjectNode[]): Promise<void>;
  patchFileOf(node: ProjectNode): string | null;
  columnsOf(node: ProjectNode): ModelColumns;
  writtenRefsOf(node: ProjectNode): readonly WrittenRef[];
}

interface Details {
  readonly patchFile: string | null;
  readonly columns: ModelColumns;
  readonly refs: readonly WrittenRef[];
}

export async function openNodeBodies(
  host: Host,
  environmentId: Id<'environment'>,
  entryIdOf: ReadonlyMap<string, Id<'entry'>>,
): Promise<NodeBodies> {
  const catalogIdOf = new Map((await listAppliedCatalog(host, environmentId)).map(({ uniqueId, entryId }) => [uniqueId, entryId]));
  const loaded = new Map<string, Details>();
  const detailsOf = ({ uniqueId }: ProjectNode): Details => {
    const details = loaded.get(uniqueId);
    if (!details) throw new Error(`the body of ${uniqueId} was not loaded`);
    return details;
  };
  return {
    async load(nodes) {
      const missing = [...new Set(nodes.map(({ uniqueId }) => uniqueId))].filter((uniqueId) => !loaded.has(uniqueId));
      const ids = missing.flatMap((uniqueId) => [entryIdOf.get(uniqueId) ?? [], catalogIdOf.get(uniqueId) ?? []].flat());
      const bodies = await readEntryBodies(host, ids);
      const bodyOf = (id: Id<'entry'> | undefined) => parseBody(id === undefined ? undefined : bodies.get(id));
      for (const uniqueId of missing) {
        const body = bodyOf(entryIdOf.get(uniqueId));
        const catalogId = catalogIdOf.get(uniqueId);
        loaded.set(uniqueId, {
          patchFile: readPatchFile(body),
          columns: readColumns(uniqueId, body, catalogId === undefined ? null : bodyOf(catalogId)),
          refs: readWrittenRefs(body),
        });
      }
    },
    patchFileOf: (node) => detailsOf(node).patchFile,
    columnsOf: (node) => detailsOf(node).columns,
    writtenRefsOf: (node) => detailsOf(node).refs,
  };
}
