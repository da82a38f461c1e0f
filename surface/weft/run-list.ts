/** Runs as people leaf through them: filtered and ordered here, from any place on, each with why it waits, its pull request and its commit's page. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { may } from '@weft/domain/access/model';
import { findPullRequestsOfRuns } from '@weft/domain/ci/queue-reports';
import { commitUrlOf } from '@weft/domain/git/commit-url';
import { listRepositories } from '@weft/domain/git/find-repository';
import { explainWaits } from '@weft/domain/runs/explain-wait';
import type { Leaf, LeafView } from '@weft/domain/runs/list-runs-from';
import { listRunsFrom } from '@weft/domain/runs/list-runs-from';
import type { Run } from '@weft/domain/runs/model';
import type { Host } from '@weft/host/host';
import type { WireListedRun, WireRunLeaf } from '@weft/wire/weft/run-list';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentRuns } from '../v2/present-runs.ts';
import { readRunFilter, runListQuery } from '../v2/read-run-filter.ts';
import { presentAhead } from './run-details.ts';

const limitMax = 200;
const blankIsNone = (value: unknown) => (value === '' ? undefined : value);
const place = z.preprocess(blankIsNone, z.string().max(64).optional());

const leafQuery = runListQuery.omit({ limit: true, offset: true, order_by: true, include_related: true }).extend({
  limit: z.coerce.number().int().min(1).max(limitMax).default(50),
  order_by: z.preprocess(blankIsNone, z.enum(['-id', 'id', '-duration', 'duration']).default('-id')),
  /** As an earlier answer named it; `before=last` asks for the last page. */
  after: place,
  before: place,
  /** Of the time when it is asked: an address that is sent to somebody goes on meaning the last day. */
  created_within_hours: z.preprocess(blankIsNone, z.coerce.number().int().min(1).max(87_600).optional()),
});
type LeafQuery = z.infer<typeof leafQuery>;

export const runListRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/',
    summary: 'Leaf through the runs of an account',
    needs: 'runs:read',
    isList: true,
    input: z.object({ accountId: idSchema<'account'>(), query: leafQuery }),
    answer: async (host, { accountId, query }, { caller }): Promise<WireRunLeaf> => {
      const view = readView(query);
      const asked = readRunFilter(accountId, { ...query, limit: 0, offset: 0 }, caller);
      if (asked === null) return { runs: [], total: { count: 0, is_more: false }, before: null, after: null };
      const leaf = await listRunsFrom(host, withinHours(asked, query.created_within_hours, host.clock.now()), view);
      return {
        runs: await presentListed(host, accountId, leaf.runs, caller),
        total: { count: leaf.total.count, is_more: leaf.total.isMore },
        ...{ before: placeOf(leaf.before), after: placeOf(leaf.after) },
      };
    },
  }),
];

type Filter = Parameters<typeof listRunsFrom>[1];

function withinHours(filter: Filter, hours: number | undefined, now: Date): Filter {
  if (hours === undefined) return filter;
  const from = new Date(now.getTime() - hours * 3_600_000);
  // Runs are never asked for in the future, but another server's clock may be a little ahead.
  return { ...filter, createdBetween: filter.createdBetween ?? { from, to: new Date(now.getTime() + 3_600_000) } };
}

/** Faults: invalid `request.invalid`. */
function readView({ order_by: order, after, before, limit }: LeafQuery): LeafView {
  const by = order.endsWith('duration') ? 'duration' : 'id';
  const side = before === undefined ? 'after' : 'before';
  const text = before === 'last' ? undefined : (before ?? after);
  const view = { order: { by, isDescending: order.startsWith('-') }, side, limit } as const;
  if (text === undefined) return { ...view, position: null };
  const read = /^(?:(-1|\d{1,15})\.)?(\d{1,15})$/.exec(text);
  if (!read || (by === 'duration') !== (read[1] !== undefined))
    throw new Fault(
      'invalid',
      'request.invalid',
      `"${text}" names no place in this list: take it from the answer before, asked for in the same order.`,
    );
  return { ...view, position: { duration: read[1] === undefined ? null : Number(read[1]), id: Number(read[2]) } };
}

function placeOf(position: Leaf['after']): string | null {
  if (position === null) return null;
  return position.duration === null ? String(position.id) : `${position.duration}.${position.id}`;
}

async function presentListed(host: Host, accountId: Id<'account'>, runs: readonly Run[], caller: Caller): Promise<WireListedRun[]> {
  const runIds = runs.map(({ id }) => id);
  const [wires, waits, found, repositories] = await Promise.all([
    presentRuns(host, accountId, runs, ['trigger']),
    explainWaits(host, accountId, runs),
    runIds.length === 0 ? [] : findPullRequestsOfRuns(host, accountId, runIds),
    listRepositories(host, accountId),
  ]);
  const pullRequests = new Map<number, WireListedRun['pull_request']>(
    found.map(({ runId, pullRequest: { id, number, title } }) => [runId, { id, number, title }]),
  );
  const repositoryOf = new Map<number, (typeof repositories)[number]>(repositories.map((it) => [it.projectId, it]));
  const waitOf = new Map<number, WireListedRun['wait']>(
    [...waits].map(([runId, { wait, behind, place }]) => {
      // Runs of projects that the caller may not read hold it up all the same.
      const readable = behind.filter(({ projectId }) => may(caller, 'runs:read', { accountId, projectId }));
      return [runId, { reason: wait.reason, place, behind: readable.map((run) => presentAhead(host, run)) }];
    }),
  );
  return wires.map((wire) => {
    const repository = repositoryOf.get(wire.project_id);
    return {
      ...wire,
      wait: waitOf.get(wire.id) ?? null,
      pull_request: pullRequests.get(wire.id) ?? null,
      commit_url: repository && wire.git_sha ? commitUrlOf(repository, wire.git_sha) : null,
    };
  });
}
