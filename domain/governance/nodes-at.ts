/** What a project was at a state that has passed: its nodes, one node's definition, and what became of that node since. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import { readRecord } from '@weft/dbt/artifacts/read-field';
import { compareStates, type Reason } from '@weft/dbt/state/compare-states';
import { emptyIndex, indexEntry, isCompared } from '@weft/dbt/state/index-state';
import type { Host } from '@weft/host/host';
import { openDifferences, type Versions } from '../catalog/state-differences.ts';
import { loadStateNodes, readDocuments, type StateNode } from '../catalog/state-nodes.ts';
import { listEntryNames } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';

export interface NodesQuestion {
  readonly versionId: Id<'stateVersion'>;
  /** In names and unique ids; empty: all. */
  readonly text: string;
  readonly type: string | null;
  readonly offset: number;
  readonly limit: number;
}

/** By name; macros, tests and what other projects offer are left out unless they are asked for by their type. */
export async function listNodesAt(
  host: Host,
  { versionId, text, type, offset, limit }: NodesQuestion,
): Promise<{ readonly nodes: readonly StateNode[]; readonly totalCount: number; readonly types: ReadonlyMap<string, number> }> {
  const wanted = text.trim().toLowerCase();
  const types = new Map<string, number>();
  const found = (await loadStateNodes(host, versionId)).filter((node) => {
    if (node.isExternal || node.resourceType === 'macro') return false;
    if (wanted !== '' && !node.uniqueId.toLowerCase().includes(wanted) && !node.name.toLowerCase().includes(wanted)) return false;
    types.set(node.resourceType, (types.get(node.resourceType) ?? 0) + 1);
    return type === null ? !aside.has(node.resourceType) : node.resourceType === type;
  });
  const nodes = [...found].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { nodes: nodes.slice(offset, offset + limit), totalCount: nodes.length, types };
}

const aside: ReadonlySet<string> = new Set(['test', 'unit_test']);

export interface NodeAt {
  readonly document: NodeDocument;
  readonly rawCode: string | null;
  readonly filePath: string | null;
}

/** Fault not_found `node.not_found`. */
export async function getNodeAt(host: Host, versionId: Id<'stateVersion'>, uniqueId: string): Promise<NodeAt> {
  const node = await findNodeAt(host, versionId, uniqueId);
  const document = node && (await readDocuments(host, [node.entryId])).get(node.entryId);
  if (!node || !document)
    throw new Fault('not_found', 'node.not_found', `There was no ${uniqueId.slice(0, 200)} in this state. Choose one of its list.`);
  const { body } = await readEntry(host, node.entryId);
  const code = body.raw_code ?? body.macro_sql;
  return { document, rawCode: typeof code === 'string' ? code : null, filePath: document.originalFilePath || null };
}

/** What dbt's state comparison sees of one node, and what it passes over; empty: nothing of it, or the node is not in both. */
export async function compareNode(host: Host, uniqueId: string, versions: Versions): Promise<readonly Reason[]> {
  const [was, is] = await Promise.all([findNodeAt(host, versions.before, uniqueId), findNodeAt(host, versions.after, uniqueId)]);
  if (!was || !is) return [];
  return [
    ...(was.entryId === is.entryId ? [] : await compareEntries(host, uniqueId, was, is)),
    ...(await macroReasons(host, uniqueId, versions)),
  ];
}

/** Its macros are in no entry of its own: what it reaches is told by the whole comparison. */
async function macroReasons(host: Host, uniqueId: string, versions: Versions): Promise<readonly Reason[]> {
  const difference = (await openDifferences(host, versions)).get(uniqueId);
  return (difference?.macros ?? []).map(({ path, change: { uniqueId: key, change, diff } }) => ({
    ...{ facet: 'macro', key, diff, path, selectors: ['modified', 'modified.macros'], note: null },
    before: change === 'new' ? undefined : 'macro',
    after: change === 'removed' ? undefined : 'macro',
  }));
}

async function compareEntries(host: Host, uniqueId: string, was: StateNode, is: StateNode): Promise<readonly Reason[]> {
  const options = { comparesMoreUnrendered: false };
  const sides = await Promise.all(
    [was, is].map(async ({ entryId }) => {
      const { section, body } = await readEntry(host, entryId);
      const index = emptyIndex();
      if (isCompared(section)) indexEntry(index, section, uniqueId, body, options);
      return { index, entries: new Map<string, unknown>([[uniqueId, body]]) };
    }),
  );
  const [before, after] = sides;
  if (!before || !after) return [];
  const { changes } = compareStates({
    ...{ before: before.index, after: after.index, entriesBefore: before.entries, entriesAfter: after.entries, options },
    versions: { before: null, after: null },
  });
  return changes.flatMap(({ reasons }) => reasons);
}

async function findNodeAt(host: Host, versionId: Id<'stateVersion'>, uniqueId: string): Promise<StateNode | null> {
  return (await loadStateNodes(host, versionId)).find((node) => node.uniqueId === uniqueId && !node.isExternal) ?? null;
}

async function readEntry(
  host: Host,
  entryId: Id<'entry'>,
): Promise<{ readonly section: string; readonly body: Readonly<Record<string, unknown>> }> {
  const [names, bodies] = await Promise.all([listEntryNames(host, [entryId]), readEntryBodies(host, [entryId])]);
  const parsed = parseJson(bodies.get(entryId)?.toString('utf8') ?? 'null');
  return { section: names[0]?.section ?? '', body: readRecord('value' in parsed ? parsed.value : null) };
}
