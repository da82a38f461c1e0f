/** What was last done to each node of an environment, kept in memory until another command was run there. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listStandings } from '../ingest/find-definition.ts';
import { listAppliedNodes, listAppliedSources } from '../ingest/list-results.ts';

type Standing = Awaited<ReturnType<typeof listStandings>>[number];
export type AppliedNode = Awaited<ReturnType<typeof listAppliedNodes>>[number];
export type AppliedSource = Awaited<ReturnType<typeof listAppliedSources>>[number];

export interface Applied {
  /** By unique id. */
  readonly nodes: ReadonlyMap<string, AppliedNode>;
  readonly sources: ReadonlyMap<string, AppliedSource>;
}

const keptIn = new WeakMap<Host['database'], Map<Id<'environment'>, { readonly stamp: number; readonly applied: Promise<Applied> }>>();
const environmentsMax = 64;

/** By environment; one that has no definition has nothing applied. */
export async function openApplied(
  host: Host,
  environmentIds: readonly Id<'environment'>[],
): Promise<ReadonlyMap<Id<'environment'>, Applied>> {
  return appliedOf(host, await listStandings(host, environmentIds));
}

/** The same, as new as the standings: for who has just asked for them. */
export async function appliedOf(host: Host, standings: Iterable<Standing>): Promise<ReadonlyMap<Id<'environment'>, Applied>> {
  const kept = keptIn.get(host.database) ?? new Map();
  keptIn.set(host.database, kept);
  const found = new Map<Id<'environment'>, Applied>();
  for (const { environmentId, lastInvocationId } of standings) {
    let it = kept.get(environmentId);
    if (it?.stamp !== lastInvocationId) {
      it = { stamp: lastInvocationId, applied: load(host, environmentId) };
      kept.delete(environmentId);
      kept.set(environmentId, it);
      it.applied.catch(() => kept.delete(environmentId));
    }
    found.set(environmentId, await it.applied);
  }
  for (const oldest of kept.keys()) {
    if (kept.size <= environmentsMax) break;
    kept.delete(oldest);
  }
  return found;
}

async function load(host: Host, environmentId: Id<'environment'>): Promise<Applied> {
  const [nodes, sources] = await Promise.all([listAppliedNodes(host, environmentId), listAppliedSources(host, environmentId)]);
  return {
    nodes: new Map(nodes.map((node) => [node.uniqueId, node])),
    sources: new Map(sources.map((source) => [source.uniqueId, source])),
  };
}
