import { asId } from '@weft/base/id';
import { requestFor } from '@weft/kit/runnable';
import { expect, test } from 'vitest';
import { developmentVariables, platformVariables } from './platform-variables.ts';

const accountId = asId<'account'>(1);
const request = requestFor({ accountId, environment: { id: asId<'environment'>(3) } }, { jobType: 'other', jobId: 5 });
const run = { ...request, id: asId<'run'>(9), projectId: asId<'project'>(2) };
const noRequest = { github: null, gitlab: null, azure: null, nonNative: null };

test.each([
  ['production', 'other', 'prod', 'prod'],
  ['staging', 'other', 'staging', 'staging'],
  [null, 'other', '', 'prod'],
  [null, 'ci', '', 'ci'],
] as const)('in a %s environment a job of type %s finds type "%s" and context "%s"', (deploymentType, jobType, type, context) => {
  const found = platformVariables({ ...run, plan: { ...run.plan, jobType } }, { name: 'Prod', deploymentType });
  expect(found).toEqual({
    DBT_ENV: 'prod',
    DBT_INVOCATION_ENV: 'weft',
    DBT_CLOUD_ACCOUNT_ID: '1',
    DBT_CLOUD_PROJECT_ID: '2',
    DBT_CLOUD_ENVIRONMENT_ID: '3',
    DBT_CLOUD_ENVIRONMENT_NAME: 'Prod',
    DBT_CLOUD_ENVIRONMENT_TYPE: type,
    DBT_CLOUD_INVOCATION_CONTEXT: context,
    DBT_CLOUD_JOB_ID: '5',
    DBT_CLOUD_RUN_ID: '9',
    DBT_CLOUD_RUN_REASON: run.trigger.cause,
    DBT_CLOUD_RUN_REASON_CATEGORY: 'other',
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_RUN_ID: '9',
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_JOB_ID: '5',
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_PROJECT_ID: '2',
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_ENVIRONMENT_ID: '3',
  });
});

test.each([
  ['scheduled', null, 'scheduled', undefined],
  ['api', null, 'other', undefined],
  ['ci', { ...noRequest, github: 12 }, 'github_pull_request', '12'],
  ['ci', { ...noRequest, gitlab: 7 }, 'gitlab_merge_request', '7'],
  ['api', { ...noRequest, azure: 8 }, 'azure_pull_request', '8'],
  ['api', { ...noRequest, nonNative: 3 }, 'other', '3'],
] as const)('a run because of %s, pull request %j, has the reason %s and the number %s', (causeCategory, pullRequest, reason, number) => {
  const trigger = { ...run.trigger, causeCategory, pullRequest, gitSha: 'abc123' };
  const found = platformVariables({ ...run, trigger }, { name: 'CI', deploymentType: null });
  expect(found.DBT_CLOUD_RUN_REASON_CATEGORY).toBe(reason);
  expect(found.DBT_CLOUD_PR_ID).toBe(number);
  expect(found.DBT_CLOUD_GIT_SHA).toBe(number === undefined ? undefined : 'abc123');
});

test('who develops is told so, and is not told DBT_ENV', () => {
  const found = developmentVariables(run, { name: 'Development' });
  expect(found).toMatchObject({ DBT_CLOUD_ENVIRONMENT_TYPE: 'dev', DBT_CLOUD_INVOCATION_CONTEXT: 'dev' });
  expect(found).not.toHaveProperty('DBT_ENV');
});
