/** How far a project's set-up is: read from what is there, so that it can be gone on with at any time, by anybody. */
import { useQuery } from '@tanstack/react-query';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireRepository } from '@weft/wire/weft/repository';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { isStartable, jobsQuery } from '../jobs/job-queries.ts';
import { repositoryQuery } from '../repositories/repository-queries.ts';
import { hybridType } from './project-queries.ts';

export interface SetUpState {
  readonly project: WireProject;
  readonly isHybrid: boolean;
  readonly production: WireEnvironment | null;
  readonly repository: WireRepository | null;
  readonly job: WireJob | null;
}

export type SetUpStep = 'connection' | 'repository' | 'environment' | 'job';

/** undefined while unknown. */
export function useSetUpState(project: WireProject): SetUpState | undefined {
  const environments = useQuery(environmentsQuery(project.account_id)).data;
  const jobs = useQuery(jobsQuery(project.account_id)).data;
  const repository = useQuery(repositoryQuery(project.account_id, project.id)).data;
  if (environments === undefined || jobs === undefined || repository === undefined) return undefined;
  return {
    project,
    isHybrid: project.type === hybridType,
    production:
      environments.find(({ project_id, deployment_type }) => project_id === project.id && deployment_type === 'production') ?? null,
    repository,
    job: jobs.find((job) => job.project_id === project.id && isStartable(job)) ?? null,
  };
}

/** A hybrid project needs its production environment and nothing else. */
export function stepsLeft(state: Pick<SetUpState, 'isHybrid' | 'production' | 'repository' | 'job'>): readonly SetUpStep[] {
  if (state.isHybrid) return state.production === null ? ['environment'] : [];
  const left: SetUpStep[] = [];
  if (state.production?.connection_id == null) left.push('connection');
  if (state.repository === null) left.push('repository');
  if (state.production?.connection_id == null) left.push('environment');
  if (state.job === null) left.push('job');
  return left;
}
