/** The variables that a run finds set and cannot change: who it is, where it runs and why (the names are those of dbt's own platform). */
import type { Environment } from '../projects/model.ts';
import type { Run } from './model.ts';

const environmentTypes = { production: 'prod', staging: 'staging' } as const;

type Facts = Pick<Run, 'id' | 'accountId' | 'projectId' | 'environmentId' | 'jobId' | 'plan' | 'trigger'>;

/** Values are strings; that of a general environment's type is empty, as there. Of a pull request, what is known. */
export function platformVariables(run: Facts, environment: Pick<Environment, 'name' | 'deploymentType'>): Readonly<Record<string, string>> {
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
    ...pullRequestVariables(run),
    // What begins with this prefix is written into every artifact: clients find the run by it.
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_RUN_ID: String(run.id),
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_JOB_ID: String(run.jobId),
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_PROJECT_ID: String(run.projectId),
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_ENVIRONMENT_ID: String(run.environmentId),
  };
}

/** Only a pull request has a number and a commit in these names: projects tell by them that they are being checked. */
function pullRequestVariables({ trigger }: Pick<Run, 'trigger'>): Readonly<Record<string, string>> {
  const category = (name: string) => ({ DBT_CLOUD_RUN_REASON_CATEGORY: name });
  const { github = null, gitlab = null, azure = null, nonNative = null } = trigger.pullRequest ?? {};
  const number = github ?? gitlab ?? azure ?? nonNative;
  if (number === null) return category(trigger.causeCategory === 'scheduled' ? 'scheduled' : 'other');
  const native = github !== null ? 'github_pull_request' : gitlab !== null ? 'gitlab_merge_request' : 'azure_pull_request';
  return {
    ...category(nonNative === number ? 'other' : native),
    DBT_CLOUD_PR_ID: String(number),
    ...(trigger.gitSha === null ? {} : { DBT_CLOUD_GIT_SHA: trigger.gitSha }),
  };
}

/** What somebody who develops finds set, as far as it is the same for all of their commands. */
export function developmentVariables(
  place: Pick<Run, 'accountId' | 'projectId' | 'environmentId'>,
  environment: Pick<Environment, 'name'>,
): Readonly<Record<string, string>> {
  return {
    DBT_CLOUD_ACCOUNT_ID: String(place.accountId),
    DBT_CLOUD_PROJECT_ID: String(place.projectId),
    DBT_CLOUD_ENVIRONMENT_ID: String(place.environmentId),
    DBT_CLOUD_ENVIRONMENT_NAME: environment.name,
    DBT_CLOUD_ENVIRONMENT_TYPE: 'dev',
    DBT_CLOUD_INVOCATION_CONTEXT: 'dev',
  };
}
