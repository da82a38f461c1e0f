/** One environment's own nodes and arrows, answered from memory, as new as the database: for who asks about no other project. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findDefinition } from '../ingest/find-definition.ts';
import type { Environment, Project } from '../projects/model.ts';
import { type AccountGraph, joinEnvironments } from './account-graph.ts';
import { type Applied, openApplied } from './applied-nodes.ts';
import { loadStateNodes } from './state-nodes.ts';

export interface OpenEnvironment {
  /** Of this environment alone: another project's model is the node that its manifest says it is. */
  readonly graph: AccountGraph;
  readonly applied: Applied;
  readonly definition: NonNullable<Awaited<ReturnType<typeof findDefinition>>>;
}

const keptIn = new WeakMap<Host['database'], Map<Id<'stateVersion'>, Promise<AccountGraph>>>();
const graphsMax = 16;
const nothing: Applied = { nodes: new Map(), sources: new Map() };

/** null: no manifest was accepted there yet. */
export async function openEnvironment(host: Host, project: Project, environment: Environment): Promise<OpenEnvironment | null> {
  const [definition, applied] = await Promise.all([findDefinition(host, environment.id), openApplied(host, [environment.id])]);
  if (!definition) return null;
  const graph = await openVersion(host, { project, environmentId: environment.id, versionId: definition.versionId });
  return { graph, applied: applied.get(environment.id) ?? nothing, definition };
}

/** The nodes of any version, such as that of an old run. */
export function openVersion(
  host: Host,
  of: { readonly project: Project; readonly environmentId: Id<'environment'>; readonly versionId: Id<'stateVersion'> },
): Promise<AccountGraph> {
  const kept = keptIn.get(host.database) ?? new Map<Id<'stateVersion'>, Promise<AccountGraph>>();
  keptIn.set(host.database, kept);
  const graph = kept.get(of.versionId) ?? load(host, of);
  // The one asked for last is the last to go.
  kept.delete(of.versionId);
  kept.set(of.versionId, graph);
  graph.catch(() => kept.delete(of.versionId));
  for (const oldest of kept.keys()) {
    if (kept.size <= graphsMax) break;
    kept.delete(oldest);
  }
  return graph;
}

async function load(host: Host, { project, environmentId, versionId }: Parameters<typeof openVersion>[1]): Promise<AccountGraph> {
  const nodes = await loadStateNodes(host, versionId);
  return joinEnvironments([{ environmentId, projectId: project.id, dbtProjectName: null, versionId, nodes }]);
}
