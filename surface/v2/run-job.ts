/** `POST /api/v2/accounts/{id}/jobs/{id}/run/` and `…/rerun/`: start a run. */
import { idSchema } from '@weft/base/id';
import { requestRun } from '@weft/domain/ci/request-run';
import { rerunJob } from '@weft/domain/jobs/rerun-job';
import type { PullRequest } from '@weft/domain/runs/model';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { actorOf } from './actor-of.ts';
import { presentRun, presentTrigger } from './present-run.ts';
import { writeScopeOfJob } from './write-scope.ts';

const text = z.string().max(10_000).nullish();
const pullRequestId = z.preprocess((value) => (value === '' ? null : value), z.coerce.number().int().min(0).nullish());
/** Everything may be left out, or null: some clients send every field they know. */
const bodySchema = z
  .object({
    cause: text,
    git_sha: text,
    git_branch: text,
    github_pull_request_id: pullRequestId,
    gitlab_merge_request_id: pullRequestId,
    // The documentation and the description call it differently.
    azure_pull_request_id: pullRequestId,
    azure_devops_pull_request_id: pullRequestId,
    non_native_pull_request_id: pullRequestId,
    schema_override: text,
    dbt_version_override: text,
    threads_override: z.coerce.number().int().min(1).max(64).nullish(),
    target_name_override: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{0,100}$/, 'letters, digits, "_", "-" and "." only')
      .nullish(),
    generate_docs_override: z.union([z.boolean(), z.stringbool()]).nullish(),
    timeout_seconds_override: z.coerce.number().int().min(0).max(31_536_000).nullish(),
    steps_override: z.preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      z.array(z.string().max(10_000)).max(100).nullish(),
    ),
  })
  .optional();

export const runJobRoute: AnyRoute = route({
  method: 'POST',
  path: '/api/v2/accounts/:accountId/jobs/:jobId/run/',
  needs: 'runs:write',
  input: z.object({ accountId: idSchema<'account'>(), jobId: idSchema<'job'>(), body: bodySchema }),
  scope: writeScopeOfJob,
  changes: { event: 'run.started' },
  answer: async (host, { accountId, jobId, body }, { caller }) => {
    const run = await requestRun(host, accountId, jobId, {
      cause:
        body?.cause || (caller.kind === 'user' ? `Kicked off from UI by ${caller.label}` : `Triggered by API with the ${caller.label}`),
      causeCategory: caller.kind === 'user' ? 'ui' : 'api',
      gitBranch: body?.git_branch || null,
      gitSha: body?.git_sha || null,
      pullRequest: readPullRequest(body),
      actor: actorOf(caller),
      overrides: {
        steps: body?.steps_override ?? null,
        schema: body?.schema_override || null,
        dbtVersion: body?.dbt_version_override || null,
        threads: body?.threads_override ?? null,
        targetName: body?.target_name_override || null,
        generateDocs: body?.generate_docs_override ?? null,
        timeoutSeconds: body?.timeout_seconds_override ?? null,
      },
    });
    return { ...presentRun(host, { run, steps: [] }), trigger: presentTrigger(run) };
  },
});

function readPullRequest(body: z.infer<typeof bodySchema>): PullRequest | null {
  const ids = {
    github: body?.github_pull_request_id ?? null,
    gitlab: body?.gitlab_merge_request_id ?? null,
    azure: body?.azure_pull_request_id ?? body?.azure_devops_pull_request_id ?? null,
    nonNative: body?.non_native_pull_request_id ?? null,
  };
  return Object.values(ids).every((id) => id === null) ? null : ids;
}

export const rerunJobRoute: AnyRoute = route({
  method: 'POST',
  path: '/api/v2/accounts/:accountId/jobs/:jobId/rerun/',
  summary: 'Run a job again, from where its last run failed',
  needs: 'runs:write',
  input: z.object({ accountId: idSchema<'account'>(), jobId: idSchema<'job'>() }),
  scope: writeScopeOfJob,
  changes: { event: 'run.started' },
  answer: async (host, { accountId, jobId }, { caller }) => {
    const run = await rerunJob(host, accountId, jobId, { cause: `Run again by ${caller.label}`, actor: actorOf(caller) });
    return { ...presentRun(host, { run, steps: [] }), trigger: presentTrigger(run) };
  },
});
