/** What is known of the public models that a job waits for, in the environments that its runs read them from. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listAppliedNodes } from '../ingest/list-results.ts';
import { consumerKind } from '../mesh/get-publication.ts';
import { listEnvironments } from '../projects/environments.ts';
import { listProjects } from '../projects/get-project.ts';
import type { Environment } from '../projects/model.ts';
import { listRuns } from '../runs/list-runs.ts';
import type { Job } from './model.ts';
import type { Since, UpstreamModel, UpstreamState } from './upstream.ts';
import { modelName } from './upstream.ts';

/** Production reads production; everybody else reads staging where there is one, as refs do. null: nothing to read from. */
export function environmentReadBy(
  environments: readonly Environment[],
  job: Pick<Job, 'environmentId'>,
  upstreamProjectId: Id<'project'>,
): Environment | null {
  const own = environments.find(({ id }) => id === job.environmentId);
  const of = (type: 'production' | 'staging') =>
    environments.find((it) => it.projectId === upstreamProjectId && it.deploymentType === type) ?? null;
  const isProduction = own !== undefined && consumerKind(own) === 'production';
  return isProduction ? of('production') : (of('staging') ?? of('production'));
}

/** In the order of `models`. */
export async function readUpstream(
  host: Host,
  job: Pick<Job, 'accountId' | 'environmentId'>,
  models: readonly UpstreamModel[],
): Promise<UpstreamState[]> {
  const [environments, projects] = await Promise.all([listEnvironments(host, job.accountId), listProjects(host, job.accountId)]);
  const names = new Map(projects.map((project) => [project.id, project.name]));
  const places = new Map(models.map(({ projectId }) => [projectId, environmentReadBy(environments, job, projectId)]));
  const applied = new Map<string, Awaited<ReturnType<typeof listAppliedNodes>>[number]>();
  for (const [projectId, place] of places) {
    if (place === null) continue;
    const wanted = models.filter((model) => model.projectId === projectId).map(({ uniqueId }) => uniqueId);
    for (const node of await listAppliedNodes(host, place.id, wanted)) applied.set(`${projectId} ${node.uniqueId}`, node);
  }
  return models.map(({ projectId, uniqueId }) => {
    const node = applied.get(`${projectId} ${uniqueId}`);
    const place = places.get(projectId) ?? null;
    return {
      ...{ projectId, uniqueId, name: modelName(uniqueId), projectName: names.get(projectId) ?? `project ${projectId}` },
      ...{ environmentId: place?.id ?? null, environmentName: place?.name ?? null },
      ...{ successAt: node?.successAt ?? null, successInvocationId: node?.successInvocationId ?? null, lastStatus: node?.status ?? null },
    };
  });
}

/** When the job's last successful run began to read; null: none yet. */
export async function lastSuccessBegan(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<Since> {
  const filter = { accountId, jobId, states: ['succeeded'] as const };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: true }, limit: 1, offset: 0 });
  const [last] = runs;
  return last === undefined ? null : 'startedAt' in last && last.startedAt !== null ? last.startedAt : last.createdAt;
}
