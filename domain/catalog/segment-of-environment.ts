/** Builds and keeps the search index of one environment's state: made once a version, beside everything else. */
import { setImmediate } from 'node:timers/promises';
import type { Id } from '@weft/base/id';
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import type { Host } from '@weft/host/host';
import type { GraphEnvironment } from './account-graph.ts';
import { type SearchSegment, type SearchTexts, SegmentBuilder } from './search-segment.ts';
import type { StateNode } from './state-nodes.ts';
import { selectCodes, selectDocuments } from './store-documents.ts';

/** Numbered as the environment's nodes. */
const keptIn = new WeakMap<Host['database'], Map<Id<'stateVersion'>, Promise<SearchSegment>>>();
const segmentsMax = 200;
/** Some tens of milliseconds, after which others have their turn. */
const nodesAtOnce = 300;

export function openSegment(host: Host, environment: GraphEnvironment): Promise<SearchSegment> {
  const segments = keptIn.get(host.database) ?? new Map<Id<'stateVersion'>, Promise<SearchSegment>>();
  keptIn.set(host.database, segments);
  const { versionId } = environment;
  const kept = segments.get(versionId) ?? build(host, environment);
  // The one asked for last is the last to go.
  segments.delete(versionId);
  segments.set(versionId, kept);
  kept.catch(() => segments.delete(versionId));
  for (const oldest of segments.keys()) {
    if (segments.size <= segmentsMax) break;
    segments.delete(oldest);
  }
  return kept;
}

async function build(host: Host, environment: GraphEnvironment): Promise<SearchSegment> {
  const builder = new SegmentBuilder();
  for (let at = 0; at < environment.nodes.length; at += nodesAtOnce) {
    const nodes = environment.nodes.slice(at, at + nodesAtOnce);
    const ids = nodes.map(({ entryId }) => entryId);
    const [documents, codes] = await Promise.all([selectDocuments(host.database.db, ids), selectCodes(host.database.db, ids)]);
    const byEntry = new Map(documents);
    for (const node of nodes) {
      const document = isSearched(node, environment) ? byEntry.get(node.entryId) : undefined;
      builder.add(document ? textsOf(document, codes.get(node.entryId) ?? null) : nothing);
    }
    await setImmediate();
  }
  return builder.finish();
}

/** Macros of packages are in every project, dbt's own a thousand times; a foreign model is found where it belongs. */
function isSearched(node: StateNode, { dbtProjectName }: GraphEnvironment): boolean {
  if (node.isExternal) return false;
  return node.resourceType !== 'macro' || node.packageName === dbtProjectName;
}

const nothing: SearchTexts = { name: [], column: [], tag: [], owner: [], description: [], path: [], code: [] };

function textsOf(document: NodeDocument, code: string | null): SearchTexts {
  const { name, label, sourceName, columns, tags, owner, group, description, originalFilePath } = document;
  // Tests are many, and made of the words of what they test.
  if (document.resourceType === 'test') return { ...nothing, name: [name], tag: tags };
  return {
    name: [name, ...filled(label), ...filled(sourceName)],
    column: columns.map((column) => column.name),
    tag: [...tags, ...columns.flatMap((column) => column.tags)],
    owner: [...filled(owner?.name), ...filled(owner?.email), ...filled(group)],
    description: [description, ...columns.map((column) => column.description)],
    path: [originalFilePath],
    code: filled(code),
  };
}

function filled(text: string | null | undefined): readonly string[] {
  return text == null || text === '' ? [] : [text];
}
