/** Fields of an environment, and of its two states: as it was last built, and as its newest manifest has it. */

import { readText } from '@weft/dbt/artifacts/read-field';
import { findNode } from '@weft/domain/catalog/account-graph';
import { listInvocations } from '@weft/domain/ingest/list-invocations';
import { getRun } from '@weft/domain/runs/list-runs';
import { type ListArgs, pageOfNodes } from './applied-page.ts';
import type { Desk } from './desk.ts';
import { listNumbers } from './filter-nodes.ts';
import { type HistoryArgs, historyOf } from './history.ts';
import { type LineageArgs, lineageOf } from './lineage.ts';
import type { Resolvers } from './resolvers.ts';
import { type SearchArgs, searchIn } from './search.ts';
import { type Site, type State, show, type Tense } from './site.ts';

interface At {
  readonly state: State;
  readonly tense: Tense;
}

/** A list of the state: nodes of these types, dbt's words. */
function list(...resourceTypes: readonly string[]) {
  return (at: At, args: ListArgs, desk: Desk) => pageOfNodes(at, resourceTypes, args, desk);
}

function nodesOf(at: At, resourceTypes: readonly string[] | null) {
  return listNumbers(at.state, resourceTypes, at.tense, {}).flatMap((number) => at.state.graph.nodes[number] ?? []);
}

const everyState = {
  lineage: ({ state, tense }: At, args: LineageArgs, desk: Desk) => lineageOf(state, tense, args, desk),
  /** Of all kinds that the schema has. */
  resources: (at: At, args: ListArgs, desk: Desk) => pageOfNodes(at, null, args, desk),
  resourceCounts: (at: At) => {
    const counts: Record<string, number> = {};
    for (const { resourceType } of nodesOf(at, null)) counts[resourceType] = (counts[resourceType] ?? 0) + 1;
    return counts;
  },
  packages: (at: At, { resource }: { readonly resource: 'macro' | 'model' }) =>
    [...new Set(nodesOf({ ...at, tense: 'definition' }, [resource]).map(({ packageName }) => packageName))].sort(),
  tags: (at: At) => [...new Set(nodesOf(at, null).flatMap(({ tags }) => tags))].sort().map((name) => ({ name })),
  models: list('model'),
  sources: list('source'),
  seeds: list('seed'),
  snapshots: list('snapshot'),
  tests: list('test', 'unit_test'),
  exposures: list('exposure'),
} satisfies Resolvers;

async function lastInvocation({ state }: At, desk: Desk) {
  return (await listInvocations(desk.host, state.environment.id, 1))[0] ?? null;
}

export const stateResolvers = {
  Environment: {
    adapterType: ({ state }: Site) => (state === null ? null : readText(state.definition.metadata.adapter_type)),
    dbtProjectName: ({ project }: Site) => project.dbtProjectName,
    applied: ({ state }: Site): At | null => state && { state, tense: 'applied' },
    definition: ({ state }: Site): At | null => state && { state, tense: 'definition' },
  },
  AppliedState: {
    ...everyState,
    lastUpdatedAt: async (at: At, _: unknown, desk: Desk) => (await lastInvocation(at, desk))?.acceptedAt ?? null,
    latestGitSha: async (at: At, _: unknown, desk: Desk) => {
      const invocation = await lastInvocation(at, desk);
      const found = invocation && (await desk.runOf(invocation.id));
      return found ? (await getRun(desk.host, at.state.project.accountId, found.runId)).gitSha : null;
    },
    owners: (at: At, { resource }: { readonly resource: 'exposure' | 'group' }) => {
      const owners = nodesOf({ ...at, tense: 'definition' }, [resource]).flatMap(({ owner }) =>
        // Both must be said: what is not known of an owner is empty.
        owner?.name || owner?.email ? [{ name: owner.name ?? '', email: owner.email ?? '' }] : [],
      );
      return [...new Map(owners.map((owner) => [`${owner.name} ${owner.email}`, owner])).values()];
    },
    exposureTile: ({ state }: At, { filter }: { readonly filter: { readonly uniqueId?: string | null } }) => {
      const number = filter.uniqueId == null ? null : findNode(state.graph, state.project.id, filter.uniqueId);
      const [shown] = number === null ? [] : show(state, [number], 'applied', false);
      return shown?.node.resourceType === 'exposure' ? { ...shown, __typename: 'ExposureTileNode' } : null;
    },
    modelHistoricalRuns: ({ state }: At, args: HistoryArgs, desk: Desk) => historyOf(state, args, desk),
    searchResults: ({ state }: At, args: SearchArgs, desk: Desk) => searchIn(state, args, desk),
  },
  DefinitionState: {
    ...everyState,
    lastUpdatedAt: ({ state }: At) => state.definition.generatedAt,
    groups: list('group'),
    macros: list('macro'),
    metrics: list('metric'),
    semanticModels: list('semantic_model'),
    savedQueries: list('saved_query'),
  },
} satisfies Readonly<Record<string, Resolvers>>;
