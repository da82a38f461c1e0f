/** History for the web: the states of an environment, what a project was at one of them, and what differs between two. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { compareVersions } from '@weft/domain/governance/compare-versions';
import { compareNode, getNodeAt, listNodesAt } from '@weft/domain/governance/nodes-at';
import { getState, listStates } from '@weft/domain/ingest/list-states';
import { getEnvironment } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import type { WireNodeReason, WireStateDifferences, WireStateEntry, WireStateNodeDetails, WireStateNodes } from '@weft/wire/weft/history';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { presentNodeAt, presentNodeChange, presentState, presentStateNode, presentStates } from './present-state.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const state = idSchema<'invocation'>();
const inProject = z.object({ accountId, projectId });
const atState = inProject.extend({ stateId: state });
const root = '/api/weft/accounts/:accountId/projects/:projectId/';
const uniqueId = z.string().min(1).max(1024);
const changesMax = 1000;

async function scope(host: Host, input: z.infer<typeof inProject>): Promise<Id<'project'>> {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const historyRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${root}states/`,
    summary: 'States that an environment was in',
    needs: 'metadata:read',
    input: inProject.extend({
      query: z.object({
        environment_id: idSchema<'environment'>(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      }),
    }),
    scope,
    answer: async (host, input, { caller }): Promise<Listed<WireStateEntry>> => {
      const { limit, offset } = input.query;
      const environment = await getEnvironment(host, input.accountId, input.query.environment_id);
      if (environment.projectId !== input.projectId) throw notOfProject(environment.id);
      const { items, totalCount } = await listStates(host, environment.id, { limit, offset });
      return new Listed({ items: await presentStates(host, caller, environment.id, items), totalCount, limit, offset });
    },
  }),
  route({
    method: 'GET',
    path: `${root}states/:stateId/nodes/`,
    summary: 'The nodes of a state',
    needs: 'metadata:read',
    input: atState.extend({
      query: z.object({
        q: z.string().max(500).default(''),
        type: z.string().max(64).optional(),
        limit: z.coerce.number().int().min(1).max(2000).default(500),
        offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
      }),
    }),
    scope,
    answer: async (host, input, { caller }): Promise<WireStateNodes> => {
      const found = await getState(host, input.projectId, input.stateId);
      const { q, type, limit, offset } = input.query;
      const list = await listNodesAt(host, { versionId: found.versionId, text: q, type: type ?? null, limit, offset });
      return {
        state: await presentState(host, caller, found),
        ...{ nodes: list.nodes.map(presentStateNode), total_count: list.totalCount, types: Object.fromEntries(list.types) },
      };
    },
  }),
  route({
    method: 'GET',
    path: `${root}states/:stateId/node/`,
    summary: 'A node as a state defined it',
    needs: 'metadata:read',
    input: atState.extend({ query: z.object({ unique_id: uniqueId }) }),
    scope,
    answer: async (host, input): Promise<WireStateNodeDetails> => {
      const { versionId } = await getState(host, input.projectId, input.stateId);
      return presentNodeAt(await getNodeAt(host, versionId, input.query.unique_id));
    },
  }),
  route({
    method: 'GET',
    path: `${root}state-differences/`,
    summary: 'What differs between two states',
    needs: 'metadata:read',
    input: inProject.extend({ query: z.object({ before: state, after: state }) }),
    scope,
    answer: async (host, input, { caller }): Promise<WireStateDifferences> => {
      const { before, after } = await getBoth(host, input.projectId, input.query);
      const changes = await compareVersions(host, before.versionId, after.versionId);
      const count = (kind: string) => changes.filter(({ change }) => change === kind).length;
      return {
        ...{ before: await presentState(host, caller, before), after: await presentState(host, caller, after) },
        changes: changes.slice(0, changesMax).map(presentNodeChange),
        counts: {
          ...{ added: count('added'), removed: count('removed'), changed: count('changed') },
          breaking: changes.filter(({ breaks }) => breaks !== null).length,
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: `${root}state-differences/node/`,
    summary: 'What of one node differs between two states',
    needs: 'metadata:read',
    input: inProject.extend({ query: z.object({ before: state, after: state, unique_id: uniqueId }) }),
    scope,
    answer: async (host, input): Promise<WireNodeReason[]> => {
      const { before, after } = await getBoth(host, input.projectId, input.query);
      const reasons = await compareNode(host, input.query.unique_id, { before: before.versionId, after: after.versionId });
      return reasons.map(({ facet, key, before: was, after: is, diff, path, selectors, note }) => ({
        ...{ facet, key, before: was ?? null, after: is ?? null, diff, path, selectors, note },
      }));
    },
  }),
];

async function getBoth(host: Host, project: Id<'project'>, asked: { readonly before: Id<'invocation'>; readonly after: Id<'invocation'> }) {
  const [before, after] = await Promise.all([getState(host, project, asked.before), getState(host, project, asked.after)]);
  return { before, after };
}

/** Told as one that is not there. */
function notOfProject(environmentId: Id<'environment'>): Fault {
  return new Fault('not_found', 'environment.not_found', `There is no environment ${environmentId} in this account.`);
}
