/** Pull requests: a list, one with all that was done about it, and the one of a run. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { projectsWith } from '@weft/domain/access/model';
import { getPullRequest, listPullRequests } from '@weft/domain/ci/list-pull-requests';
import { findPullRequestsOfRuns, resendReports } from '@weft/domain/ci/queue-reports';
import type { Host } from '@weft/host/host';
import type { WirePullRequest, WirePullRequestOfRun, WirePullRequestPage } from '@weft/wire/weft/pull-request';
import { z } from 'zod';
import { pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { scopeOfRun } from '../v2/runs.ts';
import { presentPullRequestPage, presentPullRequests } from './present-pull-request.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, pullRequestId: idSchema<'pullRequest'>() });
const blankIsNone = (value: unknown) => (value === '' ? undefined : value);
const listQuery = pageSchema.extend({
  project_id: z.preprocess(blankIsNone, idSchema<'project'>().optional()),
  state: z.preprocess(blankIsNone, z.enum(['open', 'closed', 'merged']).optional()),
});
const path = '/api/weft/accounts/:accountId/pull-requests/';

export const pullRequestRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'runs:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId, query }, { caller }): Promise<Listed<WirePullRequest>> => {
      const { limit, offset } = query;
      const projectIds = narrow(projectsWith(caller, 'runs:read', accountId), query.project_id);
      const filter = { accountId, ...(projectIds ? { projectIds } : {}), ...(query.state ? { state: query.state } : {}) };
      const { pullRequests, total } = await listPullRequests(host, filter, { limit, offset });
      const items = await presentPullRequests(host, accountId, pullRequests);
      return new Listed({ items, totalCount: total, limit, offset, orderBy: '-updated_at' });
    },
  }),
  route({
    method: 'GET',
    path: `${path}:pullRequestId/`,
    needs: 'runs:read',
    input: one,
    scope: scopeOfPullRequest,
    answer: async (host, input): Promise<WirePullRequestPage> =>
      presentPullRequestPage(host, await getPullRequest(host, input.accountId, input.pullRequestId)),
  }),
  route({
    method: 'POST',
    path: `${path}:pullRequestId/resend/`,
    summary: 'Tell the provider once more what it could not be told',
    needs: 'runs:write',
    input: one,
    scope: scopeOfPullRequest,
    changes: { event: 'pull_request.resent' },
    answer: async (host, input) => {
      const pullRequest = await getPullRequest(host, input.accountId, input.pullRequestId);
      return { id: pullRequest.id, queued_count: await resendReports(host, pullRequest) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/pull-request/',
    needs: 'runs:read',
    input: z.object({ accountId, runId: idSchema<'run'>() }),
    scope: scopeOfRun,
    answer: async (host, input): Promise<WirePullRequestOfRun | null> => {
      const [found] = await findPullRequestsOfRuns(host, input.accountId, [input.runId]);
      if (!found) return null;
      const { id, number, title, url } = found.pullRequest;
      return { pull_request_id: id, number, title, url, superseded_by: found.supersededBy };
    },
  }),
];

export async function scopeOfPullRequest(host: Host, input: z.infer<typeof one>): Promise<Id<'project'>> {
  return (await getPullRequest(host, input.accountId, input.pullRequestId)).projectId;
}

/** Null: all projects of the account. */
function narrow(readable: ReadonlySet<Id<'project'>> | null, asked: Id<'project'> | undefined): readonly Id<'project'>[] | null {
  if (asked === undefined) return readable === null ? null : [...readable];
  return readable === null || readable.has(asked) ? [asked] : [];
}
