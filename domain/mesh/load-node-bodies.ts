/** Keeps what was read of nodes' bodies while one advice is made, so that each is read once. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listAppliedCatalog } from '../ingest/list-results.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import type { ProjectNode } from './project-graph.ts';
import type { ModelColumns } from './propose-contracts.ts';
import type { WrittenRef } from './propose-refs.ts';
import { fileOfPatch, parseBody, readColumns, readWrittenRefs } from './read-node-body.ts';
import { recallBodyFields } from './recall-body-fields.ts';

/** To ask for a node whose body was not loaded is an error: silence would be a wrong answer. */
export interface NodeBodies {
  /** Those not loaded before. */
  load(nodes: readonly ProjectNode[]): Promise<void>;
  /** Enough for `patchFileOf`, and far quicker. */
  loadPatchFiles(models: readonly ProjectNode[]): Promise<void>;
  patchFileOf(node: ProjectNode): string | null;
  columnsOf(node: ProjectNode): ModelColumns;
  writtenRefsOf(node: ProjectNode): readonly WrittenRef[];
}

export async function openNodeBodies(
  host: Host,
  environmentId: Id<'environment'>,
  entryIdOf: ReadonlyMap<string, Id<'entry'>>,
): Promise<NodeBodies> {
  const catalogIdOf = new Map((await listAppliedCatalog(host, environmentId)).map(({ uniqueId, entryId }) => [uniqueId, entryId]));
  const patchFiles = new Map<string, string | null>();
  const columns = new Map<string, ModelColumns>();
  const refs = new Map<string, readonly WrittenRef[]>();
  return {
    async load(nodes) {
      const missing = [...new Set(nodes.map(({ uniqueId }) => uniqueId))].filter((uniqueId) => !refs.has(uniqueId));
      const idsOf = (uniqueId: string) => [entryIdOf.get(uniqueId), catalogIdOf.get(uniqueId)];
      const bodies = await readEntryBodies(
        host,
        missing.flatMap(idsOf).filter((id) => id !== undefined),
      );
      for (const uniqueId of missing) {
        const [bytes, catalog] = idsOf(uniqueId).map((id) => (id === undefined ? undefined : bodies.get(id)));
        const body = parseBody(bytes);
        columns.set(uniqueId, readColumns(uniqueId, body, catalog === undefined ? null : parseBody(catalog)));
        refs.set(uniqueId, readWrittenRefs(body));
      }
    },
    async loadPatchFiles(models) {
      const ids = models.flatMap(({ uniqueId }) => entryIdOf.get(uniqueId) ?? []);
      const paths = await recallBodyFields(host, 'patch_path', ids);
      for (const { uniqueId } of models) {
        const id = entryIdOf.get(uniqueId);
        patchFiles.set(uniqueId, fileOfPatch((id === undefined ? null : paths.get(id)) ?? null));
      }
    },
    patchFileOf: (node) => loadedOf(patchFiles, node),
    columnsOf: (node) => loadedOf(columns, node),
    writtenRefsOf: (node) => loadedOf(refs, node),
  };
}

function loadedOf<Detail>(details: ReadonlyMap<string, Detail>, { uniqueId }: ProjectNode): Detail {
  const detail = details.get(uniqueId);
  if (detail === undefined) throw new Error(`the body of ${uniqueId} was not loaded`);
  return detail;
}
