/** Where a job or a run lies for whoever wants to write it: its project, and the category of its environment. */
import type { Id } from '@weft/base/id';
import type { EnvironmentCategory } from '@weft/domain/access/model';
import { getJob } from '@weft/domain/jobs/list-jobs';
import { listEnvironments } from '@weft/domain/projects/environments';
import { categoryOf } from '@weft/domain/projects/model';
import { getRun } from '@weft/domain/runs/list-runs';
import type { Host } from '@weft/host/host';

export interface WriteScope {
  readonly projectId: Id<'project'>;
  readonly environmentCategory: EnvironmentCategory | null;
}

/** Throws not_found as reading the job does. */
export async function writeScopeOfJob(host: Host, input: { accountId: Id<'account'>; jobId: Id<'job'> }): Promise<WriteScope> {
  const { projectId, environmentId } = await getJob(host, input.accountId, input.jobId);
  return { projectId, environmentCategory: await findCategory(host, input.accountId, environmentId) };
}

export async function writeScopeOfRun(host: Host, input: { accountId: Id<'account'>; runId: Id<'run'> }): Promise<WriteScope> {
  const { projectId, environmentId } = await getRun(host, input.accountId, input.runId);
  return { projectId, environmentCategory: await findCategory(host, input.accountId, environmentId) };
}

/** null: there is no such environment (any more), so only who writes in all of them writes here. */
export async function findCategory(
  host: Host,
  accountId: Id<'account'>,
  environmentId: Id<'environment'> | null,
): Promise<EnvironmentCategory | null> {
  const environment = (await listEnvironments(host, accountId)).find(({ id }) => id === environmentId);
  return environment ? categoryOf(environment) : null;
}
