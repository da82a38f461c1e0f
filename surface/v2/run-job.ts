/** `POST /api/v2/accounts/{id}/jobs/{id}/run/`: starts a run. */
import { idSchema } from '@weft/base/id';
import { runJob } from '@weft/domain/jobs/run-job';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { scopeOfJob } from './jobs.ts';
import { presentRun, presentTrigger } from './present-run.ts';

const text = z.string().max(10_000).nullish();
/** Everything may be left out, or null: some clients send every field they know. */
const body = z
  .object({
    cause: text,
    git_sha: text,
    git_branch: text,
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
  input: z.object({ accountId: idSchema<'account'>(), jobId: idSchema<'job'>(), body }),
  scope: scopeOfJob,
  changes: { event: 'run.started' },
  answer: async (host, { accountId, jobId, body }, { caller }) => {
    const run = await runJob(host, accountId, jobId, {
      cause:
        body?.cause || (caller.kind === 'user' ? `Kicked off from UI by ${caller.label}` : `Triggered by API with the ${caller.label}`),
      causeCategory: caller.kind === 'user' ? 'ui' : 'api',
      gitBranch: body?.git_branch || null,
      gitSha: body?.git_sha || null,
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
