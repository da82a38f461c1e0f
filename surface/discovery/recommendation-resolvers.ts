/** What a project would do well to change, by the rules that hold for the whole account, and how much of it keeps the first of them. */
import { readText } from '@weft/dbt/artifacts/read-field';
import type { StateNode } from '@weft/domain/catalog/state-nodes';
import { listRecommendations } from '@weft/domain/governance/list-recommendations';
import { type Rule, remedyOf } from '@weft/domain/governance/model';
import type { Desk } from './desk.ts';
import { type PageArgs, pageOf } from './page.ts';
import type { Resolvers } from './resolvers.ts';
import { type Site, type State, testsOf } from './site.ts';

const categoryOf: Readonly<Record<Rule, string>> = {
  failed_upstream: 'operations',
  deprecated_in_use: 'governance',
  public_without_contract: 'governance',
  public_unused: 'governance',
  no_tests: 'testing',
  no_description: 'documentation',
  no_owner: 'governance',
  reads_deprecated: 'governance',
  dead_exposure: 'operations',
  undocumented_columns: 'documentation',
  source_without_freshness: 'testing',
};

function isModel(node: StateNode): boolean {
  return node.resourceType === 'model' && !node.isExternal && readText(node.config.materialized) !== 'ephemeral';
}

interface RuleArgs extends PageArgs {
  readonly filter?: {
    readonly categories?: readonly string[] | null;
    readonly ruleNames?: readonly string[] | null;
    readonly severity?: readonly string[] | null;
    readonly uniqueIds?: readonly string[] | null;
  } | null;
}

/** Of this environment's nodes; other projects are as their production is. */
async function violations({ project, environment }: Site, desk: Desk) {
  const { accountId } = project;
  const found = await listRecommendations(desk.host, { accountId, view: environment.id, sight: desk.sight(accountId) });
  return found.flatMap(({ rule, severity, node, why }) => {
    if (node.environmentId !== environment.id) return [];
    const violationId = `${rule}:${node.uniqueId}`;
    const description = `${node.name}: ${why} ${remedyOf[rule]}`;
    return [{ name: rule, category: categoryOf[rule], severity, uniqueId: node.uniqueId, violationId, description }];
  });
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
    rules: async (site: Site, { filter, ...page }: RuleArgs, desk: Desk) => {
      const isIn = (wanted: readonly string[] | null | undefined, value: string) => wanted == null || wanted.includes(value);
      const found = (site.state === null ? [] : await violations(site, desk)).filter(
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
