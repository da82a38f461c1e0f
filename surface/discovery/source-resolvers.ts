/** Fields of sources and of their freshness. */
import { readNumber, readRecord, readText } from '@weft/dbt/artifacts/read-field';
import type { AppliedSource } from '@weft/domain/catalog/applied-nodes';
import { catalogued } from './catalog-fields.ts';
import type { Desk } from './desk.ts';
import { testStatusesOf } from './model-resolvers.ts';
import { definedFields, graphFields, nodeFields, relationFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import type { ShownNode } from './site.ts';

const sourceFields = {
  sourceName: ({ node }: ShownNode) => node.sourceName,
  sourceDescription: async ({ node }: ShownNode, _: unknown, desk: Desk) => readText((await desk.body(node.entryId)).source_description),
  loader: async ({ node }: ShownNode, _: unknown, desk: Desk) => readText((await desk.body(node.entryId)).loader),
} satisfies Resolvers;

export interface Freshness {
  readonly checked: AppliedSource | null;
  /** As the project demands it. */
  readonly demanded: Readonly<Record<string, unknown>>;
}

const freshness = {
  freshness: async ({ state, node }: ShownNode, _: unknown, desk: Desk): Promise<Freshness> =>
    freshnessOf(state.applied.sources.get(node.uniqueId) ?? null, await desk.body(node.entryId)),
} satisfies Resolvers;

export function freshnessOf(checked: AppliedSource | null, body: Readonly<Record<string, unknown>>): Freshness {
  return { checked, demanded: readRecord(body.freshness ?? readRecord(body.config).freshness) };
}

/** Null: it was never checked. */
export function freshnessStatusOf(checked: Pick<AppliedSource, 'status'> | null): 'Pass' | 'Warn' | 'Error' | 'Unknown' | null {
  if (checked === null) return null;
  if (checked.status === 'pass') return 'Pass';
  if (checked.status === 'warn') return 'Warn';
  return checked.status === 'error' ? 'Error' : 'Unknown';
}

export function criteriaOf({ checked, demanded }: Freshness) {
  // What was checked was read already; what the project demands is as dbt wrote it.
  const { warnAfter, errorAfter } = readRecord(checked?.criteria);
  return { warnAfter: criterion(warnAfter ?? demanded.warn_after), errorAfter: criterion(errorAfter ?? demanded.error_after) };
}

const periods: readonly unknown[] = ['minute', 'hour', 'day'];

function criterion(value: unknown): { readonly count: number; readonly period: unknown } | null {
  const { count, period } = readRecord(value);
  const read = readNumber(count);
  return read === null || !periods.includes(period) ? null : { count: read, period };
}

export const sourceResolvers = {
  SourceAppliedStateNode: { ...nodeFields, ...relationFields, ...graphFields, ...catalogued, ...sourceFields, ...freshness },
  SourceAppliedStateNestedNode: { ...nodeFields, ...relationFields, ...sourceFields, ...freshness, testStatuses: testStatusesOf },
  SourceDefinitionNode: { ...nodeFields, ...definedFields, ...relationFields, ...graphFields, ...sourceFields },
  SourceDefinitionNestedNode: { ...nodeFields, ...definedFields, ...relationFields, ...sourceFields },
  SourceFreshnessNode: {
    criteria: criteriaOf,
    freshnessChecked: ({ checked }: Freshness) => checked !== null,
    freshnessStatus: ({ checked }: Freshness) => freshnessStatusOf(checked),
    maxLoadedAt: ({ checked }: Freshness) => checked?.maxLoadedAt ?? null,
    maxLoadedAtTimeAgoInS: ({ checked }: Freshness) => checked?.ageSeconds ?? null,
    snapshottedAt: ({ checked }: Freshness) => checked?.checkedAt ?? null,
    freshnessRunId: async ({ checked }: Freshness, _: unknown, desk: Desk) =>
      checked ? ((await desk.runOf(checked.invocationId))?.runId ?? null) : null,
    freshnessJobDefinitionId: async ({ checked }: Freshness, _: unknown, desk: Desk) =>
      checked ? ((await desk.runOf(checked.invocationId))?.jobId ?? null) : null,
    freshnessRunGeneratedAt: async ({ checked }: Freshness, _: unknown, desk: Desk) =>
      checked ? ((await desk.invocation(checked.invocationId))?.generatedAt ?? null) : null,
  },
} satisfies Readonly<Record<string, Resolvers>>;
