/** Governance for the web: what ought to be better, and which deprecated models of others a project builds on. */
import { idSchema } from '@weft/base/id';
import type { GraphNode } from '@weft/domain/catalog/account-graph';
import type { Owner } from '@weft/domain/catalog/node-owner';
import { nameOf } from '@weft/domain/governance/extra-rules';
import { listDeprecations, listRecommendations } from '@weft/domain/governance/list-recommendations';
import { remedyOf, rules, severities } from '@weft/domain/governance/model';
import type { DeprecatedUse, Recommendation } from '@weft/domain/governance/recommend';
import type { WireDeprecation, WireNamedNode, WireRecommendation, WireRecommendations } from '@weft/wire/weft/governance';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { sightOf } from './catalog.ts';

const accountId = idSchema<'account'>();
const view = z.enum(['production', 'staging']).default('production');
const readersMax = 100;

const filters = z.object({
  view,
  rule: z.enum(rules).optional(),
  severity: z.enum(severities).optional(),
  project_id: idSchema<'project'>().optional(),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(0).max(5000).default(1000),
});

export const governanceRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/governance/',
    summary: 'What ought to be better',
    needs: 'metadata:read',
    isList: true,
    input: z.object({ accountId, query: filters }),
    answer: async (host, { accountId: account, query }, { caller }): Promise<WireRecommendations> => {
      const all = await listRecommendations(host, { accountId: account, view: query.view, sight: sightOf(caller, account) });
      const { rule, severity, project_id: project, offset, limit } = query;
      const kept = all.filter(
        (it) =>
          (rule === undefined || it.rule === rule) &&
          (severity === undefined || it.severity === severity) &&
          (project === undefined || it.node.projectId === project),
      );
      return {
        recommendations: kept.slice(offset, offset + limit).map(presentRecommendation),
        total_count: kept.length,
        counts: {
          rule: count(all.map((it) => it.rule)),
          severity: count(all.map((it) => it.severity)),
          project: count(all.map((it) => String(it.node.projectId))),
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/governance/deprecations/',
    summary: 'Deprecated models that projects build on',
    needs: 'metadata:read',
    isList: true,
    input: z.object({ accountId, query: z.object({ view }) }),
    answer: async (host, { accountId: account, query }, { caller }): Promise<WireDeprecation[]> =>
      (await listDeprecations(host, { accountId: account, view: query.view, sight: sightOf(caller, account) })).map(presentUse),
  }),
];

function count(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function presentRecommendation(it: Recommendation): WireRecommendation {
  return {
    ...{ rule: it.rule, severity: it.severity, node: presentNode(it.node, it.owner), why: it.why, remedy: remedyOf[it.rule] },
    deprecation_date: it.deprecationDate,
    readers: it.readers.slice(0, readersMax).map(({ node, owner }) => presentNode(node, owner)),
    reader_count: it.readers.length + it.hiddenReaderCount,
    hidden_reader_count: it.hiddenReaderCount,
  };
}

function presentUse({ consumerProjectId, upstream, upstreamOwner, readers }: DeprecatedUse): WireDeprecation {
  return {
    project_id: consumerProjectId,
    upstream: presentNode(upstream, upstreamOwner),
    deprecation_date: upstream.deprecationDate ?? '',
    latest_version: upstream.latestVersion === null ? null : String(upstream.latestVersion),
    readers: readers.slice(0, readersMax).map((node) => presentNode(node, null)),
  };
}

function presentNode(node: GraphNode, owner: Owner | null): WireNamedNode {
  return { project_id: node.projectId, unique_id: node.uniqueId, name: nameOf(node), type: node.resourceType, owner };
}
