/** What a run of a job, or a person who develops, gets for each variable: its value, the level it came from, what it overrides, and what Weft sets itself. */
import { Fault } from '@weft/base/fault';
import { asId, idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { getJob } from '@weft/domain/jobs/list-jobs';
import { planRun } from '@weft/domain/jobs/model';
import { getEnvironment, listEnvironments } from '@weft/domain/projects/environments';
import { runOverridesSchema } from '@weft/domain/runs/model';
import { developmentVariables, platformVariables } from '@weft/domain/runs/platform-variables';
import { resolveVariables } from '@weft/domain/variables/list-variables';
import { type Asker, shownValue } from '@weft/domain/variables/model';
import type { Host } from '@weft/host/host';
import type { WireResolvedVariable, WireResolvedVariables } from '@weft/wire/weft/resolved-variable';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { inProject, requireOwn, scopeOfVariables } from '../v3/environment-variables.ts';

const id = <Noun extends string>() => z.preprocess((value) => (value === '' ? undefined : value), idSchema<Noun>().optional());
const input = inProject.extend({
  query: z.object({ job_id: id<'job'>(), environment_id: id<'environment'>(), user_id: id<'user'>() }),
});

/** With `job_id` for its runs, with `environment_id` for what runs there, otherwise for the person who asks (or `user_id`) in development. */
export const resolvedVariablesRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/weft/accounts/:accountId/projects/:projectId/variables/',
  needs: 'variables:read',
  input,
  scope: scopeOfVariables,
  answer: async (host, asked, { caller }): Promise<WireResolvedVariables> => {
    const { asker, holdsFor, own } = await readAsker(host, asked, caller);
    const resolved = await resolveVariables(host, asked, asker);
    const variables = resolved.map(
      ({ name, isSecret, variable, overrides }): WireResolvedVariable => ({
        name,
        is_secret: isSecret,
        value: shownValue(variable),
        level: variable.level,
        overrides: overrides.map((it) => ({ level: it.level, value: shownValue(it) })),
      }),
    );
    const ofPlatform = Object.entries(own).map(
      ([name, value]): WireResolvedVariable => ({ name, is_secret: false, value, level: 'platform', overrides: [] }),
    );
    return { holds_for: holdsFor, variables: [...variables, ...ofPlatform] };
  },
});

interface Found {
  readonly asker: Asker;
  readonly holdsFor: string;
  readonly own: Readonly<Record<string, string>>;
}

async function readAsker(host: Host, { accountId, projectId, query }: z.infer<typeof input>, caller: Caller): Promise<Found> {
  const place = { accountId, projectId };
  if (query.job_id !== undefined) {
    const job = await getJob(host, accountId, query.job_id);
    if (job.projectId !== projectId) throw new Fault('not_found', 'job.not_found', `There is no job ${job.id} in this project.`);
    const environment = await getEnvironment(host, accountId, job.environmentId);
    const overrides = runOverridesSchema.parse({});
    const trigger = { cause: '', causeCategory: 'api', gitBranch: null, gitSha: null, pullRequest: null, actor: null, overrides } as const;
    const run = { ...place, id: asId<'run'>(1), environmentId: environment.id, jobId: job.id, plan: planRun(job, overrides), trigger };
    return {
      asker: { environmentId: environment.id, jobId: job.id, userId: null },
      holdsFor: `runs of the job ${job.name} in ${environment.name}`,
      own: { ...platformVariables(run, environment), ...untilItRuns },
    };
  }
  if (query.environment_id !== undefined) {
    const environment = await getEnvironment(host, accountId, query.environment_id);
    if (environment.projectId !== projectId)
      throw new Fault('not_found', 'environment.not_found', `There is no environment ${environment.id} in this project.`);
    return {
      asker: { environmentId: environment.id, jobId: null, userId: null },
      holdsFor: `the environment ${environment.name}`,
      own: {},
    };
  }
  const userId = query.user_id ?? caller.userId;
  if (userId !== null) requireOwn(caller, place, userId);
  const development = (await listEnvironments(host, accountId)).find((it) => it.projectId === projectId && it.type === 'development');
  return {
    asker: { environmentId: development?.id ?? null, jobId: null, userId },
    holdsFor:
      development === undefined ? 'development, for which this project has no environment yet' : `development in ${development.name}`,
    own: development === undefined ? {} : developmentVariables({ ...place, environmentId: development.id }, development),
  };
}

/** What no run has yet. */
const untilItRuns: Readonly<Record<string, string>> = {
  DBT_CLOUD_RUN_ID: '(the id of the run)',
  DBT_ENV_CUSTOM_ENV_DBT_CLOUD_RUN_ID: '(the id of the run)',
  DBT_CLOUD_RUN_REASON: '(why it was started)',
  DBT_CLOUD_RUN_REASON_CATEGORY: '(scheduled, a pull request, or other)',
};
