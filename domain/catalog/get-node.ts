/** All that the catalog tells of one node, as far as its asker may know. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import { type CatalogTable, readCatalogTable } from '@weft/dbt/artifacts/read-catalog';
import { readRecord } from '@weft/dbt/artifacts/read-field';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { getInvocation } from '../ingest/get-invocation.ts';
import { listAppliedCatalog } from '../ingest/list-results.ts';
import type { Invocation } from '../ingest/model.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { type AccountGraph, findNode, type GraphNode } from './account-graph.ts';
import { type AppliedNode, openApplied } from './applied-nodes.ts';
import { type BodyFact, readBodyFacts } from './body-facts.ts';
import { type Finding, findingsOf } from './list-findings.ts';
import type { AppliedByEnvironment } from './node-standing.ts';
import { type GraphView, openGraph } from './open-graph.ts';
import { type Sight, seenAs } from './sight.ts';
import { readDocuments } from './state-nodes.ts';

export interface NodeQuestion {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  readonly sight: Sight;
  readonly projectId: Id<'project'>;
  readonly uniqueId: string;
}

export interface NodeOffer {
  readonly graph: AccountGraph;
  readonly applied: AppliedByEnvironment;
  readonly node: GraphNode;
  readonly number: number;
  /** With long texts and columns. */
  readonly document: NodeDocument;
}

export interface NodeDetails extends NodeOffer {
  readonly seen: 'offer' | 'everything';
  /** What only a reader of the project is told; null: the asker is none. */
  readonly inside: NodeInside | null;
}

export interface NodeInside {
  /** Meta as people wrote it. */
  readonly meta: Readonly<Record<string, unknown>>;
  readonly docBlocks: readonly string[];
  readonly facts: readonly BodyFact[];
  /** What `dbt docs generate` found; null: it has not, or not this. */
  readonly table: CatalogTable | null;
  readonly done: AppliedNode | null;
  /** Of the manifest that it stands in. */
  readonly definedBy: Invocation | null;
  readonly findings: readonly Finding[];
}

/** Fault not_found `node.not_found`: the same for one that is not there and one that the asker may not know of. */
export async function getNode(host: Host, question: NodeQuestion): Promise<NodeDetails> {
  const graph = await openGraph(host, question.accountId, question.view);
  const number = findNode(graph, question.projectId, question.uniqueId);
  const node = number === null ? undefined : graph.nodes[number];
  const seen = node ? seenAs(question.sight, node) : 'nothing';
  if (number === null || !node || seen === 'nothing') throw nodeNotFound(question);
  const readable = graph.environments.flatMap((it) => (question.sight.isReadable(it.projectId) ? [it.environmentId] : []));
  const [documents, applied] = await Promise.all([readDocuments(host, [node.entryId]), openApplied(host, readable)]);
  const document = documents.get(node.entryId);
  if (!document) throw nodeNotFound(question);
  const offer = { graph, applied, node, number, document };
  return { ...offer, seen, inside: seen === 'offer' ? null : await readInside(host, offer, question.sight) };
}

export function nodeNotFound({ uniqueId, projectId }: Pick<NodeQuestion, 'uniqueId' | 'projectId'>): Fault {
  return new Fault(
    'not_found',
    'node.not_found',
    `The newest manifest of project ${projectId} has no ${uniqueId.slice(0, 200)}, or it is none that you may see. Search for its name.`,
  );
}

async function readInside(host: Host, offer: NodeOffer, sight: Sight): Promise<NodeInside> {
  const { node, applied } = offer;
  const [body, catalog, definition] = await Promise.all([
    readBody(host, node.entryId),
    listAppliedCatalog(host, node.environmentId, node.uniqueId),
    findDefinition(host, node.environmentId),
  ]);
  const [found] = catalog;
  const table = found ? readCatalogTable(node.uniqueId, await readBody(host, found.entryId)).result : null;
  return {
    meta: { ...readRecord(readRecord(body.config).meta), ...readRecord(body.meta) },
    docBlocks: Array.isArray(body.doc_blocks) ? body.doc_blocks.filter((id) => typeof id === 'string') : [],
    facts: readBodyFacts(node.resourceType, body),
    table,
    done: applied.get(node.environmentId)?.nodes.get(node.uniqueId) ?? null,
    definedBy: definition ? await getInvocation(host, definition.invocationId) : null,
    findings: findingsOf(offer, sight),
  };
}

async function readBody(host: Host, entryId: Id<'entry'>): Promise<Readonly<Record<string, unknown>>> {
  const body = (await readEntryBodies(host, [entryId])).get(entryId);
  const parsed = parseJson(body?.toString('utf8') ?? 'null');
  return readRecord('value' in parsed ? parsed.value : null);
}

export interface NodeCode {
  readonly raw: string | null;
  /** As dbt compiled it last; null: it never did, or not with this manifest. */
  readonly compiled: string | null;
  readonly language: string;
  readonly filePath: string | null;
}

/** For readers of the project alone. Fault not_found `node.not_found`. */
export async function getNodeCode(host: Host, question: NodeQuestion): Promise<NodeCode> {
  const { node, inside, document, applied } = await getNode(host, question);
  if (inside === null) throw nodeNotFound(question);
  const body = await readBody(host, node.entryId);
  const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : null);
  // A manifest that was only parsed has nothing compiled: the one that it last ran with has.
  const ran = applied.get(node.environmentId)?.nodes.get(node.uniqueId)?.successEntryId ?? null;
  const compiled = text(body.compiled_code) ?? (ran === null ? null : text((await readBody(host, ran)).compiled_code));
  return {
    raw: text(body.raw_code) ?? text(body.macro_sql) ?? text(body.raw_sql),
    compiled,
    language: document.language ?? 'sql',
    filePath: document.originalFilePath === '' ? null : document.originalFilePath,
  };
}
