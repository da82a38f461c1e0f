/** The account from above: its projects with what is in them and how they stand, and the arrows between them. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import { getInvocation } from '../ingest/get-invocation.ts';
import type { Invocation } from '../ingest/model.ts';
import { listProjects } from '../projects/get-project.ts';
import type { Project } from '../projects/model.ts';
import type { AccountGraph, GraphEnvironment } from './account-graph.ts';
import { openApplied } from './applied-nodes.ts';
import { type AppliedByEnvironment, isFailed, isTest } from './node-standing.ts';
import { type GraphView, openGraph } from './open-graph.ts';
import { type Sight, seenAs } from './sight.ts';

export interface ProjectSummary {
  readonly project: Project;
  /** Where its newest state was read; null: nothing has come yet. */
  readonly environmentId: Id<'environment'> | null;
  readonly isReadable: boolean;
  /** What the asker may know of, by type; macros of packages left out. */
  readonly counts: ReadonlyMap<string, number>;
  readonly publicModelCount: number;
  /** Null: the asker may not read the project. */
  readonly health: ProjectHealth | null;
  /** What brought its newest manifest; null: nothing, or not to be read. */
  readonly definedBy: Invocation | null;
}

export interface ProjectHealth {
  readonly ran: number;
  readonly failed: number;
  readonly tests: { readonly passed: number; readonly warned: number; readonly failed: number };
  readonly sources: { readonly fresh: number; readonly warned: number; readonly stale: number };
  readonly describedCount: number;
  /** Of models, sources, seeds and snapshots. */
  readonly relationCount: number;
  readonly lastRanAt: Date | null;
}

export interface AccountDescription {
  readonly projects: readonly ProjectSummary[];
  /** From the project that is read to the one that reads. */
  readonly arrows: readonly { readonly from: Id<'project'>; readonly to: Id<'project'>; readonly count: number }[];
}

interface Question {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  readonly sight: Sight;
}

export async function describeAccount(host: Host, { accountId, view, sight }: Question): Promise<AccountDescription> {
  const [graph, projects] = await Promise.all([openGraph(host, accountId, view), listProjects(host, accountId)]);
  const visible = projects.filter(({ id }) => sight.isReadable(id) || sight.isOffered(id));
  const readable = graph.environments.flatMap((it) => (sight.isReadable(it.projectId) ? [it.environmentId] : []));
  const applied = await openApplied(host, readable);
  return {
    projects: await Promise.all(visible.map((project) => summarize(host, { graph, applied, sight }, project))),
    arrows: arrowsOf(graph, new Set(visible.map(({ id }) => id))),
  };
}

interface Known {
  readonly graph: AccountGraph;
  readonly applied: AppliedByEnvironment;
  readonly sight: Sight;
}

async function summarize(host: Host, known: Known, project: Project): Promise<ProjectSummary> {
  const environment = known.graph.environments.find(({ projectId }) => projectId === project.id);
  const isReadable = known.sight.isReadable(project.id);
  const definition = environment && isReadable ? await findDefinition(host, environment.environmentId) : null;
  const counts = new Map<string, number>();
  let publicModelCount = 0;
  for (const node of environment?.nodes ?? []) {
    if (node.isExternal || (node.resourceType === 'macro' && node.packageName !== environment?.dbtProjectName)) continue;
    if (seenAs(known.sight, { ...node, projectId: project.id }) === 'nothing') continue;
    counts.set(node.resourceType, (counts.get(node.resourceType) ?? 0) + 1);
    if (node.access === 'public') publicModelCount += 1;
  }
  return {
    project,
    environmentId: environment?.environmentId ?? null,
    isReadable,
    counts,
    publicModelCount,
    health: environment && isReadable ? healthOf(known, environment) : null,
    definedBy: definition ? await getInvocation(host, definition.invocationId) : null,
  };
}

const relations: ReadonlySet<string> = new Set(['model', 'source', 'seed', 'snapshot']);

/** Of what the newest manifest has: results of nodes that are gone count no more. */
function healthOf({ applied }: Known, { environmentId, nodes }: GraphEnvironment): ProjectHealth {
  const inEnvironment = applied.get(environmentId);
  const [tests, sources] = [
    { passed: 0, warned: 0, failed: 0 },
    { fresh: 0, warned: 0, stale: 0 },
  ];
  let [ran, failed, describedCount, relationCount] = [0, 0, 0, 0];
  let lastRanAt: Date | null = null;
  for (const node of nodes) {
    if (node.isExternal) continue;
    if (relations.has(node.resourceType)) {
      relationCount += 1;
      if (node.isDescribed) describedCount += 1;
    }
    const done = inEnvironment?.nodes.get(node.uniqueId);
    const freshness = inEnvironment?.sources.get(node.uniqueId);
    if (freshness) sources[isFailed(freshness.status) ? 'stale' : freshness.status === 'warn' ? 'warned' : 'fresh'] += 1;
    if (!done) continue;
    if (lastRanAt === null || done.completedAt > lastRanAt) lastRanAt = done.completedAt;
    if (!isTest(node)) {
      ran += 1;
      if (isFailed(done.status)) failed += 1;
    } else if (isFailed(done.status)) tests.failed += 1;
    else if (done.status === 'warn') tests.warned += 1;
    else if (done.status === 'pass' || done.status === 'success') tests.passed += 1;
  }
  return { ran, failed, tests, sources, describedCount, relationCount, lastRanAt };
}

function arrowsOf(graph: AccountGraph, visible: ReadonlySet<Id<'project'>>): AccountDescription['arrows'] {
  const arrows = new Map<string, { from: Id<'project'>; to: Id<'project'>; count: number }>();
  for (const [number, parent] of graph.nodes.entries()) {
    if (!visible.has(parent.projectId)) continue;
    for (let at = graph.children.offsets[number] ?? 0; at < (graph.children.offsets[number + 1] ?? 0); at++) {
      const child = graph.nodes[graph.children.targets[at] ?? -1];
      if (!child || child.projectId === parent.projectId || !visible.has(child.projectId)) continue;
      const key = `${parent.projectId} ${child.projectId}`;
      const arrow = arrows.get(key);
      if (arrow) arrow.count += 1;
      else arrows.set(key, { from: parent.projectId, to: child.projectId, count: 1 });
    }
  }
  return [...arrows.values()];
}

export interface PackageSummary {
  readonly projectId: Id<'project'>;
  readonly name: string;
  /** It is the project itself. */
  readonly isOwn: boolean;
  readonly counts: ReadonlyMap<string, number>;
}

/** What readable projects have installed, and themselves; the most used first. */
export async function listPackages(host: Host, { accountId, view, sight }: Question): Promise<readonly PackageSummary[]> {
  const graph = await openGraph(host, accountId, view);
  const packages = new Map<string, { projectId: Id<'project'>; name: string; isOwn: boolean; counts: Map<string, number> }>();
  for (const { projectId, dbtProjectName, nodes } of graph.environments) {
    if (!sight.isReadable(projectId)) continue;
    for (const node of nodes) {
      if (node.isExternal) continue;
      const key = `${projectId} ${node.packageName}`;
      const it = packages.get(key) ?? { projectId, name: node.packageName, isOwn: node.packageName === dbtProjectName, counts: new Map() };
      packages.set(key, it);
      it.counts.set(node.resourceType, (it.counts.get(node.resourceType) ?? 0) + 1);
    }
  }
  return [...packages.values()].sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || (a.name < b.name ? -1 : 1));
}
