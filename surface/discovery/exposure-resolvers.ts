/** Fields of exposures, and how well what they stand on is. */
import { reach } from '@weft/base/adjacency';
import { runStatusOf } from './execution-fields.ts';
import { worstTestOf } from './model-resolvers.ts';
import { definedFields, graphFields, nodeFields } from './node-fields.ts';
import type { Resolvers } from './resolvers.ts';
import type { ShownNode } from './site.ts';
import { freshnessStatusOf } from './source-resolvers.ts';

const exposureFields = {
  exposureType: ({ node }: ShownNode) => node.exposure?.type ?? null,
  maturity: ({ node }: ShownNode) => node.exposure?.maturity ?? null,
  url: ({ node }: ShownNode) => node.exposure?.url ?? null,
  label: ({ node }: ShownNode) => node.label,
  ownerName: ({ node }: ShownNode) => node.owner?.name ?? null,
  ownerEmail: ({ node }: ShownNode) => node.owner?.email ?? null,
  manifestGeneratedAt: ({ state }: ShownNode) => state.definition.generatedAt,
} satisfies Resolvers;

function ancestorsOf({ state, number }: ShownNode) {
  return [...reach(state.graph.parents, [number])].flatMap((at) => {
    const node = state.graph.nodes[at];
    return node ? [{ at, node }] : [];
  });
}

const worst = ['Pass', 'Unknown', 'Warn', 'Error'] as const;

function worstOf(found: readonly (string | null)[]): string | null {
  const known = worst.filter((status) => found.includes(status));
  return known.at(-1) ?? null;
}

function upstreamFreshness(shown: ShownNode): string | null {
  const { sources } = shown.state.applied;
  return worstOf(ancestorsOf(shown).map(({ node }) => freshnessStatusOf(sources.get(node.uniqueId) ?? null)));
}

function upstreamTests(shown: ShownNode): (string | null)[] {
  return ancestorsOf(shown).flatMap(({ at, node }) => (node.resourceType === 'model' ? [worstTestOf(shown.state, at)] : []));
}

function qualityOf(shown: ShownNode): string {
  const tests = upstreamTests(shown);
  if (tests.some((status) => status === 'fail' || status === 'error')) return 'Error';
  if (tests.includes('warn')) return 'Warn';
  return tests.includes('pass') ? 'Pass' : 'Unknown';
}

function issuesOf(shown: ShownNode): string[] {
  const { nodes, sources } = shown.state.applied;
  const issues = new Set<string>();
  for (const { at, node } of ancestorsOf(shown)) {
    const freshness = freshnessStatusOf(sources.get(node.uniqueId) ?? null);
    if (freshness === 'Warn') issues.add('CautionUpstreamSources');
    if (freshness === 'Error') issues.add('DegradedUpstreamSources');
    if (node.resourceType !== 'model') continue;
    if (runStatusOf(nodes.get(node.uniqueId)?.status) === 'error') issues.add('LastRunFailedUpstreamModels');
    const test = worstTestOf(shown.state, at);
    if (test === 'warn') issues.add('WarnedTestUpstreamModels');
    if (test === 'fail' || test === 'error') issues.add('FailedTestUpstreamModels');
  }
  return [...issues].sort();
}

export const exposureResolvers = {
  ExposureAppliedStateNode: { ...nodeFields, ...graphFields, ...exposureFields },
  ExposureAppliedStateNestedNode: { ...nodeFields, ...exposureFields },
  ExposureDefinitionNode: { ...nodeFields, ...definedFields, ...graphFields, ...exposureFields, freshnessStatus: upstreamFreshness },
  ExposureDefinitionNestedNode: { ...nodeFields, ...definedFields, ...exposureFields },
  ExposureTileNode: {
    ...nodeFields,
    ...exposureFields,
    // Weft makes no exposures of what a BI tool has.
    autoBiProvider: () => null,
    freshnessStatus: upstreamFreshness,
    healthIssues: issuesOf,
    maxSnapshottedAt: (shown: ShownNode) => {
      const times = ancestorsOf(shown).flatMap(({ node }) => shown.state.applied.sources.get(node.uniqueId)?.checkedAt.getTime() ?? []);
      return times.length === 0 ? null : new Date(Math.max(...times));
    },
    quality: qualityOf,
    upstreamStats: (shown: ShownNode) => {
      const counts: Record<string, number> = {};
      for (const { node } of ancestorsOf(shown)) counts[node.resourceType] = (counts[node.resourceType] ?? 0) + 1;
      return counts;
    },
  },
} satisfies Readonly<Record<string, Resolvers>>;
