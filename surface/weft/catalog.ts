/** The catalog for the web: search and lists of nodes, one node with all that is known of it, projects, packages, and the account from above. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { type Caller, projectsWith } from '@weft/domain/access/model';
import { describeAccount, listPackages } from '@weft/domain/catalog/describe-account';
import { explainHits } from '@weft/domain/catalog/explain-hits';
import { facetNames } from '@weft/domain/catalog/facet-codes';
import { getNode, getNodeCode } from '@weft/domain/catalog/get-node';
import { listNodes, nodeOrders } from '@weft/domain/catalog/list-nodes';
import { listStaged } from '@weft/domain/catalog/list-staged';
import type { Sight } from '@weft/domain/catalog/sight';
import { getProject } from '@weft/domain/projects/get-project';
import { listExecutions } from '@weft/domain/runs/node-history';
import type { NodeExecution } from '@weft/domain/runs/store-history';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type {
  WireCatalog,
  WireCatalogViews,
  WireNodeCode,
  WireNodeDetails,
  WireNodeList,
  WireNodeRun,
  WirePackage,
  WireProjectCatalog,
} from '@weft/wire/weft/catalog';
import { z } from 'zod';
import { readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { describeProject, presentProject } from './present-catalog-project.ts';
import { presentDifference } from './present-difference.ts';
import { presentDetails, presentFacets, presentLine, presentSelection } from './present-node.ts';
import { presentProvenance } from './present-provenance.ts';
import { comparisonSchema } from './read-comparison.ts';

const accountId = idSchema<'account'>();
const view = z.enum(['production', 'staging']).default('production');
const inAccount = z.object({ accountId, query: z.object({ view }) });
const ofNode = z.object({
  accountId,
  query: z.object({ view, project_id: idSchema<'project'>(), unique_id: z.string().min(1).max(1024) }),
});

/** A value may hold commas, so several are the parameter repeated, or a JSON list. */
const values = z
  .union([z.string().max(1024), z.array(z.string().max(1024)).max(100)])
  .transform((value) => (Array.isArray(value) ? value : value.startsWith('[') ? readWords(value) : [value]))
  .optional();

const order = z
  .string()
  .regex(
    new RegExp(`^-?(${nodeOrders.join('|')})$`),
    `order_by is one of ${nodeOrders.join(', ')}, with - in front for the other way round`,
  )
  .default('best');

const listQuery = z.object({
  view,
  q: z.string().max(500).default(''),
  select: z.string().max(4000).default(''),
  compare: comparisonSchema,
  order_by: order,
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(0).max(1000).default(100),
  ...{ type: values, project: values, access: values, materialization: values, owner: values },
  ...{ package: values, database: values, status: values, tag: values },
});

export function sightOf(caller: Caller, account: Id<'account'>): Sight {
  const readable = projectsWith(caller, 'metadata:read', account);
  const offered = projectsWith(caller, 'public_models:read', account);
  return {
    isReadable: (id) => readable === null || readable.has(id),
    isOffered: (id) => offered === null || offered.has(id),
  };
}

async function scopeOfNode(host: Host, { accountId: account, query }: z.infer<typeof ofNode>): Promise<Id<'project'>> {
  return (await getProject(host, account, query.project_id)).id;
}

export const catalogRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/',
    summary: 'The account from above',
    needs: 'public_models:read',
    isList: true,
    input: inAccount,
    answer: async (host, { accountId: account, query }, { caller }): Promise<WireCatalog> => {
      const { projects, arrows } = await describeAccount(host, { accountId: account, view: query.view, sight: sightOf(caller, account) });
      return { projects: await Promise.all(projects.map((it) => presentProject(host, caller, it))), arrows };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/views/',
    summary: 'Which projects can be looked at as their staging is',
    needs: 'public_models:read',
    isList: true,
    input: z.object({ accountId }),
    answer: async (host, { accountId: account }, { caller }): Promise<WireCatalogViews> => {
      const { isReadable } = sightOf(caller, account);
      return { staging: [...(await listStaged(host, account))].filter(isReadable) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/nodes/',
    summary: 'Search and list nodes',
    needs: 'public_models:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId: account, query }, { caller }): Promise<WireNodeList> => {
      const list = await listNodes(host, {
        ...{ accountId: account, view: query.view, sight: sightOf(caller, account), text: query.q },
        ...{ select: query.select, compareWith: query.compare },
        filters: Object.fromEntries(facetNames.flatMap((name) => (query[name] ? [[name, query[name]]] : []))),
        ...{ order: readOrder(query.order_by), isDescending: query.order_by.startsWith('-'), offset: query.offset, limit: query.limit },
      });
      const texts = await explainHits(host, list.nodes, query.q);
      return {
        nodes: list.nodes.map((listed, at) => ({
          ...presentLine(listed),
          hit: listed.field && { field: listed.field, text: texts[at]?.text ?? null, marks: texts[at]?.marks ?? [] },
          reason: listed.reason && { criterion: listed.reason.criterion.raw, how: listed.reason.how },
          difference: listed.compared && presentDifference(listed.compared),
        })),
        total_count: list.totalCount,
        facets: presentFacets(list.facets),
        selection: list.selection && presentSelection(list.selection),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/node/',
    summary: 'A node with all that is known of it',
    needs: 'public_models:read',
    input: ofNode,
    scope: scopeOfNode,
    answer: async (host, { accountId: account, query }, { caller }): Promise<WireNodeDetails> => {
      const sight = sightOf(caller, account);
      const details = await getNode(host, {
        ...{ accountId: account, view: query.view, sight, projectId: query.project_id, uniqueId: query.unique_id },
      });
      return presentDetails(details, sight, await presentProvenance(host, caller, details.inside?.definedBy ?? null));
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/node-code/',
    summary: 'The code of a node, as written and as compiled',
    needs: 'metadata:read',
    input: ofNode,
    scope: scopeOfNode,
    answer: async (host, { accountId: account, query }, { caller }): Promise<WireNodeCode> => {
      const { raw, compiled, language, filePath } = await getNodeCode(host, {
        ...{ accountId: account, view: query.view, sight: sightOf(caller, account) },
        ...{ projectId: query.project_id, uniqueId: query.unique_id },
      });
      return { raw, compiled, language, file_path: filePath };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/node-runs/',
    summary: 'The last runs of a node',
    needs: 'runs:read',
    input: ofNode,
    scope: scopeOfNode,
    answer: async (host, { accountId: account, query }, { caller }): Promise<WireNodeRun[]> => {
      const { node, inside } = await getNode(host, {
        ...{ accountId: account, view: query.view, sight: sightOf(caller, account) },
        ...{ projectId: query.project_id, uniqueId: query.unique_id },
      });
      // Of another project's node the reader's project knows no runs.
      if (inside === null || node.projectId !== query.project_id) return [];
      const { environmentId, uniqueId } = node;
      return (await listExecutions(host, { environmentId, uniqueId, limit: runsShown, span: null })).map(presentNodeRun);
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/projects/:projectId/',
    summary: 'A project with its overview, counts and findings',
    needs: 'public_models:read',
    input: z.object({ accountId, projectId: idSchema<'project'>(), query: z.object({ view }) }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    answer: (host, input, { caller }): Promise<WireProjectCatalog> =>
      describeProject(host, caller, {
        ...{ accountId: input.accountId, projectId: input.projectId, view: input.query.view },
        sight: sightOf(caller, input.accountId),
      }),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/catalog/packages/',
    summary: 'Packages that projects have installed',
    needs: 'metadata:read',
    isList: true,
    input: inAccount,
    answer: async (host, { accountId: account, query }, { caller }): Promise<WirePackage[]> => {
      const packages = await listPackages(host, { accountId: account, view: query.view, sight: sightOf(caller, account) });
      return packages.map(({ projectId, name, isOwn, counts }) => ({
        ...{ project_id: projectId, name, is_own: isOwn, counts: Object.fromEntries(counts) },
      }));
    },
  }),
];

const runsShown = 30;

function presentNodeRun(it: NodeExecution): WireNodeRun {
  return {
    ...{ run_id: it.runId, job_id: it.jobId, command: it.command, state: it.state, status: it.dbtStatus, message: it.message },
    finished_at: it.finishedAt && wireTimestamp(it.finishedAt),
    execution_seconds: it.executionSeconds,
  };
}

function readOrder(text: string): (typeof nodeOrders)[number] {
  return nodeOrders.find((name) => name === text.replace(/^-/, '')) ?? 'best';
}
