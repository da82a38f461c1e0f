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

interface Searched {
  readonly entryId: Id<'entry'>;
  readonly node: number;
}

async function build(host: Host, environment: GraphEnvironment): Promise<SearchSegment> {
  const builder = new SegmentBuilder(environment.nodes.length);
  const searched = environment.nodes.flatMap((node, at): Searched[] =>
    isSearched(node, environment) ? [{ entryId: node.entryId, node: at }] : [],
  );
  // As the database has them: what stands together is read together.
  searched.sort((a, b) => a.entryId - b.entryId);
  const read = (at: number) => (at < searched.length ? readWords(host, searched.slice(at, at + nodesAtOnce)) : null);
  let next = read(0);
  for (let at = 0; next !== null; at += nodesAtOnce) {
    const { lines, nodes } = await next;
    next = read(at + nodesAtOnce);
    // It is waited for in the next round; if this one fails it must not be an unhandled rejection.
    next?.catch(() => {});
    builder.add(bytesOf(lines), nodes);
  }
  return builder.finish();
}

interface Words {
  /** One for each of the nodes. */
  readonly lines: string;
  readonly nodes: readonly number[];
}

async function readWords(host: Host, searched: readonly Searched[]): Promise<Words> {
  const { db } = host.database;
  const ids = searched.map(({ entryId }) => entryId);
  let found = await selectWords(db, ids);
  if (found.withoutWords.length > 0) {
    await makeWords(host, found.withoutWords);
    found = await selectWords(db, ids);
  }
  // A document may be gone meanwhile, with the version that it was of.
  const there = found.entryIds.length === ids.length ? null : new Set(found.entryIds);
  return { lines: found.lines, nodes: searched.flatMap(({ entryId, node }) => (there === null || there.has(entryId) ? [node] : [])) };
}

async function makeWords(host: Host, entryIds: readonly Id<'entry'>[]): Promise<void> {
  const { db } = host.database;
  for (let at = 0; at < entryIds.length; at += documentsAtOnce) {
    const some = entryIds.slice(at, at + documentsAtOnce);
    const [documents, codes] = await Promise.all([selectDocuments(db, some), selectCodes(db, some)]);
    await updateWords(
      db,
      documents.map(([entryId, document]) => ({ entryId, words: wordsOf(document, codes.get(entryId) ?? null) })),
    );
  }
}

let room = Buffer.alloc(0);

/** There until the next call: megabytes that live for a moment would keep the collector of garbage busy. */
function bytesOf(lines: string): Buffer {
  const size = Buffer.byteLength(lines);
  if (size > room.length) room = Buffer.allocUnsafe(size);
  return room.subarray(0, room.write(lines));
}

/** Macros of packages are in every project, dbt's own a thousand times; a foreign model is found where it belongs. */
function isSearched(node: StateNode, { dbtProjectName }: GraphEnvironment): boolean {
  if (node.isExternal) return false;
  return node.resourceType !== 'macro' || node.packageName === dbtProjectName;
}
