/** What the columns of a node are made of, and what is made of them, across projects. */
import type { Id } from '@weft/base/id';
import { getColumns } from '@weft/domain/lineage/get-columns';
import { type ColumnTrace, type TracedPlace, traceColumn } from '@weft/domain/lineage/trace-column';
import { listEnvironments } from '@weft/domain/projects/environments';
import type { Desk } from './desk.ts';
import type { Resolvers } from './resolvers.ts';
import type { Site } from './site.ts';

interface LineageArgs {
  readonly nodeUniqueId: string;
  readonly filters?: { readonly columnName?: string | null; readonly isError?: boolean | null; readonly maxDepth?: number | null } | null;
}

interface ColumnNode {
  readonly uniqueId: string;
  readonly nodeUniqueId: string;
  readonly name: string;
  readonly projectId: Id<'project'>;
  readonly parentColumns: Set<string>;
  readonly childColumns: Set<string>;
  relationship: string | null;
  error: string | null;
  errorCategory: string | null;
}

const depthMax = 50;
/** Of one column, in one direction. */
const stepsMax = 1000;

/** Faults: not_found `node_columns.not_found`. Columns of models that the caller may not see are left out. */
async function lineageOf(site: Site, { nodeUniqueId, filters }: LineageArgs, desk: Desk) {
  const { accountId, id: projectId } = site.project;
  const { columns, problems } = await getColumns(desk.host, site.environment.id, nodeUniqueId);
  const wanted = columns.filter(({ name }) => filters?.columnName == null || name.toLowerCase() === filters.columnName.toLowerCase());
  const found = new Map<string, ColumnNode>();
  const add = (place: { readonly projectId: Id<'project'>; readonly uniqueId: string; readonly column: string }): ColumnNode => {
    const uniqueId = `${place.uniqueId}.${place.column}`;
    const node = found.get(uniqueId) ?? {
      ...{ uniqueId, nodeUniqueId: place.uniqueId, name: place.column, projectId: place.projectId },
      ...{ parentColumns: new Set<string>(), childColumns: new Set<string>(), relationship: null, error: null, errorCategory: null },
    };
    found.set(uniqueId, node);
    return node;
  };
  for (const column of wanted) {
    const start = add({ projectId, uniqueId: nodeUniqueId, column: column.name });
    start.relationship = column.kind;
    const problem = column.problems.flatMap((at) => problems[at] ?? [])[0];
    if (problem) Object.assign(start, { error: problem.message, errorCategory: problem.code });
    if (column.name === '*') continue;
    const question = {
      ...{ accountId, environmentId: site.environment.id, uniqueId: nodeUniqueId, column: column.name },
      ...{ depth: Math.min(filters?.maxDepth ?? depthMax, depthMax), limit: stepsMax, isReadable: desk.isReadable(accountId) },
    };
    const [up, down] = await Promise.all([
      traceColumn(desk.host, { ...question, direction: 'up' }),
      traceColumn(desk.host, { ...question, direction: 'down' }),
    ]);
    link(start, up, add, 'up');
    link(start, down, add, 'down');
  }
  const nodes = [...found.values()].filter(({ error }) => filters?.isError !== true || error !== null);
  return present(site, nodes, desk);
}

type Add = (place: Extract<TracedPlace, { readonly kind: 'open' }>) => ColumnNode;

function link(start: ColumnNode, { steps }: ColumnTrace, add: Add, direction: 'up' | 'down'): void {
  const reached: (ColumnNode | null)[] = [];
  for (const { place, from, how } of steps) {
    const node = place.kind === 'open' ? add(place) : null;
    reached.push(node);
    const before = from < 0 ? start : reached[from];
    if (!node || !before) continue;
    const [upper, lower] = direction === 'up' ? [node, before] : [before, node];
    upper.childColumns.add(lower.uniqueId);
    lower.parentColumns.add(upper.uniqueId);
    if (direction === 'down') node.relationship ??= how;
  }
}

/** Of another project, its production is asked about. */
async function present(site: Site, nodes: readonly ColumnNode[], desk: Desk) {
  const environments = await listEnvironments(desk.host, site.project.accountId);
  const production = new Map(environments.flatMap((it) => (it.deploymentType === 'production' ? [[it.projectId, it.id]] : [])));
  production.set(site.project.id, site.environment.id);
  return nodes.map(({ error, parentColumns, childColumns, ...node }) => ({
    ...node,
    accountId: site.project.accountId,
    environmentId: production.get(node.projectId) ?? site.environment.id,
    runId: null,
    parentColumns: [...parentColumns],
    childColumns: [...childColumns],
    isError: error !== null,
    error,
  }));
}

export const columnResolvers = { Column: { lineage: lineageOf } } satisfies Readonly<Record<string, Resolvers>>;
