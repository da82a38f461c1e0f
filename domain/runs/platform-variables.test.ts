import { asId } from '@weft/base/id';
import { requestFor } from '@weft/kit/runnable';
import { expect, test } from 'vitest';
import { platformVariables } from './platform-variables.ts';

const accountId = asId<'account'>(1);

test.each([
  ['production', 'other', 'prod', 'prod'],
  ['staging', 'other', 'staging', 'staging'],
  [null, 'other', '', 'prod'],
  [null, 'ci', '', 'ci'],
] as const)('in a %s environment a job of type %s finds type "%s" and context "%s"', (deploymentType, jobType, type, context) => {
  const request = requestFor({ accountId, environment: { id: asId<'environment'>(3) } }, { jobType, jobId: 5 });
  const run = { ...request, id: asId<'run'>(9), projectId: asId<'project'>(2) };
  expect(platformVariables(run, { name: 'Prod', deploymentType })).toMatchObject({
    DBT_CLOUD_ENVIRONMENT_TYPE: type,
    DBT_CLOUD_INVOCATION_CONTEXT: context,
    DBT_CLOUD_RUN_ID: '9',
    DBT_CLOUD_RUN_REASON_CATEGORY: 'other',
    DBT_ENV_CUSTOM_ENV_DBT_CLOUD_RUN_ID: '9',
  });
});
