/** Checks that the models that a job is to wait for are offered to it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { distance } from 'fastest-levenshtein';
import { listOfferedModels } from '../mesh/list-offered-models.ts';
import { listEnvironments } from '../projects/environments.ts';
import { listProjects } from '../projects/get-project.ts';
import { environmentReadBy } from './read-upstream.ts';
import type { UpstreamModel, UpstreamRule } from './upstream.ts';
import { modelName } from './upstream.ts';

/** `before`: what the job has already is not asked again, so that it can be changed after a model was taken away. Faults: invalid `job.upstream_invalid`. */
export async function checkUpstream(
  host: Host,
  job: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; readonly environmentId: Id<'environment'> },
  rule: UpstreamRule,
  before: UpstreamRule | null,
): Promise<void> {
  const key = ({ projectId, uniqueId }: UpstreamModel) => `${projectId} ${uniqueId}`;
  const known = new Set(before?.models.map(key));
  if (new Set(rule.models.map(key)).size < rule.models.length) throw refuse('A model is named twice.');
  if (rule.wait === null && !rule.isTrigger)
    throw refuse('It neither waits for its models nor starts when they are fresh: choose one of the two, or leave upstream_freshness out.');
  const asked = rule.models.filter((model) => !known.has(key(model)));
  const [projects, environments] = await Promise.all([listProjects(host, job.accountId), listEnvironments(host, job.accountId)]);
  for (const { projectId, uniqueId } of asked) {
    const project = projects.find(({ id }) => id === projectId);
    if (!project) throw refuse(`This account has no project ${projectId}.`);
    if (projectId === job.projectId)
      throw refuse(`${modelName(uniqueId)} is a model of the job's own project: let it start after the job that builds it.`);
    const place = environmentReadBy(environments, job, projectId);
    if (!place || place.deploymentType === null)
      throw refuse(`The project ${project.name} has no production environment, so nothing is built there.`);
    const { models } = await listOfferedModels(host, job.accountId, projectId, place.deploymentType);
    if (models.some(({ model }) => model.unique_id === uniqueId)) continue;
    const nearest = nearestOf(
      uniqueId,
      models.map(({ model }) => model.unique_id),
    );
    const hint = nearest === null ? 'It offers none yet.' : `Did you mean "${nearest}"?`;
    throw refuse(`The project ${project.name} offers no public model "${uniqueId}" in ${place.name}. ${hint}`);
  }
}

function nearestOf(wanted: string, offered: readonly string[]): string | null {
  const [first] = [...offered].sort((a, b) => distance(a, wanted) - distance(b, wanted));
  return first ?? null;
}

function refuse(message: string): Fault {
  return new Fault('invalid', 'job.upstream_invalid', `upstream_freshness: ${message}`);
}
