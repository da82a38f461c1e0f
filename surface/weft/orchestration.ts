/** The orchestration view: jobs of all projects as one graph, who waits for whom, the critical path, and the upstream models of jobs and runs. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { may, projectsWith } from '@weft/domain/access/model';
import type { Knot, Orchestration } from '@weft/domain/jobs/describe-orchestration';
import { describeOrchestration } from '@weft/domain/jobs/describe-orchestration';
import { heldAboutSchema } from '@weft/domain/jobs/hold-for-upstream';
import { getJob } from '@weft/domain/jobs/list-jobs';
import { lastSuccessBegan, readUpstream } from '@weft/domain/jobs/read-upstream';
import type { UpstreamRule } from '@weft/domain/jobs/upstream';
import { isFresh } from '@weft/domain/jobs/upstream';
import { findRunOfInvocation, getRun } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { timesOf } from '@weft/domain/runs/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireOrchestratedRun, WireOrchestration } from '@weft/wire/weft/orchestration';
import type { WireUpstream } from '@weft/wire/weft/upstream';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const ofJob = z.object({ accountId, jobId: idSchema<'job'>() });
const ofRun = z.object({ accountId, runId: idSchema<'run'>() });

export const orchestrationRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/orchestration/',
    summary: 'Show the jobs of all projects as one graph',
    needs: 'jobs:read',
    isList: true,
    input: z.object({ accountId, query: z.object({ hours: z.coerce.number().int().min(1).max(744).default(24) }) }),
    answer: async (host, { accountId, query }, { caller }): Promise<WireOrchestration> => {
      const readable = projectsWith(caller, 'jobs:read', accountId);
      const to = host.clock.now();
      const from = new Date(to.getTime() - query.hours * 3_600_000);
      const isReadable = (id: Id<'project'>) => readable === null || readable.has(id);
      return present(await describeOrchestration(host, accountId, { isReadable, from, to }), from, to);
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/jobs/:jobId/upstream/',
    summary: 'Say how fresh the upstream models of a job are',
    needs: 'jobs:read',
    input: ofJob,
    scope: async (host, input) => (await getJob(host, input.accountId, input.jobId)).projectId,
    answer: async (host, { accountId, jobId }, { caller }): Promise<WireUpstream> => {
      const job = await getJob(host, accountId, jobId);
      if (job.upstream === null) return { wait: null, since: null, models: [] };
      const since = await lastSuccessBegan(host, accountId, jobId);
      return { wait: null, ...(await presentModels(host, job, job.upstream, since, caller)) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/upstream/',
    summary: 'Say which upstream models a run waits for',
    needs: 'runs:read',
    input: ofRun,
    scope: async (host, input) => (await getRun(host, input.accountId, input.runId)).projectId,
    answer: async (host, { accountId, runId }, { caller }): Promise<WireUpstream> => {
      const run = await getRun(host, accountId, runId);
      const about = heldAboutSchema.safeParse(run.hold?.about);
      if (run.hold === null || !about.success) return { wait: null, since: null, models: [] };
      const { reason, until, otherwise, releasedAt, outcome } = run.hold;
      const released_at = releasedAt ? wireTimestamp(releasedAt) : null;
      return {
        wait: { reason, until: wireTimestamp(until), after_wait: otherwise, released_at, outcome },
        ...(await presentModels(host, run, about.data.rule, about.data.since, caller)),
      };
    },
  }),
];

async function presentModels(
  host: Host,
  of: { readonly accountId: Id<'account'>; readonly environmentId: Id<'environment'> },
  rule: UpstreamRule,
  since: Date | null,
  caller: Caller,
): Promise<Pick<WireUpstream, 'since' | 'models'>> {
  const now = host.clock.now();
  const states = await readUpstream(host, of, rule.models);
  const models = states.map(async (state) => {
    const { accountId } = of;
    const { successInvocationId: by, projectId } = state;
    const run = by !== null && may(caller, 'runs:read', { accountId, projectId }) ? await findRunOfInvocation(host, accountId, by) : null;
    return {
      ...{ project_id: projectId, project_name: state.projectName, environment_name: state.environmentName },
      ...{ unique_id: state.uniqueId, name: state.name, is_fresh: isFresh(state, rule, since, now) },
      last_success_at: state.successAt ? wireTimestamp(state.successAt) : null,
      ...{ last_status: state.lastStatus, run_id: run?.id ?? null },
    };
  });
  return { since: since && rule.withinHours === null ? wireTimestamp(since) : null, models: await Promise.all(models) };
}

function present({ jobs, models, links, path }: Orchestration, from: Date, to: Date): WireOrchestration {
  return {
    jobs: jobs.map(({ job, lastRun, open }) => ({
      ...{ key: `job:${job.id}`, id: job.id, project_id: job.projectId, name: job.name, job_type: job.jobType },
      next_run: job.nextRunAt ? wireTimestamp(job.nextRunAt) : null,
      last_run: lastRun ? presentRun(lastRun) : null,
      open: open.map(presentRun),
    })),
    models: [...models].map(([key, state]) => ({
      ...{ key: `model:${key}`, project_id: state.projectId, project_name: state.projectName },
      ...{ unique_id: state.uniqueId, name: state.name },
      last_success_at: state.successAt ? wireTimestamp(state.successAt) : null,
    })),
    links: links.map(({ from, to, kind }) => ({ from: keyOf(from), to: keyOf(to), kind })),
    critical_path: { from: wireTimestamp(from), to: wireTimestamp(to), legs: path.map(presentLeg) },
  };
}

function keyOf(knot: Knot): string {
  return 'jobId' in knot ? `job:${knot.jobId}` : `model:${knot.model}`;
}

function presentLeg({ leg, run }: Orchestration['path'][number]): WireOrchestration['critical_path']['legs'][number] {
  const { dequeuedAt, startedAt, finishedAt } = timesOf(run);
  return {
    ...{ run_id: run.id, job_id: run.jobId, job_name: run.plan.jobName, project_id: run.projectId },
    started_at: wireTimestamp(dequeuedAt ?? startedAt ?? run.createdAt),
    finished_at: wireTimestamp(finishedAt ?? run.createdAt),
    ...{ took_seconds: leg.tookSeconds, waited_seconds: leg.waitedSeconds },
    after: leg.after ? { run_id: leg.after.runId, by: leg.after.by } : null,
  };
}

const words = {
  queued: [1, 'Queued'],
  starting: [2, 'Starting'],
  running: [3, 'Running'],
  succeeded: [10, 'Success'],
  failed: [20, 'Error'],
  cancelled: [30, 'Cancelled'],
} as const;

function presentRun(run: Run): WireOrchestratedRun {
  const [status, status_humanized] = words[run.state];
  const { dequeuedAt, startedAt, finishedAt } = timesOf(run);
  const began = dequeuedAt ?? startedAt;
  const wait = run.state === 'queued' ? run.wait : null;
  return {
    ...{ id: run.id, status, status_humanized, created_at: wireTimestamp(run.createdAt) },
    finished_at: finishedAt ? wireTimestamp(finishedAt) : null,
    duration_seconds: began && finishedAt ? (finishedAt.getTime() - began.getTime()) / 1000 : null,
    waits: wait?.reason ?? null,
    behind: wait?.blockedBy ?? [],
  };
}
