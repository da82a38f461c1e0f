/** What goes into a copy of the catalog that leaves Weft: which nodes, what of each, and which of their neighbours go with them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import { readRecord } from '@weft/dbt/artifacts/read-field';
import type { Host } from '@weft/host/host';
import type { AccountGraph, GraphNode } from '../catalog/account-graph.ts';
import { type Owner, ownerOf } from '../catalog/node-owner.ts';
import { isTest, neighbours } from '../catalog/node-standing.ts';
import { openGraph } from '../catalog/open-graph.ts';
import { type Sight, seenAs } from '../catalog/sight.ts';
import { readDocuments } from '../catalog/state-nodes.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { listProjects } from '../projects/get-project.ts';

export interface ExportQuestion {
  readonly accountId: Id<'account'>;
  readonly sight: Sight;
  /** These as a whole, and nothing of the others; null: the public models of all. */
  readonly projectIds: readonly Id<'project'>[] | null;
}

export interface Export {
  readonly isPublicOnly: boolean;
  readonly projects: readonly { readonly id: Id<'project'>; readonly name: string }[];
  /** By project and name. */
  readonly nodes: readonly ExportedNode[];
}

export interface ExportedNode {
  readonly node: GraphNode;
  readonly owner: Owner | null;
  readonly parents: ExportedNeighbours;
  readonly children: ExportedNeighbours;
}

/** Those that do not go with it are a number. */
export interface ExportedNeighbours {
  readonly nodes: readonly GraphNode[];
  readonly otherCount: number;
}

/** What has a page of its own: tests and macros do not. */
const exported: ReadonlySet<string> = new Set(
  'model source seed snapshot exposure metric semantic_model saved_query analysis function'.split(' '),
);

/** Fault not_found `project.not_found`: one of those asked for is not there, or not to be read. */
export async function gatherExport(host: Host, { accountId, sight, projectIds }: ExportQuestion): Promise<Export> {
  const [graph, projects] = await Promise.all([openGraph(host, accountId, 'production'), listProjects(host, accountId)]);
  for (const id of projectIds ?? [])
    if (!projects.some((it) => it.id === id) || !sight.isReadable(id))
      throw new Fault('not_found', 'project.not_found', `There is no project ${id} in this account.`);
  const isChosen = (node: GraphNode) =>
    exported.has(node.resourceType) &&
    (projectIds === null
      ? node.access === 'public' && !node.isExternal && seenAs(sight, node) !== 'nothing'
      : projectIds.includes(node.projectId) && !node.isExternal);
  const chosen = new Set(graph.nodes.flatMap((node, number) => (isChosen(node) ? [number] : [])));
  const around = (numbers: readonly number[]) => part(graph, numbers, chosen, projectIds === null);
  const nodes = [...chosen].flatMap((number): ExportedNode[] => {
    const node = graph.nodes[number];
    if (!node) return [];
    const [parents, children] = [around(neighbours(graph.parents, number)), around(neighbours(graph.children, number))];
    return [{ node, owner: ownerOf(graph, node), parents, children }];
  });
  nodes.sort((a, b) => a.node.projectId - b.node.projectId || (a.node.name < b.node.name ? -1 : 1));
  const present = new Set(nodes.map(({ node }) => node.projectId));
  const named = projects.filter(({ id }) => present.has(id)).map(({ id, name }) => ({ id, name }));
  return { isPublicOnly: projectIds === null, projects: named, nodes };
}

/** Of what is public only, not even how many private nodes stand around it is told. */
function part(graph: AccountGraph, numbers: readonly number[], chosen: ReadonlySet<number>, isPublicOnly: boolean): ExportedNeighbours {
  const nodes: GraphNode[] = [];
  let otherCount = 0;
  for (const number of new Set(numbers)) {
    const node = graph.nodes[number];
    if (!node || isTest(node)) continue;
    if (chosen.has(number)) nodes.push(node);
    else otherCount += 1;
  }
  return { nodes: nodes.sort((a, b) => (a.name < b.name ? -1 : 1)), otherCount: isPublicOnly ? 0 : otherCount };
}

export interface ExportedPage extends ExportedNode {
  readonly document: NodeDocument;
  /** As it was written; null: there is none, or public models are exported only. */
  readonly code: string | null;
}

const pagesAtOnce = 200;

/** Page by page, so that no more than some hundred are in memory. */
export async function* readPages(host: Host, { nodes, isPublicOnly }: Export): AsyncGenerator<ExportedPage, void> {
  for (let at = 0; at < nodes.length; at += pagesAtOnce) {
    const some = nodes.slice(at, at + pagesAtOnce);
    const ids = some.map(({ node }) => node.entryId);
    const [documents, bodies] = await Promise.all([readDocuments(host, ids), isPublicOnly ? new Map() : readEntryBodies(host, ids)]);
    for (const it of some) {
      const document = documents.get(it.node.entryId);
      if (document) yield { ...it, document, code: codeOf(bodies.get(it.node.entryId)) };
    }
  }
}

function codeOf(body: Buffer | undefined): string | null {
  const parsed = parseJson(body?.toString('utf8') ?? 'null');
  const { raw_code: code } = readRecord('value' in parsed ? parsed.value : null);
  return typeof code === 'string' && code.trim() !== '' ? code : null;
}
