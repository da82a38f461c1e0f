/** Answers the graph of an account from memory, as new as the database: only what changed is read. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listStandings } from '../ingest/find-definition.ts';
import { listEnvironments } from '../projects/environments.ts';
import { listProjects } from '../projects/get-project.ts';
import type { Environment } from '../projects/model.ts';
import { type AccountGraph, joinEnvironments } from './account-graph.ts';
import { loadStateNodes } from './state-nodes.ts';

/**
 * `production`: each project as its production is. `staging`: as its staging is, where it has one that is not empty, else as production.
 * An environment: that one alone in place of its project's.
 */
export type GraphView = 'production' | 'staging' | Id<'environment'>;

interface Kept {
  readonly stamp: string;
  readonly graph: Promise<AccountGraph>;
}
const keptIn = new WeakMap<Host['database'], Map<string, Kept>>();
const graphsMax = 8;

/** What every question about the account's nodes begins with. Who may see what is for the question to hold: nodes of all projects are in it. */
export async function openGraph(host: Host, accountId: Id<'account'>, view: GraphView): Promise<AccountGraph> {
  const [projects, environments] = await Promise.all([listProjects(host, accountId), listEnvironments(host, accountId)]);
  const standings = new Map(
    (
      await listStandings(
        host,
        environments.map(({ id }) => id),
      )
    ).map((it) => [it.environmentId, it]),
  );
  const chosen = projects.flatMap((project) => {
    const own = environments.filter((it) => it.projectId === project.id && standings.has(it.id));
    const environment = chooseEnvironment(own, view);
    const standing = environment && standings.get(environment.id);
    return standing ? [{ project, environmentId: standing.environmentId, versionId: standing.versionId }] : [];
  });
  const stamp = chosen.map(({ project, environmentId, versionId }) => `${environmentId} ${versionId} ${project.dbtProjectName}`).join();
  return keep(host, `${accountId} ${view}`, stamp, async () =>
    joinEnvironments(
      await Promise.all(
        chosen.map(async ({ project, environmentId, versionId }) => ({
          environmentId,
          projectId: project.id,
          dbtProjectName: project.dbtProjectName,
          versionId,
          nodes: await loadStateNodes(host, versionId),
        })),
      ),
    ),
  );
}

function chooseEnvironment(own: readonly Environment[], view: GraphView): Environment | undefined {
  const production = own.find(({ deploymentType }) => deploymentType === 'production');
  if (view === 'production') return production;
  if (view === 'staging') return own.find(({ deploymentType }) => deploymentType === 'staging') ?? production;
  return own.find(({ id }) => id === view) ?? production;
}

/** The promise is kept, so that requests that come together build it once. */
function keep(host: Host, key: string, stamp: string, make: () => Promise<AccountGraph>): Promise<AccountGraph> {
  const graphs = keptIn.get(host.database) ?? new Map<string, Kept>();
  keptIn.set(host.database, graphs);
  const kept = graphs.get(key);
  if (kept?.stamp === stamp) return kept.graph;
  const graph = make();
  graphs.delete(key);
  graphs.set(key, { stamp, graph });
  graph.catch(() => {
    if (graphs.get(key)?.graph === graph) graphs.delete(key);
  });
  for (const oldest of graphs.keys()) {
    if (graphs.size <= graphsMax) break;
    graphs.delete(oldest);
  }
  return graph;
}
