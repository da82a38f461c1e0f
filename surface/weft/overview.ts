/** A line about each project, for the account's home. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { may, projectsWith } from '@weft/domain/access/model';
import type { Permission } from '@weft/domain/access/permission-sets';
import { listJobs } from '@weft/domain/jobs/list-jobs';
import { readAccountMesh } from '@weft/domain/mesh/read-upstream';
import { listRuns } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { timesOf } from '@weft/domain/runs/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireLatestRun, WireOverview, WireProjectOverview } from '@weft/wire/weft/overview';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { statusWords, wireStatusOf } from '../v2/present-run.ts';

export const overviewRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/weft/accounts/:accountId/overview/',
  needs: 'projects:read',
  isList: true,
  input: z.object({ accountId: idSchema<'account'>() }),
  answer: (host, { accountId }, { caller }) => describeAccount(host, accountId, caller),
});

/** What the caller may not read of a project counts as nothing. */
async function describeAccount(host: Host, accountId: Id<'account'>, caller: Caller): Promise<WireOverview> {
  const readable = projectsWith(caller, 'projects:read', accountId);
  const [mesh, jobs] = await Promise.all([readAccountMesh(host, accountId), listJobs(host, accountId)]);
  const projects = mesh.projects.filter((project) => readable === null || readable.has(project.id));
  const describeProject = async (projectId: Id<'project'>): Promise<WireProjectOverview> => {
    const mayRead = (permission: Permission) => may(caller, permission, { accountId, projectId });
    const environments = mesh.environments.filter((it) => it.projectId === projectId);
    const production = environments.find((it) => it.deploymentType === 'production');
    const publication = production && mayRead('public_models:read') ? mesh.publications.get(production.id) : undefined;
    const latest = mayRead('runs:read') ? await latestRunOf(host, accountId, projectId) : null;
    return {
      project_id: projectId,
      environment_count: mayRead('environments:read') ? environments.length : 0,
      job_count: mayRead('jobs:read') ? jobs.filter((job) => job.projectId === projectId).length : 0,
      public_model_count: publication?.publicModelCount ?? null,
      latest_run: latest ? presentLatest(latest) : null,
    };
  };
  return { projects: await Promise.all(projects.map((project) => describeProject(project.id))) };
}

async function latestRunOf(host: Host, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Run | null> {
  const filter = { accountId, projectIds: [projectId] };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: true }, limit: 1, offset: 0 });
  return runs[0] ?? null;
}

function presentLatest(run: Run): WireLatestRun {
  const status = wireStatusOf(run);
  const { finishedAt } = timesOf(run);
  return {
    id: run.id,
    status,
    status_humanized: statusWords[status],
    cause_category: run.trigger.causeCategory,
    created_at: wireTimestamp(run.createdAt),
    finished_at: finishedAt ? wireTimestamp(finishedAt) : null,
  };
}
