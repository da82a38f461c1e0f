/** The branch that each environment deploys: its own, or the repository's default one. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Repository } from '../git/model.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import type { Job } from '../jobs/model.ts';
import { listEnvironments } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';

export interface JobWithBranch {
  readonly job: Job;
  readonly environment: Environment;
  readonly branch: string;
}

/** Living jobs of the project, in order of their ids. */
export async function listJobsWithBranches(
  host: Host,
  place: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'> },
  repository: Pick<Repository, 'defaultBranch'>,
): Promise<JobWithBranch[]> {
  const [jobs, environments] = await Promise.all([
    listJobs(host, place.accountId, { projectIds: [place.projectId] }),
    listEnvironments(host, place.accountId),
  ]);
  return jobs.flatMap((job) => {
    const environment = environments.find(({ id }) => id === job.environmentId);
    return environment ? [{ job, environment, branch: environment.customBranch ?? repository.defaultBranch }] : [];
  });
}
