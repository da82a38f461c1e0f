/** What could be better about a node, by rules that need no more than the graph and what was last done. Pure. */
import { reach } from '@weft/base/adjacency';
import type { Id } from '@weft/base/id';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { nameOfOwner, ownerOf } from './node-owner.ts';
import { type AppliedByEnvironment, countTests, isFailed, isTest, neighbours } from './node-standing.ts';
import { type Sight, seenAs } from './sight.ts';

export const findingRules = [
  'failed_upstream',
  'deprecated_in_use',
  'public_without_contract',
  'public_unused',
  'no_tests',
  'no_description',
  'no_owner',
] as const;
export type FindingRule = (typeof findingRules)[number];

export interface Finding {
  readonly rule: FindingRule;
  readonly number: number;
  readonly message: string;
}

export interface Findable {
  readonly graph: AccountGraph;
  readonly applied: AppliedByEnvironment;
  readonly number: number;
}

/** Types that people write descriptions of and name owners for. */
const described: ReadonlySet<string> = new Set(['model', 'source', 'seed', 'snapshot', 'exposure', 'metric']);
const tested: ReadonlySet<string> = new Set(['model', 'source', 'snapshot']);

/** Of a project that the asker may read; packages that it installed are not its to mend. The worst first. */
export function listFindings({ graph, applied }: Omit<Findable, 'number'>, projectId: Id<'project'>, sight: Sight): readonly Finding[] {
  const environment = graph.environments.find((it) => it.projectId === projectId);
  const found = graph.nodes.flatMap((node, number) =>
    node.projectId === projectId && node.packageName === environment?.dbtProjectName ? findingsOf({ graph, applied, number }, sight) : [],
  );
  const rank = (finding: Finding) => findingRules.indexOf(finding.rule);
  return found.sort((a, b) => rank(a) - rank(b));
}

export function findingsOf(at: Findable, sight: Sight): readonly Finding[] {
  const node = at.graph.nodes[at.number];
  if (!node || node.isExternal) return [];
  return findingRules.flatMap((rule) => {
    const message = rules[rule](at, node, sight);
    return message === null ? [] : [{ rule, number: at.number, message }];
  });
}

const rules: Readonly<Record<FindingRule, (at: Findable, node: GraphNode, sight: Sight) => string | null>> = {
  failed_upstream: (at, node, sight) => (node.resourceType === 'exposure' ? explainUpstream(at, sight) : null),
  deprecated_in_use: ({ graph, number }, node) => {
    if (node.deprecationDate === null) return null;
    const readers = neighbours(graph.children, number).filter((child) => !isTest(graph.nodes[child] ?? node)).length;
    if (readers === 0) return null;
    return `It is deprecated as of ${node.deprecationDate.slice(0, 10)}, and ${counted(readers, 'node still reads', 'nodes still read')} it.`;
  },
  public_without_contract: (_, node) =>
    isPublic(node) && !node.isContractEnforced
      ? 'It is public, but no contract holds its columns: readers can break without notice.'
      : null,
  public_unused: ({ graph, number }, node) => {
    if (!isPublic(node)) return null;
    const isRead = neighbours(graph.children, number).some((child) => {
      const reader = graph.nodes[child];
      return reader !== undefined && (reader.projectId !== node.projectId || reader.resourceType === 'exposure');
    });
    return isRead ? null : 'It is public, but no other project and no exposure reads it.';
  },
  no_tests: ({ graph, applied, number }, node) =>
    tested.has(node.resourceType) && countTests(graph, applied, number).total === 0 ? 'Nothing tests it.' : null,
  no_description: (_, node) => (described.has(node.resourceType) && !node.isDescribed ? 'Nobody has described it.' : null),
  no_owner: ({ graph }, node) =>
    (isPublic(node) || node.resourceType === 'exposure') && nameOfOwner(ownerOf(graph, node)) === null
      ? 'It names no owner: readers do not know whom to ask.'
      : null,
};

function isPublic(node: GraphNode): boolean {
  return node.resourceType === 'model' && node.access === 'public';
}

/** Names of what the asker may not see are left out of the message, not the trouble. */
function explainUpstream({ graph, applied, number }: Findable, sight: Sight): string | null {
  const bad: GraphNode[] = [];
  for (const above of reach(graph.parents, [number])) {
    const node = graph.nodes[above];
    if (!node || isTest(node)) continue;
    const inEnvironment = applied.get(node.environmentId);
    const freshness = inEnvironment?.sources.get(node.uniqueId)?.status ?? null;
    if (isFailed(inEnvironment?.nodes.get(node.uniqueId)?.status ?? null) || isFailed(freshness)) bad.push(node);
  }
  if (bad.length === 0) return null;
  const named = bad.find((node) => seenAs(sight, node) === 'everything')?.name;
  const more = bad.length - (named === undefined ? 0 : 1);
  const what = [
    named,
    more > 0 ? counted(more, `${named === undefined ? '' : 'other '}node`, `${named === undefined ? '' : 'other '}nodes`) : undefined,
  ];
  return `It builds on what failed or is stale: ${what.filter((part) => part !== undefined).join(' and ')}.`;
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
