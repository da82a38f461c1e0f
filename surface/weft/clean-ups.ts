/** Cleaning up what CI left in a warehouse: what would be dropped and what stays, doing it, and what was done; by pull request, job and run. */
import { idSchema } from '@weft/base/id';
import { type CleanUpTarget, cleanUp } from '@weft/domain/ci/clean-up';
import type { PlannedItem } from '@weft/domain/ci/decide-clean-up';
import { type CleanUpDescription, describeCleanUp } from '@weft/domain/ci/describe-clean-up';
import { getPullRequest } from '@weft/domain/ci/list-pull-requests';
import { nameSubject } from '@weft/domain/ci/model';
import { idsOf } from '@weft/domain/ci/pull-request-model';
import type { Actor } from '@weft/domain/runs/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireCleanUp, WireCleanUpPage, WirePlannedItem } from '@weft/wire/weft/clean-up';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { actorOf } from '../v2/actor-of.ts';
import { scopeOfJob } from '../v2/jobs.ts';
import { scopeOfRun } from '../v2/runs.ts';
import { scopeOfPullRequest } from './pull-requests.ts';

const accountId = idSchema<'account'>();
const ofPullRequest = z.object({ accountId, pullRequestId: idSchema<'pullRequest'>() });
const ofJob = z.object({ accountId, jobId: idSchema<'job'>() });
const ofRun = z.object({ accountId, runId: idSchema<'run'>() });

const pullRequestPath = '/api/weft/accounts/:accountId/pull-requests/:pullRequestId/clean-up/';
const jobPath = '/api/weft/accounts/:accountId/jobs/:jobId/clean-up/';
const runPath = '/api/weft/accounts/:accountId/runs/:runId/clean-up/';

const reading = {
  method: 'GET',
  summary: 'Say what a clean-up would drop and keep now, and what clean-ups did',
  needs: 'runs:read',
} as const;
const doing = {
  ...({ method: 'POST', summary: 'Drop what CI made there and nobody else has', needs: 'runs:write', status: 202 } as const),
  changes: { event: 'clean_up.requested' },
};

export const cleanUpRoutes: AnyRoute[] = [
  route({
    ...{ ...reading, path: pullRequestPath, input: ofPullRequest, scope: scopeOfPullRequest },
    answer: async (host, input) => presentPage(await describeCleanUp(host, await targetOfPullRequest(host, input))),
  }),
  route({
    ...{ ...doing, path: pullRequestPath, input: ofPullRequest, scope: scopeOfPullRequest },
    answer: async (host, input, { caller }) => request(host, await targetOfPullRequest(host, input), actorOf(caller)),
  }),
  route({
    ...{ ...reading, path: jobPath, input: ofJob, scope: scopeOfJob },
    answer: async (host, input) => presentPage(await describeCleanUp(host, await targetOfJob(host, input))),
  }),
  route({
    ...{ ...doing, path: jobPath, input: ofJob, scope: scopeOfJob },
    answer: async (host, input, { caller }) => request(host, await targetOfJob(host, input), actorOf(caller)),
  }),
  route({
    ...{ ...reading, path: runPath, input: ofRun, scope: scopeOfRun },
    answer: async (host, input) => presentPage(await describeCleanUp(host, await targetOfRun(host, input))),
  }),
  route({
    ...{ ...doing, path: runPath, input: ofRun, scope: scopeOfRun },
    answer: async (host, input, { caller }) => request(host, await targetOfRun(host, input), actorOf(caller)),
  }),
];

async function targetOfPullRequest(host: Host, input: z.infer<typeof ofPullRequest>): Promise<CleanUpTarget> {
  const found = await getPullRequest(host, input.accountId, input.pullRequestId);
  return { accountId: input.accountId, projectId: found.projectId, subject: { kind: 'pull_request', pullRequest: idsOf(found) } };
}

async function targetOfJob(host: Host, input: z.infer<typeof ofJob>): Promise<CleanUpTarget> {
  return { accountId: input.accountId, projectId: await scopeOfJob(host, input), subject: { kind: 'job', jobId: input.jobId } };
}

async function targetOfRun(host: Host, input: z.infer<typeof ofRun>): Promise<CleanUpTarget> {
  return { accountId: input.accountId, projectId: await scopeOfRun(host, input), subject: { kind: 'runs', runIds: [input.runId] } };
}

/** `id`: null where there is nothing to clean up. */
async function request(host: Host, target: CleanUpTarget, actor: Actor): Promise<{ readonly id: number | null }> {
  return { id: (await cleanUp(host, { ...target, reason: 'by_hand', actor }))?.id ?? null };
}

function presentPage({ plan, history }: CleanUpDescription): WireCleanUpPage {
  return { plan: plan.map(presentPlanned), clean_ups: history.map(presentOne) };
}

function presentPlanned({ kind, database, schema, identifier, resourceType, runIds, keptBecause }: PlannedItem): WirePlannedItem {
  return { kind, database, schema, identifier, resource_type: resourceType, run_ids: [...new Set(runIds)], kept_because: keptBecause };
}

function presentOne({ cleanUp: it, items }: CleanUpDescription['history'][number]): WireCleanUp {
  return {
    ...{ id: it.id, subject: nameSubject(it.subject), reason: it.reason, actor: it.actor?.name ?? null },
    ...{ state: it.state, message: it.message, attempts: it.attempts },
    ...{ created_at: wireTimestamp(it.createdAt), finished_at: it.finishedAt && wireTimestamp(it.finishedAt) },
    items: items.map(({ kind, database, schema, identifier, outcome, message }) => ({
      kind,
      database,
      schema,
      identifier,
      outcome,
      message,
    })),
  };
}
