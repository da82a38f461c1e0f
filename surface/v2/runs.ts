/** Runs: `/api/v2/accounts/{id}/runs/…`. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import { getRun, listRuns } from '@weft/domain/runs/list-runs';
import { explainRetry, retryRun } from '@weft/domain/runs/retry-run';
import type { Host } from '@weft/host/host';
import type { WireRun } from '@weft/wire/v2/run';
import { z } from 'zod';
import { readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { actorOf } from './actor-of.ts';
import { presentRun, presentTrigger, refusalCodes } from './present-run.ts';
import { presentRuns } from './present-runs.ts';
import type { RunListQuery } from './read-run-filter.ts';
import { readRunFilter, runListQuery } from './read-run-filter.ts';
import { writeScopeOfRun } from './write-scope.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, runId: idSchema<'run'>() });
export async function scopeOfRun(host: Host, input: z.infer<typeof one>): Promise<Id<'project'>> {
  return (await getRun(host, input.accountId, input.runId)).projectId;
}

export const runRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/runs/',
    needs: 'runs:read',
    isList: true,
    input: z.object({ accountId, query: runListQuery }),
    answer: async (host, { accountId, query }, { caller }) => list(host, accountId, query, caller),
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/runs/:runId/',
    needs: 'runs:read',
    input: one.extend({ query: z.object({ include_related: z.unknown().optional() }) }),
    scope: scopeOfRun,
    answer: async (host, { accountId, runId, query }) => {
      const run = await getRun(host, accountId, runId);
      const [wire] = await presentRuns(host, accountId, [run], readWords(query.include_related));
      return wire;
    },
  }),
  route({
    method: 'POST',
    path: '/api/v2/accounts/:accountId/runs/:runId/cancel/',
    needs: 'runs:write',
    input: one,
    scope: writeScopeOfRun,
    changes: { event: 'run.cancelled' },
    answer: async (host, { accountId, runId }, { caller }) =>
      presentRun(host, {
        run: await cancelRun(host, accountId, runId, `Cancelled by ${caller.label}.`, actorOf(caller)),
        steps: [],
      }),
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/runs/:runId/retry/',
    summary: 'Say whether a run can be retried, and from where',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId }) => {
      const retry = await explainRetry(host, accountId, runId);
      return {
        failed_step: retry.canRetry ? retry.failed.name : null,
        skipped_steps: retry.canRetry ? retry.skipped.map((step) => step.name) : [],
        can_retry: retry.canRetry,
        retry_not_supported_reason: retry.canRetry ? null : refusalCodes[retry.refusal],
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v2/accounts/:accountId/runs/:runId/retry/',
    summary: 'Retry a run from where it failed',
    needs: 'runs:write',
    input: one,
    scope: writeScopeOfRun,
    changes: { event: 'run.retried' },
    answer: async (host, { accountId, runId }, { caller }) => {
      const run = await retryRun(host, accountId, runId, {
        cause: `Retry of run ${runId} by ${caller.label}`,
        actor: actorOf(caller),
      }).catch(tellReason);
      return { ...presentRun(host, { run, steps: [] }), trigger: presentTrigger(run) };
    },
  }),
];

/** Clients look for the official word. */
function tellReason(error: unknown): never {
  const code =
    error instanceof Fault ? Object.entries(refusalCodes).find(([refusal]) => refusal === error.details.refusal)?.[1] : undefined;
  if (code === undefined || !(error instanceof Fault)) throw error;
  throw new Fault(error.kind, error.code, error.message, { ...error.details, data: { retry_not_supported_reason: code } });
}

async function list(host: Host, accountId: Id<'account'>, query: RunListQuery, caller: Caller): Promise<Listed<WireRun>> {
  const order = readOrder(query.order_by);
  const filter = readRunFilter(accountId, query, caller);
  const page = { order, limit: query.limit, offset: query.offset };
  const { runs, total } = filter === null ? { runs: [], total: 0 } : await listRuns(host, filter, page);
  const items = await presentRuns(host, accountId, runs, readWords(query.include_related));
  return new Listed({ items, totalCount: total, limit: query.limit, offset: query.offset, orderBy: query.order_by ?? 'id', filters: {} });
}

/** An order that we do not know is the order of ids: an old client's `order_by` must not break its list. */
function readOrder(text: string | undefined): Parameters<typeof listRuns>[2]['order'] {
  const isDescending = text?.startsWith('-') ?? false;
  const name = text?.replace(/^-/, '');
  return { by: name === 'created_at' || name === 'finished_at' ? name : 'id', isDescending };
}
