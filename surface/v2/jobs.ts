/** Jobs: `/api/v2/accounts/{id}/jobs/…`. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { may, projectsWith, require } from '@weft/domain/access/model';
import { changeJob, createJob, deleteJob } from '@weft/domain/jobs/change-job';
import { getJob, listJobs } from '@weft/domain/jobs/list-jobs';
import type { Job } from '@weft/domain/jobs/model';
import { listEnvironments } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import { lastRunOf } from '@weft/domain/runs/list-runs';
import type { Host } from '@weft/host/host';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import { z } from 'zod';
import {
  amongNumbers,
  amongWords,
  asksForDeleted,
  containsIgnoringCase,
  listedFrom,
  pageSchema,
  readFlag,
  readWords,
} from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { presentEnvironment } from '../v3/present-project.ts';
import { presentJob } from './present-job.ts';
import { presentRun } from './present-run.ts';
import { jobBody, readJob } from './read-job.ts';
import { findCategory, writeScopeOfJob } from './write-scope.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, jobId: idSchema<'job'>() });
const asked = z.unknown().optional();
const listQuery = pageSchema.extend({
  pk: asked,
  project_id: asked,
  project_id__in: asked,
  environment_id: asked,
  name__icontains: asked,
  dbt_version__in: asked,
  job_type: asked,
  triggers_schedule: asked,
  state: asked,
  include_related: asked,
});

export async function scopeOfJob(host: Host, input: z.infer<typeof one>): Promise<Id<'project'>> {
  return (await getJob(host, input.accountId, input.jobId)).projectId;
}

export const jobRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/jobs/',
    needs: 'jobs:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId, query }, { caller }) => {
      const jobs = asksForDeleted(query.state) ? [] : await listJobs(host, accountId);
      const shown = jobs.filter(readFilter(accountId, query, caller));
      const page = listedFrom(shown, query, (job) => job);
      const related = readWords(query.include_related);
      const items = await Promise.all(page.items.map((job) => presentWithRelated(host, job, related)));
      return new Listed({ items, totalCount: page.totalCount, limit: page.limit, offset: page.offset, orderBy: page.orderBy });
    },
  }),
  route({
    method: 'POST',
    path: '/api/v2/accounts/:accountId/jobs/',
    needs: 'jobs:write',
    status: 201,
    input: z.object({ accountId, body: jobBody }),
    // The project is in the body; without one there is nothing to hold the permission against.
    scope: async (host, { accountId, body }) => ({
      projectId: body.project_id == null ? null : (await getProject(host, accountId, body.project_id)).id,
      environmentCategory: await findCategory(host, accountId, body.environment_id ?? null),
    }),
    changes: { event: 'job.created' },
    answer: async (host, { accountId, body }, { caller }) => {
      const { project_id: projectId, environment_id: environmentId, name } = body;
      if (projectId == null || environmentId == null || name == null)
        throw new Fault('invalid', 'request.invalid', 'A job needs project_id, environment_id and name.');
      const { clearsZone: _, ...job } = readJob(body);
      return presentJob(await createJob(host, { ...job, accountId, projectId, environmentId, name }, seenBy(caller, accountId)));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/jobs/:jobId/',
    needs: 'jobs:read',
    input: one.extend({ query: z.object({ include_related: z.unknown().optional() }) }),
    scope: scopeOfJob,
    answer: async (host, { accountId, jobId, query }) =>
      presentWithRelated(host, await getJob(host, accountId, jobId), readWords(query.include_related)),
  }),
  route({
    method: 'POST',
    path: '/api/v2/accounts/:accountId/jobs/:jobId/',
    needs: 'jobs:write',
    input: one.extend({ body: jobBody }),
    scope: writeScopeOfJob,
    changes: { event: 'job.changed', read: readJobAgain },
    answer: async (host, { accountId, jobId, body }, { caller }) => {
      // Terraform deletes by writing the state.
      if (body.state === 2) return presentJob(await deleteJob(host, accountId, jobId), 2);
      // Whoever moves a job writes it where it comes from and where it goes to.
      if (body.environment_id != null) {
        const { projectId } = await getJob(host, accountId, jobId);
        const environmentCategory = await findCategory(host, accountId, body.environment_id);
        require(caller, 'jobs:write', { accountId, projectId, environmentCategory });
      }
      return presentJob(await changeJob(host, accountId, jobId, readJob(body), seenBy(caller, accountId)));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v2/accounts/:accountId/jobs/:jobId/',
    needs: 'jobs:write',
    input: one,
    scope: writeScopeOfJob,
    // 200 with the job, not the description's 204: clients parse the body.
    changes: { event: 'job.deleted', read: readJobAgain },
    answer: async (host, { accountId, jobId }) => presentJob(await deleteJob(host, accountId, jobId), 2),
  }),
];

/** A job that one may not read is none that another could start after. */
function seenBy(caller: Caller, accountId: Id<'account'>): (projectId: Id<'project'>) => boolean {
  return (projectId) => may(caller, 'jobs:read', { accountId, projectId });
}

/** For the audit log. */
async function readJobAgain(host: Host, { accountId, jobId }: z.infer<typeof one>): Promise<WireJob> {
  return presentJob(await getJob(host, accountId, jobId));
}

function readFilter(accountId: Id<'account'>, query: z.infer<typeof listQuery>, caller: Caller): (job: Job) => boolean {
  const readable = projectsWith(caller, 'jobs:read', accountId);
  const hasId = amongNumbers('pk', query.pk);
  const isInProject = amongNumbers('project_id', query.project_id);
  const isInOneOfProjects = amongNumbers('project_id__in', query.project_id__in);
  const isInEnvironment = amongNumbers('environment_id', query.environment_id);
  const hasVersion = amongWords(query.dbt_version__in);
  const hasType = amongWords(query.job_type);
  const isScheduled = readFlag('triggers_schedule', query.triggers_schedule);
  return (job) =>
    (readable === null || readable.has(job.projectId)) &&
    hasId(job.id) &&
    isInProject(job.projectId) &&
    isInOneOfProjects(job.projectId) &&
    isInEnvironment(job.environmentId) &&
    hasVersion(job.dbtVersion) &&
    hasType(job.jobType) &&
    (isScheduled === null || job.triggers.schedule === isScheduled) &&
    containsIgnoringCase(job.name, query.name__icontains);
}

async function presentWithRelated(host: Host, job: Job, related: readonly string[]): Promise<WireJob> {
  const wire = presentJob(job);
  const run = async (states?: readonly ('succeeded' | 'failed' | 'cancelled')[]) => {
    const found = await lastRunOf(host, job.accountId, { jobId: job.id }, states);
    return found ? presentRun(host, { run: found, steps: [] }) : null;
  };
  return {
    ...wire,
    ...(related.includes('environment') ? { environment: await presentEnvironmentOf(host, job) } : {}),
    ...(related.includes('most_recent_run') ? { most_recent_run: await run() } : {}),
    ...(related.includes('most_recent_completed_run')
      ? { most_recent_completed_run: await run(['succeeded', 'failed', 'cancelled']) }
      : {}),
  };
}

/** null: it was deleted, and the job with it has nowhere to run. */
async function presentEnvironmentOf(host: Host, job: Job): Promise<WireEnvironment | null> {
  const environment = (await listEnvironments(host, job.accountId)).find((it) => it.id === job.environmentId);
  return environment ? presentEnvironment(environment) : null;
}
