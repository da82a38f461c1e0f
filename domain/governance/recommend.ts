/** What ought to be better about the nodes of projects that the asker may read: rule, severity, why, and who is affected. Pure. */
import type { Id } from '@weft/base/id';
import type { AccountGraph, GraphNode } from '../catalog/account-graph.ts';
import { findingsOf } from '../catalog/list-findings.ts';
import { type Owner, ownerOf } from '../catalog/node-owner.ts';
import { type AppliedByEnvironment, isTest, neighbours } from '../catalog/node-standing.ts';
import type { Sight } from '../catalog/sight.ts';
import { deprecatedUpstream, extraRules, type Ruled } from './extra-rules.ts';
import { type ExtraRule, type Rule, rules, type Severity, severities, severityOf } from './model.ts';

export interface Reader {
  readonly node: GraphNode;
  readonly owner: Owner | null;
}

export interface Recommendation {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly node: GraphNode;
  readonly owner: Owner | null;
  readonly why: string;
  /** Of a deprecation: the date that matters. */
  readonly deprecationDate: string | null;
  /** Of a deprecation: who still reads it, in projects that the asker may read. */
  readonly readers: readonly Reader[];
  /** Those in other projects. */
  readonly hiddenReaderCount: number;
}

export interface Question {
  readonly graph: AccountGraph;
  readonly applied: AppliedByEnvironment;
  readonly sight: Sight;
  readonly at: Date;
}

/** The most severe first, then by rule, project and name. */
export function recommend(question: Question): readonly Recommendation[] {
  const { graph, sight } = question;
  const ownNames = new Map(graph.environments.map(({ projectId, dbtProjectName }) => [projectId, dbtProjectName]));
  const found = graph.nodes.flatMap((node, number) => {
    const isOwn = sight.isReadable(node.projectId) && !node.isExternal && node.packageName === ownNames.get(node.projectId);
    return isOwn ? recommendationsOf(question, node, number) : [];
  });
  return found.sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      rules.indexOf(a.rule) - rules.indexOf(b.rule) ||
      a.node.projectId - b.node.projectId ||
      (a.node.name < b.node.name ? -1 : 1),
  );
}

function recommendationsOf(question: Question, node: GraphNode, number: number): readonly Recommendation[] {
  const { graph, applied, sight } = question;
  const it: Ruled = { graph, applied, sight, node, number };
  const extra = Object.entries(extraRules).flatMap(([rule, judge]) => {
    const message = judge(it);
    return message === null || !isExtra(rule) ? [] : [{ rule, message }];
  });
  return [...findingsOf({ graph, applied, number }, sight), ...extra].map(({ rule, message }) => {
    const deprecationDate = dateOf(it, rule);
    const { readers, hiddenReaderCount } = rule === 'deprecated_in_use' ? readersOf(it) : noReaders;
    const severity = raise(rule, node, deprecationDate, question.at);
    return { rule, severity, node, owner: ownerOf(graph, node), why: message, deprecationDate, readers, hiddenReaderCount };
  });
}

function isExtra(rule: string): rule is ExtraRule {
  return rule in extraRules;
}

/** Of several deprecated models that it reads: the first to go. */
function dateOf(it: Ruled, rule: Rule): string | null {
  if (rule === 'deprecated_in_use') return it.node.deprecationDate;
  if (rule !== 'reads_deprecated') return null;
  return (
    deprecatedUpstream(it)
      .flatMap(({ deprecationDate }) => deprecationDate ?? [])
      .sort()[0] ?? null
  );
}

/** A date that has passed is worse than one to come, and what others may build on is worse off without a test than what they may not. */
function raise(rule: Rule, node: GraphNode, deprecationDate: string | null, at: Date): Severity {
  if (deprecationDate !== null) return Date.parse(deprecationDate) <= at.getTime() ? 'high' : 'medium';
  if (node.access === 'public' && (rule === 'no_tests' || rule === 'no_description')) return 'medium';
  return severityOf[rule];
}

const noReaders = { readers: [], hiddenReaderCount: 0 };

function readersOf({ graph, sight, number }: Ruled): Pick<Recommendation, 'readers' | 'hiddenReaderCount'> {
  const readers: Reader[] = [];
  let hiddenReaderCount = 0;
  for (const child of new Set(neighbours(graph.children, number))) {
    const node = graph.nodes[child];
    if (!node || isTest(node)) continue;
    if (sight.isReadable(node.projectId)) readers.push({ node, owner: ownerOf(graph, node) });
    else hiddenReaderCount += 1;
  }
  return { readers, hiddenReaderCount };
}

export interface DeprecatedUse {
  readonly consumerProjectId: Id<'project'>;
  readonly upstream: GraphNode;
  readonly upstreamOwner: Owner | null;
  /** Of the consumer's, that read it. */
  readonly readers: readonly GraphNode[];
}

/** Which deprecated models of others the nodes of a project read; the first to go first. */
export function listDeprecatedUses({ graph, sight }: Omit<Question, 'at' | 'applied'>): readonly DeprecatedUse[] {
  const uses = new Map<string, { consumerProjectId: Id<'project'>; upstream: GraphNode; readers: GraphNode[] }>();
  for (const [number, node] of graph.nodes.entries()) {
    if (node.isExternal || isTest(node) || !sight.isReadable(node.projectId)) continue;
    for (const upstream of deprecatedUpstream({ graph, sight, node, number })) {
      const key = `${node.projectId} ${upstream.projectId} ${upstream.uniqueId}`;
      const use = uses.get(key);
      if (use) use.readers.push(node);
      else uses.set(key, { consumerProjectId: node.projectId, upstream, readers: [node] });
    }
  }
  const dateOf = ({ upstream }: { upstream: GraphNode }) => upstream.deprecationDate ?? '';
  return [...uses.values()]
    .map((use) => ({ ...use, upstreamOwner: ownerOf(graph, use.upstream) }))
    .sort((a, b) => (dateOf(a) < dateOf(b) ? -1 : 1));
}
