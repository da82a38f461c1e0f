/** Jobs: `/api/v2/accounts/{id}/jobs/…`. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { projectsWith } from '@weft/domain/access/model';
import { changeJob, createJob, deleteJob } from '@weft/domain/jobs/change-job';
import { getJob, listJobs } from '@weft/domain/jobs/list-jobs';
import type { Job } from '@weft/domain/jobs/model';
import { getEnvironment } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import { lastRunOf } from '@weft/domain/runs/list-runs';
import type { Host } from '@weft/host/host';
import type { WireJob } from '@weft/wire/v2/job';
import { z } from 'zod';
import { containsIgnoringCase, listedFrom, pageSchema, readNumbers, readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { presentEnvironment } from '../v3/present-project.ts';
import { presentJob } from './present-job.ts';
import { presentRun } from './present-run.ts';
import { jobBody, readJob } from './read-job.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, jobId: idSchema<'job'>() });
const listQuery = pageSchema.extend({
  project_id: z.unknown().optional(),
  project_id__in: z.unknown().optional(),
  environment_id: z.unknown().optional(),
  name__icontains: z.unknown().optional(),
  job_type: z.unknown().optional(),
  state: z.unknown().optional(),
  include_related: z.unknown().optional(),
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
      const readable = projectsWith(caller, 'jobs:read', accountId);
      const projects = readNumbers('project_id', query.project_id__in ?? query.project_id);
      const environments = readNumbers('environment_id', query.environment_id);
      const jobs = String(query.state ?? '1') === '2' ? [] : await listJobs(host, accountId);
      const shown = jobs.filter(
        (job) =>
          (readable === null || readable.has(job.projectId)) &&
          (projects === null || projects.includes(job.projectId)) &&
          (environments === null || environments.includes(job.environmentId)) &&
          (query.job_type === undefined || job.jobType === query.job_type) &&
          containsIgnoringCase(job.name, query.name__icontains),
      );
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
    scope: async (host, { accountId, body }) => (body.project_id == null ? null : (await getProject(host, accountId, body.project_id)).id),
    answer: async (host, { accountId, body }) => {
      const { project_id: projectId, environment_id: environmentId, name } = body;
      if (projectId == null || environmentId == null || name == null)
        throw new Fault('invalid', 'request.invalid', 'A job needs project_id, environment_id and name.');
      return presentJob(await createJob(host, { ...readJob(body), accountId, projectId, environmentId, name }));
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
    scope: scopeOfJob,
    answer: async (host, { accountId, jobId, body }) => {
      // Terraform deletes by writing the state.
      if (body.state === 2) return presentJob(await deleteJob(host, accountId, jobId), 2);
      return presentJob(await changeJob(host, accountId, jobId, readJob(body)));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v2/accounts/:accountId/jobs/:jobId/',
    needs: 'jobs:write',
    input: one,
    scope: scopeOfJob,
    // 200 with the job, not the description's 204: clients parse the body.
    answer: async (host, { accountId, jobId }) => presentJob(await deleteJob(host, accountId, jobId), 2),
  }),
];

async function presentWithRelated(host: Host, job: Job, related: readonly string[]): Promise<WireJob> {
  const wire = presentJob(job);
  const run = async (states?: readonly ('succeeded' | 'failed' | 'cancelled')[]) => {
    const found = await lastRunOf(host, job.accountId, { jobId: job.id }, states);
    return found ? presentRun(host, { run: found, steps: [] }) : null;
  };
  return {
    ...wire,
    ...(related.includes('environment')
      ? { environment: presentEnvironment(await getEnvironment(host, job.accountId, job.environmentId)) }
      : {}),
    ...(related.includes('most_recent_run') ? { most_recent_run: await run() } : {}),
    ...(related.includes('most_recent_completed_run')
      ? { most_recent_completed_run: await run(['succeeded', 'failed', 'cancelled']) }
      : {}),
  };
}
