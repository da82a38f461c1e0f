/** The variables that a run finds set and cannot change: who it is, where it runs and why (the names are those of dbt's own platform). */
import type { Environment } from '../projects/model.ts';
import type { Run } from './model.ts';

const environmentTypes = { production: 'prod', staging: 'staging' } as const;

/** Values are strings; that of a general environment's type is empty, as there. */
export function platformVariables(
  run: Pick<Run, 'id' | 'accountId' | 'projectId' | 'environmentId' | 'jobId' | 'plan' | 'trigger'>,
  environment: Pick<Environment, 'name' | 'deploymentType'>,
): Readonly<Record<string, string>> {
  const type = environment.deploymentType === null ? '' : environmentTypes[environment.deploymentType];
  const isCi = run.plan.jobType === 'ci';
  return {
    DBT_ENV: 'prod',
    // Other than "manual", so that an engine which could upload its artifacts by itself does not: they are taken from its folder.
    DBT_INVOCATION_ENV: 'weft',
    DBT_CLOUD_ACCOUNT_ID: String(run.accountId),
    DBT_CLOUD_PROJECT_ID: String(run.projectId),
    DBT_CLOUD_ENVIRONMENT_ID: String(run.environmentId),
    DBT_CLOUD_ENVIRONMENT_NAME: environment.name,
    DBT_CLOUD_ENVIRONMENT_TYPE: type,
    DBT_CLOUD_INVOCATION_CONTEXT: isCi ? 'ci' : type === 'staging' ? 'staging' : 'prod',
    DBT_CLOUD_JOB_ID: String(run.jobId),
    DBT_CLOUD_RUN_ID: String(run.id),
    DBT_CLOUD_RUN_REASON: run.trigger.cause,
    DBT_CLOUD_RUN_REASON_CATEGORY: run.trigger.causeCategory === 'scheduled' ? 'scheduled' : 'other',
    // What begins with this prefix is written into every artifact: clients find the run by it.
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_RUN_ID: String(run.id),
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_JOB_ID: String(run.jobId),
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_PROJECT_ID: String(run.projectId),
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_ENVIRONMENT_ID: String(run.environmentId),
  };
}
