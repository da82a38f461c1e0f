/** What a project would do well to change: rules over its newest manifest, and how much of it keeps them. */

import { readText } from '@weft/dbt/artifacts/read-field';
import type { StateNode } from '@weft/domain/catalog/state-nodes';
import { type PageArgs, pageOf } from './page.ts';
import type { Resolvers } from './resolvers.ts';
import { type Site, type State, testsOf } from './site.ts';

interface Rule {
  readonly name: string;
  readonly category: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly isAbout: (node: StateNode) => boolean;
  readonly isBroken: (state: State, node: StateNode, number: number) => boolean;
  readonly say: (node: StateNode) => string;
}

function isModel(node: StateNode): boolean {
  return node.resourceType === 'model' && !node.isExternal && readText(node.config.materialized) !== 'ephemeral';
}

const rules: readonly Rule[] = [
  {
    ...{ name: 'public_model_without_contract', category: 'governance', severity: 'high' },
    isAbout: (node) => isModel(node) && node.access === 'public',
    isBroken: (_, node) => !node.isContractEnforced,
    say: ({ name }) => `${name} is public and has no contract: what its readers rely on may change without anybody noticing.`,
  },
  {
    ...{ name: 'public_model_without_description', category: 'documentation', severity: 'high' },
    isAbout: (node) => isModel(node) && node.access === 'public',
    isBroken: (_, node) => !node.isDescribed,
    say: ({ name }) => `${name} is public and has no description: its readers are left to guess what a row is.`,
  },
  {
    ...{ name: 'model_without_description', category: 'documentation', severity: 'low' },
    isAbout: (node) => isModel(node) && node.access !== 'public',
    isBroken: (_, node) => !node.isDescribed,
    say: ({ name }) => `${name} has no description.`,
  },
  {
    ...{ name: 'model_without_tests', category: 'testing', severity: 'medium' },
    isAbout: isModel,
    isBroken: (state, _, number) => testsOf(state, number).length === 0,
    say: ({ name }) => `${name} has no tests.`,
  },
  {
    ...{ name: 'source_without_freshness', category: 'testing', severity: 'low' },
    isAbout: ({ resourceType }) => resourceType === 'source',
    isBroken: (state, { uniqueId }) => !state.applied.sources.has(uniqueId),
    say: ({ name, sourceName }) => `The freshness of ${sourceName}.${name} was never checked.`,
  },
  {
    ...{ name: 'exposure_without_owner', category: 'governance', severity: 'medium' },
    isAbout: ({ resourceType }) => resourceType === 'exposure',
    isBroken: (_, { owner }) => !owner?.name && !owner?.email,
    say: ({ name }) => `The exposure ${name} has no owner: nobody is told when what it stands on breaks.`,
  },
];

interface RuleArgs extends PageArgs {
  readonly filter?: {
    readonly categories?: readonly string[] | null;
    readonly ruleNames?: readonly string[] | null;
    readonly severity?: readonly string[] | null;
    readonly uniqueIds?: readonly string[] | null;
  } | null;
}

function violations(state: State) {
  return rules.flatMap((rule) =>
    state.graph.nodes.flatMap((node, number) => {
      if (!rule.isAbout(node) || !rule.isBroken(state, node, number)) return [];
      const { name, category, severity } = rule;
      return [{ name, category, severity, uniqueId: node.uniqueId, violationId: `${name}:${node.uniqueId}`, description: rule.say(node) }];
    }),
  );
}

/** In percent; null: there is nothing to measure. */
function share(state: State, isGood: (node: StateNode, number: number) => boolean): number | null {
  const models = state.graph.nodes.flatMap((node, number) => (isModel(node) ? [isGood(node, number)] : []));
  return models.length === 0 ? null : (100 * models.filter(Boolean).length) / models.length;
}

export const recommendationResolvers = {
  Recommendations: {
    metrics: ({ state }: Site) =>
      state === null
        ? []
        : [
            { name: 'documented_models_percent', value: share(state, ({ isDescribed }) => isDescribed) },
            { name: 'tested_models_percent', value: share(state, (_, number) => testsOf(state, number).length > 0) },
          ],
    rules: ({ state }: Site, { filter, ...page }: RuleArgs) => {
      const isIn = (wanted: readonly string[] | null | undefined, value: string) => wanted == null || wanted.includes(value);
      const found = (state === null ? [] : violations(state)).filter(
        (it) =>
          isIn(filter?.categories, it.category) &&
          isIn(filter?.ruleNames, it.name) &&
          isIn(filter?.severity, it.severity) &&
          isIn(filter?.uniqueIds, it.uniqueId),
      );
      return pageOf(
        found,
        page,
        ({ violationId }) => violationId,
        (chosen) => chosen,
      );
    },
  },
} satisfies Readonly<Record<string, Resolvers>>;
