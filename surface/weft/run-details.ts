/** What the page of a run shows beside what v2 tells: nodes, why it waits, its steps without logs, a log from any byte on, the upload that it is of. */
import { idSchema } from '@weft/base/id';
import { may } from '@weft/domain/access/model';
import { explainWait } from '@weft/domain/runs/explain-wait';
import { listRunNodes, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { readStepLog } from '@weft/domain/runs/read-step-log';
import { logKinds } from '@weft/domain/runs/step-log';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireRunNode } from '@weft/wire/weft/run-node';
import type { WireStepState } from '@weft/wire/weft/run-step';
import type { WireRunAhead, WireRunWait } from '@weft/wire/weft/run-wait';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { hrefOf } from '../v2/present-run.ts';
import { scopeOfRun } from '../v2/runs.ts';
import { presentRunNode, presentStepState } from './present-progress.ts';

const one = z.object({ accountId: idSchema<'account'>(), runId: idSchema<'run'>() });
const logQuery = z.object({
  kind: z.enum(logKinds).default('plain'),
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});

export const runDetailRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/nodes/',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { runId }): Promise<WireRunNode[]> => (await listRunNodes(host, runId)).map(presentRunNode),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/steps/',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { runId }): Promise<WireStepState[]> => (await listSteps(host, [runId])).map(presentStepState),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/wait/',
    needs: 'runs:read',
    input: one,
    scope: scopeOfRun,
    answer: async (host, { accountId, runId }, { caller }): Promise<WireRunWait> => {
      const explained = await explainWait(host, accountId, runId);
      if (explained === null) return { is_waiting: false, reason: null, behind: [], place: null, since: null };
      // Runs of projects that the caller may not read hold it up all the same.
      const behind = explained.behind.filter(({ projectId }) => may(caller, 'runs:read', { accountId, projectId }));
      return {
        is_waiting: true,
        reason: explained.wait.reason,
        behind: behind.map((run) => presentAhead(host, run)),
        place: explained.place,
        since: wireTimestamp(explained.since),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/steps/:stepIndex/log/',
    needs: 'runs:read',
    input: one.extend({
      stepIndex: z
        .string()
        .regex(/^\d{1,6}$/)
        .transform(Number),
      query: logQuery,
    }),
    scope: scopeOfRun,
    // At most 512 KiB a time: who wants more asks again from `x-next-offset` on, until nothing comes.
    answer: async (host, { accountId, runId, stepIndex, query }, { reply }) => {
      const part = await readStepLog(host, accountId, { runId, stepIndex, kind: query.kind, offset: query.offset });
      reply.type('text/plain; charset=utf-8').header('x-next-offset', String(part.nextOffset)).header('cache-control', 'no-store');
      // Opened in a tab, a log must stay text whatever dbt wrote into it.
      reply.header('x-content-type-options', 'nosniff');
      return new Bare(200, part.text);
    },
  }),
];

export function presentAhead(host: Host, run: Run): WireRunAhead {
  return { run_id: run.id, href: hrefOf(host, run), job_name: run.plan.jobName };
}
