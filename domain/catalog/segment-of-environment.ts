/** Builds and keeps the search index of one environment's state: made once a version, beside everything else. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { GraphEnvironment } from './account-graph.ts';
import { type SearchSegment, SegmentBuilder } from './search-segment.ts';
import { wordsOf } from './search-words.ts';
import type { StateNode } from './state-nodes.ts';
import { selectCodes, selectDocuments, selectWords, updateWords } from './store-documents.ts';

/** Numbered as the environment's nodes. */
const keptIn = new WeakMap<Host['database'], Map<Id<'stateVersion'>, Promise<SearchSegment>>>();
const segmentsMax = 200;
/** Some milliseconds, after which others have their turn. */
const nodesAtOnce = 1_500;
/** Of documents that have no words yet: each is parsed. */
const documentsAtOnce = 300;

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
  // An id that no entry has: what is not searched is numbered all the same.
  const ids = environment.nodes.map((node) => (isSearched(node, environment) ? node.entryId : 0));
  const read = (at: number) => (at < ids.length ? readWords(host, ids.slice(at, at + nodesAtOnce)) : null);
  let next = read(0);
  for (let at = 0; at < ids.length; at += nodesAtOnce) {
    const lines = await next;
    next = read(at + nodesAtOnce);
    // It is waited for in the next round; if this one fails it must not be an unhandled rejection.
    next?.catch(() => {});
    if (lines !== null) builder.add(Buffer.from(lines));
  }
  return builder.finish();
}

/** A line each. */
async function readWords(host: Host, ids: readonly number[]): Promise<string> {
  const { db } = host.database;
  const found = await selectWords(db, ids);
  if (found.withoutWords.length === 0) return found.lines;
  for (let at = 0; at < found.withoutWords.length; at += documentsAtOnce) {
    const some = found.withoutWords.slice(at, at + documentsAtOnce);
    const [documents, codes] = await Promise.all([selectDocuments(db, some), selectCodes(db, some)]);
    await updateWords(
      db,
      documents.map(([entryId, document]) => ({ entryId, words: wordsOf(document, codes.get(entryId) ?? null) })),
    );
  }
  return (await selectWords(db, ids)).lines;
}

/** Macros of packages are in every project, dbt's own a thousand times; a foreign model is found where it belongs. */
function isSearched(node: StateNode, { dbtProjectName }: GraphEnvironment): boolean {
  if (node.isExternal) return false;
  return node.resourceType !== 'macro' || node.packageName === dbtProjectName;
}
