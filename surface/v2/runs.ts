/** Runs: `/api/v2/accounts/{id}/runs/…`. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { projectsWith } from '@weft/domain/access/model';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import { listEnvironments } from '@weft/domain/projects/environments';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import { getRun, listRuns, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import type { Step } from '@weft/domain/runs/plan-steps';
import { readStepLog } from '@weft/domain/runs/read-step-log';
import type { Host } from '@weft/host/host';
import type { WireRun } from '@weft/wire/v2/run';
import { z } from 'zod';
import { pageSchema, readNumbers, readRange, readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { presentEnvironment } from '../v3/present-project.ts';
import { presentJob } from './present-job.ts';
import type { StepLogs } from './present-run.ts';
import { presentRun, presentStep, presentTrigger, statesOfWireStatus } from './present-run.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, runId: idSchema<'run'>() });
const listQuery = pageSchema.extend({
  project_id: z.unknown().optional(),
  project_id__in: z.unknown().optional(),
  environment_id: z.unknown().optional(),
  job_definition_id: z.unknown().optional(),
  status: z.unknown().optional(),
  status__in: z.unknown().optional(),
  created_at__range: z.unknown().optional(),
  finished_at__range: z.unknown().optional(),
  include_related: z.unknown().optional(),
});
type ListQuery = z.infer<typeof listQuery>;

export async function scopeOfRun(host: Host, input: z.infer<typeof one>): Promise<Id<'project'>> {
  return (await getRun(host, input.accountId, input.runId)).projectId;
}

export const runRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/runs/',
    needs: 'runs:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
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
    answer: async (host, { accountId, runId }, { caller }) =>
      presentRun(host, { run: await cancelRun(host, accountId, runId, `Cancelled by ${caller.label}.`), steps: [] }),
  }),
];

async function list(host: Host, accountId: Id<'account'>, query: ListQuery, caller: Caller): Promise<Listed<WireRun>> {
  const order = readOrder(query.order_by);
  const filter = readFilter(accountId, query, caller);
  const page = { order, limit: query.limit, offset: query.offset };
  const { runs, total } = filter === null ? { runs: [], total: 0 } : await listRuns(host, filter, page);
  const items = await presentAll(host, accountId, runs, readWords(query.include_related));
  return new Listed({ items, totalCount: total, limit: query.limit, offset: query.offset, orderBy: query.order_by ?? 'id', filters: {} });
}

/** null: nothing can match, such as a status that does not exist or a project that the caller may not read. */
function readFilter(accountId: Id<'account'>, query: ListQuery, caller: Caller): Parameters<typeof listRuns>[1] | null {
  const readable = projectsWith(caller, 'runs:read', accountId);
  const wanted = readNumbers('project_id', query.project_id__in ?? query.project_id);
  const projects =
    wanted === null
      ? readable === null
        ? null
        : [...readable]
      : wanted.filter((id) => readable === null || readable.has(id as Id<'project'>));
  const statuses = readNumbers('status', query.status__in ?? query.status);
  const states = statuses?.flatMap(statesOfWireStatus) ?? null;
  if (projects?.length === 0 || states?.length === 0) return null;
  const [environmentId] = readNumbers('environment_id', query.environment_id) ?? [];
  const [jobId] = readNumbers('job_definition_id', query.job_definition_id) ?? [];
  const created = readRange('created_at__range', query.created_at__range);
  const finished = readRange('finished_at__range', query.finished_at__range);
  return {
    accountId,
    ...(projects === null ? {} : { projectIds: projects.map((id) => idSchema<'project'>().parse(id)) }),
    ...(environmentId === undefined ? {} : { environmentId: idSchema<'environment'>().parse(environmentId) }),
    ...(jobId === undefined ? {} : { jobId: idSchema<'job'>().parse(jobId) }),
    ...(states === null ? {} : { states }),
    ...(created === null ? {} : { createdBetween: created }),
    ...(finished === null ? {} : { finishedBetween: finished }),
  };
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

/** Debug logs only where they are asked for; their last lines always, since clients show those. */
async function readLogs(host: Host, run: Run, step: Step, wantsDebug: boolean): Promise<StepLogs> {
  const [plain, debug] = await Promise.all([readWhole(host, run, step, 'plain'), readWhole(host, run, step, 'debug')]);
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
