/** Nodes of the catalog in the wire's words. What the caller is only offered has no code, path, group, tests or results. */
import type { AccountGraph, GraphNode } from '@weft/domain/catalog/account-graph';
import type { NodeDetails, NodeInside } from '@weft/domain/catalog/get-node';
import { type Closed, listNeighbours, type NodeSurroundings } from '@weft/domain/catalog/list-neighbours';
import { type ListedNode, type NodeList, unknownStanding } from '@weft/domain/catalog/list-nodes';
import { ownerOf } from '@weft/domain/catalog/node-owner';
import { type AppliedByEnvironment, standingOf } from '@weft/domain/catalog/node-standing';
import { type Sight, seenAs } from '@weft/domain/catalog/sight';
import { wireTimestamp } from '@weft/wire/envelope';
import type {
  WireCatalogColumn,
  WireFacetName,
  WireNeighbours,
  WireNodeDetails,
  WireNodeInside,
  WireNodeLine,
  WireNodeTest,
  WireProvenance,
  WireSelectorAnswer,
} from '@weft/wire/weft/catalog';

export interface Shown {
  readonly graph: AccountGraph;
  readonly applied: AppliedByEnvironment;
  readonly sight: Sight;
}

/** Of a number that the caller may know of. */
export function presentNumber({ graph, applied, sight }: Shown, number: number): WireNodeLine[] {
  const node = graph.nodes[number];
  const seen = node ? seenAs(sight, node) : 'nothing';
  if (!node || seen === 'nothing') return [];
  const standing = seen === 'offer' ? unknownStanding : standingOf(graph, applied, number);
  return [presentLine({ node, seen, standing, owner: ownerOf(graph, node) })];
}

export function presentLine({ node, seen, standing, owner }: Pick<ListedNode, 'node' | 'seen' | 'standing' | 'owner'>): WireNodeLine {
  const { materialized } = node.config;
  const { freshness } = standing;
  return {
    project_id: node.projectId,
    environment_id: node.environmentId,
    unique_id: node.uniqueId,
    name: node.name,
    type: node.resourceType,
    package_name: node.packageName,
    seen,
    source_name: node.sourceName,
    access: node.access,
    version: node.version === null ? null : String(node.version),
    materialization: typeof materialized === 'string' ? materialized : null,
    group: seen === 'offer' ? null : node.group,
    owner,
    tags: node.tags,
    description: node.description,
    deprecation_date: node.deprecationDate,
    has_contract: node.isContractEnforced,
    status: standing.status,
    ran_at: standing.at && wireTimestamp(standing.at),
    execution_seconds: standing.executionSeconds,
    tests: standing.tests,
    freshness: freshness && {
      status: freshness.status,
      max_loaded_at: freshness.maxLoadedAt && wireTimestamp(freshness.maxLoadedAt),
      checked_at: wireTimestamp(freshness.checkedAt),
    },
  };
}

export function presentDetails(details: NodeDetails, sight: Sight, provenance: WireProvenance | null): WireNodeDetails {
  const { graph, node, number, document, inside } = details;
  const shown = { graph, applied: details.applied, sight };
  const around = listNeighbours(graph, number, sight);
  const [line] = presentNumber(shown, number);
  if (!line) throw new Error('a node was shown that its reader may not know of');
  return {
    ...line,
    label: document.label,
    full_description: document.description,
    database: document.database,
    schema: document.schema,
    identifier: document.identifier,
    relation_name: details.inside?.done?.relationName ?? document.relationName,
    latest_version: document.latestVersion === null ? null : String(document.latestVersion),
    columns: presentColumns(details, around),
    constraints: document.constraints,
    parents: details.seen === 'offer' ? nobody : presentNeighbours(shown, around.parents),
    children: presentNeighbours(shown, around.children),
    versions: around.versions.flatMap((at) => presentNumber(shown, at)),
    inside: inside && presentInside(inside, { ...shown, node, around, details }, provenance),
  };
}

const nobody: WireNeighbours = { open: [], closed: [] };

function presentNeighbours(
  shown: Shown,
  { open, closed }: { readonly open: readonly number[]; readonly closed: readonly Closed[] },
): WireNeighbours {
  return {
    open: open.flatMap((number) => presentNumber(shown, number)),
    closed: closed.map(({ projectId, count }) => ({ project_id: projectId, count })),
  };
}

/** Those that are declared, in their order, then what only the warehouse tells of. */
function presentColumns({ graph, document, inside }: NodeDetails, { tests }: NodeSurroundings): WireCatalogColumn[] {
  const found = new Map((inside?.table?.columns ?? []).map((column) => [column.name.toLowerCase(), column]));
  const testsOf = new Map<string, string[]>();
  for (const test of inside ? tests : []) {
    const { columnName, uniqueId } = graph.nodes[test] ?? { columnName: null, uniqueId: '' };
    if (columnName === null) continue;
    const key = columnName.toLowerCase();
    testsOf.set(key, [...(testsOf.get(key) ?? []), uniqueId]);
  }
  const declared = document.columns.map((column) => {
    const key = column.name.toLowerCase();
    const real = found.get(key);
    found.delete(key);
    return {
      name: column.name,
      type: column.dataType ?? real?.dataType ?? null,
      description: column.description,
      comment: real?.comment ?? null,
      tags: column.tags,
      // Meta of columns is for those who make them.
      meta: inside ? column.meta : {},
      constraints: column.constraints,
      tests: testsOf.get(key) ?? [],
      is_undeclared: false,
    };
  });
  const others = [...found.values()].map(({ name, dataType, comment }) => ({
    ...{ name, type: dataType, description: '', comment, tags: [], meta: {}, constraints: [] },
    ...{ tests: testsOf.get(name.toLowerCase()) ?? [], is_undeclared: true },
  }));
  return [...declared, ...others];
}

function presentInside(
  inside: NodeInside,
  {
    node,
    around,
    details,
    ...shown
  }: Shown & { readonly node: GraphNode; readonly around: NodeSurroundings; readonly details: NodeDetails },
  provenance: WireProvenance | null,
): WireNodeInside {
  const { document } = details;
  const lines = (numbers: readonly number[]) => numbers.flatMap((number) => presentNumber(shown, number));
  return {
    file_path: document.originalFilePath === '' ? null : document.originalFilePath,
    patch_path: document.patchPath,
    language: document.language,
    has_code: withCode.has(node.resourceType) && !node.isExternal,
    meta: inside.meta,
    doc_blocks: inside.docBlocks,
    facts: inside.facts,
    tests: around.tests.flatMap((number) => presentTest(shown, number)),
    members: lines(around.members),
    macros: lines(around.macros),
    users: lines(around.users),
    table: inside.table && {
      type: inside.table.type,
      owner: inside.table.owner,
      comment: inside.table.comment,
      stats: inside.table.stats.map(({ label, value, description }) => ({ label, value: String(value ?? ''), description })),
    },
    message: inside.done?.message ?? null,
    failures: inside.done?.failures ?? null,
    success_at: inside.done?.successAt ? wireTimestamp(inside.done.successAt) : null,
    provenance,
    findings: inside.findings.map(({ rule, message }) => ({ rule, message })),
  };
}

const withCode: ReadonlySet<string> = new Set(['model', 'snapshot', 'test', 'analysis', 'operation', 'macro', 'function']);

function presentTest({ graph, applied }: Shown, number: number): WireNodeTest[] {
  const node = graph.nodes[number];
  if (!node) return [];
  const done = applied.get(node.environmentId)?.nodes.get(node.uniqueId);
  return [
    {
      unique_id: node.uniqueId,
      name: node.name,
      test_name: node.testName,
      column: node.columnName,
      status: done?.status ?? null,
      failures: done?.failures ?? null,
      message: done?.message ?? null,
      ran_at: done ? wireTimestamp(done.completedAt) : null,
    },
  ];
}

const facetValuesMax = 100;

export function presentFacets(facets: NodeList['facets']): Record<WireFacetName, { value: string; count: number }[]> {
  const present = (name: WireFacetName) => [...facets[name]].slice(0, facetValuesMax).map(([value, count]) => ({ value, count }));
  return {
    ...{ type: present('type'), project: present('project'), access: present('access'), materialization: present('materialization') },
    ...{ owner: present('owner'), package: present('package'), database: present('database'), status: present('status') },
    tag: present('tag'),
  };
}

export function presentSelection({ problems, untold, empty }: NonNullable<NodeList['selection']>): WireSelectorAnswer {
  return { problems: problems.map(({ message, at, part }) => ({ message, from: at, to: at + part.length })), untold, empty };
}
