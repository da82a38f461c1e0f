/** What an account's projects offer each other: everybody in the account may know of public models, and of nothing else of projects that they may not read. */
import { reach } from '@weft/base/adjacency';
import type { Id } from '@weft/base/id';
import { readInstant, readText } from '@weft/dbt/artifacts/read-field';
import type { AccountGraph, GraphNode } from '@weft/domain/catalog/account-graph';
import { openGraph } from '@weft/domain/catalog/open-graph';
import { listProjects } from '@weft/domain/projects/get-project';
import type { Project } from '@weft/domain/projects/model';
import type { Desk } from './desk.ts';
import { runStatusOf } from './execution-fields.ts';
import { describe } from './node-fields.ts';
import { type PageArgs, pageOf } from './page.ts';
import type { Resolvers } from './resolvers.ts';
import { neighbours } from './site.ts';

export interface AccountDesk {
  readonly accountId: Id<'account'>;
  readonly graph: AccountGraph;
  readonly projects: ReadonlyMap<Id<'project'>, Project>;
  readonly isReadable: (projectId: Id<'project'>) => boolean;
}

/** As every project's production is. */
export async function openAccount(accountId: Id<'account'>, desk: Desk): Promise<AccountDesk> {
  const [graph, projects] = await Promise.all([openGraph(desk.host, accountId, 'production'), listProjects(desk.host, accountId)]);
  return { accountId, graph, projects: new Map(projects.map((it) => [it.id, it])), isReadable: desk.isReadable(accountId) };
}

interface Offered {
  readonly account: AccountDesk;
  readonly node: GraphNode;
  readonly number: number;
}

function isOffered(node: GraphNode): boolean {
  return node.resourceType === 'model' && node.access === 'public' && !node.isExternal;
}

interface PublicModelsArgs extends PageArgs {
  readonly filter?: {
    readonly dbtCoreProjectName?: string | null;
    readonly environmentIds?: readonly number[] | null;
    readonly projectId?: number | null;
    readonly uniqueIds?: readonly string[] | null;
  } | null;
}

function publicModels(account: AccountDesk, { filter, ...page }: PublicModelsArgs) {
  const found = account.graph.nodes.flatMap((node, number): Offered[] => {
    if (!isOffered(node)) return [];
    const isWanted =
      (filter?.uniqueIds == null || filter.uniqueIds.includes(node.uniqueId)) &&
      (filter?.projectId == null || filter.projectId === node.projectId) &&
      (filter?.environmentIds == null || filter.environmentIds.includes(node.environmentId)) &&
      (filter?.dbtCoreProjectName == null || filter.dbtCoreProjectName === account.projects.get(node.projectId)?.dbtProjectName);
    return isWanted ? [{ account, node, number }] : [];
  });
  return pageOf(
    found,
    page,
    ({ node }) => node.uniqueId,
    (chosen) => chosen,
  );
}

interface MeshProject {
  readonly account: AccountDesk;
  readonly projectId: Id<'project'>;
}

/** Projects that read models of this one; those that the caller may not read are left out. */
function dependents(
  { graph, isReadable }: AccountDesk,
  numbers: Iterable<number>,
  projectId: Id<'project'>,
): Map<GraphNode['projectId'], Set<number>> {
  const found = new Map<Id<'project'>, Set<number>>();
  for (const number of numbers) {
    for (const child of neighbours(graph, number, 'children')) {
      const reader = graph.nodes[child];
      if (!reader || reader.projectId === projectId || !isReadable(reader.projectId)) continue;
      found.set(reader.projectId, (found.get(reader.projectId) ?? new Set()).add(child));
    }
  }
  return found;
}

function numbersOf({ graph }: AccountDesk, projectId: Id<'project'>): number[] {
  return [...graph.nodes.keys()].filter((number) => graph.nodes[number]?.projectId === projectId);
}

function environmentOf({ graph }: AccountDesk, projectId: Id<'project'>): number | null {
  return graph.environments.find((it) => it.projectId === projectId)?.environmentId ?? null;
}

function meshProjects(account: AccountDesk): MeshProject[] {
  const offering = new Set(account.graph.nodes.filter(isOffered).map(({ projectId }) => projectId));
  return [...account.projects.keys()].flatMap((projectId) =>
    account.isReadable(projectId) || offering.has(projectId) ? [{ account, projectId }] : [],
  );
}

function isConsumer({ account: { graph }, projectId }: MeshProject): boolean {
  return graph.nodes.some(
    (node, number) =>
      node.projectId === projectId && [...neighbours(graph, number, 'parents')].some((at) => graph.nodes[at]?.projectId !== projectId),
  );
}

function summaryOf({ account, projectId }: MeshProject) {
  if (!account.isReadable(projectId)) return null;
  const nodes = account.graph.nodes.filter((node) => node.projectId === projectId && !node.isExternal);
  const count = (...types: readonly string[]) => nodes.filter(({ resourceType }) => types.includes(resourceType)).length;
  return {
    totalNodes: nodes.length,
    totalModels: count('model'),
    publicModels: nodes.filter(isOffered).length,
    ...{ sources: count('source'), metrics: count('metric'), semanticModels: count('semantic_model'), tests: count('test', 'unit_test') },
    ...{ snapshots: count('snapshot'), exposures: count('exposure'), macros: count('macro'), seeds: count('seed') },
  };
}

export const accountResolvers = {
  Account: { publicModels, meshProjects },
  MeshProject: {
    projectId: ({ projectId }: MeshProject) => projectId,
    dbtCoreProject: ({ account, projectId }: MeshProject) => account.projects.get(projectId)?.dbtProjectName ?? null,
    dbtCloudProject: ({ account, projectId }: MeshProject) => account.projects.get(projectId)?.name ?? null,
    defaultEnvironmentId: ({ account, projectId }: MeshProject) => environmentOf(account, projectId),
    isProducer: ({ account, projectId }: MeshProject) =>
      account.graph.nodes.some((node) => node.projectId === projectId && isOffered(node)),
    // Of a project that one may not read it is not said on whom it builds.
    isConsumer: (it: MeshProject) => it.account.isReadable(it.projectId) && isConsumer(it),
    projectSummary: summaryOf,
    dependentProjects: ({ account, projectId }: MeshProject) =>
      [...dependents(account, numbersOf(account, projectId), projectId).keys()].map((id): MeshProject => ({ account, projectId: id })),
  },
  PublicModelNode: {
    accountId: ({ account }: Offered) => account.accountId,
    projectId: ({ node }: Offered) => node.projectId,
    environmentId: ({ node }: Offered) => node.environmentId,
    uniqueId: ({ node }: Offered) => node.uniqueId,
    ...{
      name: ({ node }: Offered) => node.name,
      packageName: ({ node }: Offered) => node.packageName,
      fqn: ({ node }: Offered) => node.fqn,
    },
    description: ({ node }: Offered, _: unknown, desk: Desk) => describe({ node }, desk),
    ...{ database: ({ node }: Offered) => node.database, schema: ({ node }: Offered) => node.schema },
    ...{ identifier: ({ node }: Offered) => node.identifier, relationName: ({ node }: Offered) => node.relationName },
    columnCount: ({ node }: Offered) => node.columnCount,
    dbtCoreProject: ({ account, node }: Offered) => account.projects.get(node.projectId)?.dbtProjectName ?? null,
    dependentProjects: ({ account, node, number }: Offered) =>
      [...dependents(account, [number], node.projectId)].flatMap(([projectId, readers]) => {
        const environmentId = environmentOf(account, projectId);
        const dbtCoreProject = account.projects.get(projectId)?.dbtProjectName ?? null;
        return environmentId === null
          ? []
          : [{ projectId, environmentId, defaultEnvironmentId: environmentId, dbtCoreProject, dependentModelsCount: readers.size }];
      }),
    deprecationDate: ({ node }: Offered) => readInstant(node.deprecationDate),
    environmentDeploymentType: () => 'production',
    isDefaultEnv: () => true,
    // Groups are how a team orders its own work.
    group: ({ account, node }: Offered) => (account.isReadable(node.projectId) ? node.group : null),
    healthIssues: () => null,
    lastRunStatus: async ({ node }: Offered, _: unknown, desk: Desk) => {
      const applied = await desk.applied(node.environmentId);
      return runStatusOf(applied?.nodes.get(node.uniqueId)?.status);
    },
    ...{ latestVersion: ({ node }: Offered) => node.latestVersion, version: ({ node }: Offered) => node.version },
    materializationType: ({ node }: Offered) => readText(node.config.materialized),
    publicAncestors: ({ account, number }: Offered) =>
      [...reach(account.graph.parents, [number])].flatMap((at): Offered[] => {
        const node = account.graph.nodes[at];
        return node && isOffered(node) ? [{ account, node, number: at }] : [];
      }),
    runGeneratedAt: async ({ node }: Offered, _: unknown, desk: Desk) => {
      const applied = await desk.applied(node.environmentId);
      return applied?.nodes.get(node.uniqueId)?.completedAt ?? null;
    },
  },
} satisfies Readonly<Record<string, Resolvers>>;
