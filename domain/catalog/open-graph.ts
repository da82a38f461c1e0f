/** Answers the graph of an account from memory, as new as the database: only what changed is read. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listStandings } from '../ingest/find-definition.ts';
import { listPlaces } from '../projects/get-project.ts';
import { type AccountGraph, joinEnvironments } from './account-graph.ts';
import { loadStateNodes } from './state-nodes.ts';

type Place = Awaited<ReturnType<typeof listPlaces>>[number];
type Standing = Awaited<ReturnType<typeof listStandings>>[number];

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

export interface OpenAccount {
  readonly graph: AccountGraph;
  /** Of its environments, by id: as what was applied is kept by (`appliedOf`). */
  readonly standings: ReadonlyMap<Id<'environment'>, Standing>;
  /** Of all projects that have an environment. */
  readonly projectNames: ReadonlyMap<Id<'project'>, string>;
}

/** What every question about the account's nodes begins with. Who may see what is for the question to hold: nodes of all projects are in it. */
export async function openGraph(host: Host, accountId: Id<'account'>, view: GraphView): Promise<AccountGraph> {
  return (await openAccount(host, accountId, view)).graph;
}

/** The same, for who goes on to ask what was applied. */
export async function openAccount(host: Host, accountId: Id<'account'>, view: GraphView): Promise<OpenAccount> {
  const { places, standings } = await findNewest(host, accountId);
  const chosen = chooseEnvironments(
    places.filter(({ environmentId }) => standings.has(environmentId)),
    view,
  ).flatMap((place) => {
    const standing = standings.get(place.environmentId);
    return standing ? [{ ...place, versionId: standing.versionId }] : [];
  });
  const stamp = chosen.map(({ environmentId, versionId, dbtProjectName }) => `${environmentId} ${versionId} ${dbtProjectName}`).join();
  const graph = await keep(host, `${accountId} ${view}`, stamp, async () =>
    joinEnvironments(
      await Promise.all(
        chosen.map(async ({ environmentId, projectId, dbtProjectName, versionId }) => ({
          ...{ environmentId, projectId, dbtProjectName, versionId },
          nodes: await loadStateNodes(host, versionId),
        })),
      ),
    ),
  );
  return { graph, standings, projectNames: new Map(places.map(({ projectId, projectName }) => [projectId, projectName])) };
}

const idsIn = new WeakMap<Host['database'], Map<Id<'account'>, readonly Id<'environment'>[]>>();

/** Environments are nearly always the ones of the last question, so how they stand is asked for at once, and again only where there are others. */
async function findNewest(host: Host, accountId: Id<'account'>) {
  const idsOf = idsIn.get(host.database) ?? new Map<Id<'account'>, readonly Id<'environment'>[]>();
  idsIn.set(host.database, idsOf);
  const guess = idsOf.get(accountId) ?? [];
  const [places, early] = await Promise.all([listPlaces(host, accountId), guess.length === 0 ? [] : listStandings(host, guess)]);
  const ids = places.map(({ environmentId }) => environmentId);
  idsOf.set(accountId, ids);
  const isGuessed = ids.length === guess.length && ids.every((id, at) => id === guess[at]);
  const found = isGuessed ? early : await listStandings(host, ids);
  return { places, standings: new Map(found.map((it) => [it.environmentId, it])) };
}

/** One of each project that has one. */
function chooseEnvironments(places: readonly Place[], view: GraphView): readonly Place[] {
  const own = new Map<Id<'project'>, Place[]>();
  for (const place of places) own.set(place.projectId, [...(own.get(place.projectId) ?? []), place]);
  return [...own.values()].flatMap((of) => chooseEnvironment(of, view) ?? []);
}

function chooseEnvironment(own: readonly Place[], view: GraphView): Place | undefined {
  const production = own.find(({ deploymentType }) => deploymentType === 'production');
  if (view === 'production') return production;
  if (view === 'staging') return own.find(({ deploymentType }) => deploymentType === 'staging') ?? production;
  return own.find(({ environmentId }) => environmentId === view) ?? production;
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
