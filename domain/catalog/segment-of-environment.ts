/** Builds and keeps the search index of one environment's state: made once a version, beside everything else. */
import { asId, type Id } from '@weft/base/id';
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
  readonly entryIds: readonly Id<'entry'>[];
  /** Of each of them, its place among the environment's. */
  readonly nodes: readonly number[];
}

async function build(host: Host, environment: GraphEnvironment): Promise<SearchSegment> {
  const builder = new SegmentBuilder(environment.nodes.length);
  const { entryIds, nodes: all } = listSearched(environment);
  const read = (at: number) =>
    at < all.length ? readWords(host, { entryIds: entryIds.slice(at, at + nodesAtOnce), nodes: all.slice(at, at + nodesAtOnce) }) : null;
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

/** As the database has them: what stands together is read together. */
function listSearched(environment: GraphEnvironment): Searched {
  const { nodes } = environment;
  const places: number[] = [];
  let isAscending = true;
  for (let at = 0, before = 0; at < nodes.length; at++) {
    const node = nodes[at];
    if (!node || !isSearched(node, environment)) continue;
    places.push(at);
    if (node.entryId < before) isAscending = false;
    before = node.entryId;
  }
  const idAt = (at: number) => nodes[at]?.entryId ?? asId<'entry'>(0);
  if (!isAscending) places.sort((a, b) => idAt(a) - idAt(b));
  return { entryIds: places.map(idAt), nodes: places };
}

interface Words {
  /** One for each of the nodes. */
  readonly lines: string;
  readonly nodes: readonly number[];
}

async function readWords(host: Host, { entryIds, nodes }: Searched): Promise<Words> {
  const { db } = host.database;
  let found = await selectWords(db, entryIds);
  if (found.withoutWords.length > 0) {
    await makeWords(host, found.withoutWords);
    found = await selectWords(db, entryIds);
  }
  const { lines } = found;
  if (found.entryIds.length === entryIds.length) return { lines, nodes };
  // A document may be gone meanwhile, with the version that it was of.
  const there = new Set(found.entryIds);
  return { lines, nodes: nodes.filter((_, at) => there.has(entryIds[at] ?? asId<'entry'>(0))) };
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
