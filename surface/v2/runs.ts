/** Runs: `/api/v2/accounts/{id}/runs/…`. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import { listEnvironments } from '@weft/domain/projects/environments';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import { getRun, listRuns, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import type { Step } from '@weft/domain/runs/plan-steps';
import { readStepLog, readStepLogEnd } from '@weft/domain/runs/read-step-log';
import type { Host } from '@weft/host/host';
import type { WireRun } from '@weft/wire/v2/run';
import { z } from 'zod';
import { readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { presentEnvironment } from '../v3/present-project.ts';
import { presentJob } from './present-job.ts';
import type { StepLogs } from './present-run.ts';
import { presentRun, presentStep, presentTrigger } from './present-run.ts';
import type { RunListQuery } from './read-run-filter.ts';
import { readRunFilter, runListQuery } from './read-run-filter.ts';

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
      const [wire] = await presentAll(host, accountId, [run], readWords(query.include_related));
      return wire;
    },
  }),
  route({
    method: 'POST',
    path: '/api/v2/accounts/:accountId/runs/:runId/cancel/',
    needs: 'runs:write',
    input: one,
    scope: scopeOfRun,
    changes: { event: 'run.cancelled' },
    answer: async (host, { accountId, runId }, { caller }) =>
      presentRun(host, { run: await cancelRun(host, accountId, runId, `Cancelled by ${caller.label}.`), steps: [] }),
  }),
];

async function list(host: Host, accountId: Id<'account'>, query: RunListQuery, caller: Caller): Promise<Listed<WireRun>> {
  const order = readOrder(query.order_by);
  const filter = readRunFilter(accountId, query, caller);
  const page = { order, limit: query.limit, offset: query.offset };
  const { runs, total } = filter === null ? { runs: [], total: 0 } : await listRuns(host, filter, page);
  const items = await presentAll(host, accountId, runs, readWords(query.include_related));
  return new Listed({ items, totalCount: total, limit: query.limit, offset: query.offset, orderBy: query.order_by ?? 'id', filters: {} });
}

/** An order that we do not know is the order of ids: an old client's `order_by` must not break its list. */
function readOrder(text: string | undefined): Parameters<typeof listRuns>[2]['order'] {
  const isDescending = text?.startsWith('-') ?? false;
  const name = text?.replace(/^-/, '');
  return { by: name === 'created_at' || name === 'finished_at' ? name : 'id', isDescending };
}

async function presentAll(host: Host, accountId: Id<'account'>, runs: readonly Run[], related: readonly string[]): Promise<WireRun[]> {
  const wants = (name: string) => related.includes(name);
  const [steps, jobs, environments] = await Promise.all([
    wants('run_steps') || wants('debug_logs')
      ? listSteps(
          host,
          runs.map((run) => run.id),
        )
      : [],
    wants('job')
      ? listJobsOfRuns(
          host,
          accountId,
          runs.map((run) => run.jobId),
        )
      : [],
    wants('environment') ? listEnvironments(host, accountId) : [],
  ]);
  // The logs of one run are asked for with it; those of a page of runs would be megabytes nobody reads.
  const withLogs = runs.length === 1 && (wants('run_steps') || wants('debug_logs'));
  return Promise.all(
    runs.map(async (run) => {
      const own = steps.filter((step) => step.runId === run.id);
      const wireSteps = await Promise.all(
        own.map(async (step) => presentStep(host, run, step, withLogs ? await readLogs(host, run, step, wants('debug_logs')) : noLogs)),
      );
      const job = jobs.find((it) => it.id === run.jobId);
      const environment = environments.find((it) => it.id === run.environmentId);
      return {
        ...presentRun(host, { run, steps: wireSteps }),
        ...(wants('trigger') ? { trigger: presentTrigger(run) } : {}),
        ...(job ? { job: presentJob(job) } : {}),
        ...(environment ? { environment: presentEnvironment(environment) } : {}),
        ...(wants('audit') ? { audit: null } : {}),
      };
    }),
  );
}

const noLogs: StepLogs = { plain: '', debug: '', debugTail: '' };
const tailLines = 1000;
/** A line of dbt's debug log is some hundred bytes, and one with SQL in it a few thousand. */
const tailBytes = 512 * 1024;

/** Debug logs whole only where they are asked for; their last lines always, since clients show those. */
async function readLogs(host: Host, run: Run, step: Step, wantsDebug: boolean): Promise<StepLogs> {
  const place = { runId: run.id, stepIndex: step.index };
  const [plain, debug] = await Promise.all([
    readWhole(host, run, step, 'plain'),
    wantsDebug ? readWhole(host, run, step, 'debug') : readStepLogEnd(host, run.accountId, { ...place, kind: 'debug' }, tailBytes),
  ]);
  return { plain, debug: wantsDebug ? debug : '', debugTail: debug.split('\n').slice(-tailLines).join('\n') };
}

/** Up to 16 MiB: more is for the artifact. */
async function readWhole(host: Host, run: Run, step: Step, kind: 'plain' | 'debug'): Promise<string> {
  let text = '';
  let offset = 0;
  for (let part = 0; part < 16; part++) {
    const { text: more, nextOffset } = await readStepLog(host, run.accountId, { runId: run.id, stepIndex: step.index, kind, offset });
    text += more;
    if (nextOffset === offset) break;
    offset = nextOffset;
  }
  return text;
}
