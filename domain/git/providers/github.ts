/** GitHub and GitHub Enterprise: webhooks (docs.github.com, "Webhook events and payloads") and the REST API of version 2022-11-28. */
import { z } from 'zod';
import type { AskProvider, HookEvent, Provider, PullRequestFacts, StatusState } from './provider.ts';
import { branchOf, headerOf, pullRequestFactsSchema, shaOrNone, storable } from './provider.ts';
import { isHmacOf } from './signatures.ts';

const sideSchema = z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() });
const pullRequestSchema = z.object({
  number: z.number(),
  title: z.string(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().default(false),
  merged: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  user: z.object({ login: z.string() }).nullable(),
  updated_at: z.string(),
  head: sideSchema,
  base: sideSchema,
});
const pullRequestHookSchema = z.object({ action: z.string(), pull_request: pullRequestSchema });
const pushHookSchema = z.object({ ref: z.string(), before: z.string(), after: z.string(), deleted: z.boolean().default(false) });
const commentSchema = z.object({ id: z.number(), body: z.string().nullish() });

const actions: Readonly<Record<string, string>> = {
  ...{ opened: 'opened', synchronize: 'synchronised', reopened: 'reopened', ready_for_review: 'ready' },
  ...{ converted_to_draft: 'converted_to_draft', edited: 'edited', closed: 'closed' },
};

/** GitHub has no word for "cancelled" and shows a run that waits as one that runs. */
const states: Readonly<Record<StatusState, string>> = {
  ...{ queued: 'pending', running: 'pending', success: 'success', failure: 'failure', cancelled: 'error', error: 'error' },
};
const descriptionLengthMax = 140;
const commentPagesMax = 10;

export const github: Provider = {
  kind: 'github',
  isSigned: ({ headers, body, secret }) => isHmacOf(headerOf(headers, 'x-hub-signature-256'), body, secret),
  readWebhook(headers, body) {
    const type = headerOf(headers, 'x-github-event') ?? 'unknown';
    const action = z.object({ action: z.string() }).safeParse(body).data?.action;
    const name = action === undefined ? type : `${type}.${action}`;
    return { name: storable(name).slice(0, 100), deliveryKey: headerOf(headers, 'x-github-delivery'), event: readEvent(type, body) };
  },
  api: {
    headersFor: ({ token }) => ({
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    }),
    getPullRequest: async (ask, fullName, number) =>
      factsOf(pullRequestSchema.parse(await ask('GET', `/repos/${fullName}/pulls/${number}`))),
    async postStatus(ask, fullName, { sha, state, context, description, targetUrl }) {
      await ask('POST', `/repos/${fullName}/statuses/${sha}`, {
        ...{ state: states[state], context, target_url: targetUrl },
        description: description.slice(0, descriptionLengthMax),
      });
    },
    async putComment(ask, fullName, number, { id, marker, body }) {
      const known = id ?? (await findComment(ask, fullName, number, marker));
      const written =
        known === null
          ? await ask('POST', `/repos/${fullName}/issues/${number}/comments`, { body })
          : await ask('PATCH', `/repos/${fullName}/issues/comments/${known}`, { body });
      return String(commentSchema.parse(written).id);
    },
  },
};

/** One that was written, and whose answer was lost. */
async function findComment(ask: AskProvider, fullName: string, number: number, marker: string): Promise<string | null> {
  for (let page = 1; page <= commentPagesMax; page += 1) {
    const path = `/repos/${fullName}/issues/${number}/comments?per_page=100&page=${page}`;
    const comments = z.array(commentSchema).parse(await ask('GET', path));
    const found = comments.find(({ body }) => body?.includes(marker));
    if (found) return String(found.id);
    if (comments.length < 100) return null;
  }
  return null;
}

function readEvent(type: string, body: unknown): HookEvent {
  if (type === 'ping') return { kind: 'ping' };
  if (type === 'push') {
    const { ref, before, after, deleted } = pushHookSchema.parse(body);
    const branch = branchOf(ref);
    if (branch === null) return { kind: 'other' };
    return { kind: 'push', pushes: [{ branch, before: shaOrNone(before), after: deleted ? null : shaOrNone(after) }] };
  }
  if (type !== 'pull_request') return { kind: 'other' };
  const { action, pull_request } = pullRequestHookSchema.parse(body);
  const known = actions[action];
  if (known === undefined) return { kind: 'other' };
  const pullRequest = factsOf(pull_request);
  return { kind: 'pull_request', action: pullRequest.state === 'merged' ? 'merged' : known, pullRequest };
}

/** A fork that was deleted has no repository any more. */
function factsOf(it: z.infer<typeof pullRequestSchema>): PullRequestFacts {
  const isMerged = it.merged === true || (it.merged_at ?? null) !== null;
  return pullRequestFactsSchema.parse({
    ...{ number: it.number, title: it.title, url: it.html_url, author: it.user?.login ?? null, isDraft: it.draft },
    ...{ headSha: it.head.sha, headBranch: it.head.ref, baseBranch: it.base.ref, updatedAt: it.updated_at },
    isFork: it.head.repo === null || it.head.repo.full_name !== it.base.repo?.full_name,
    state: isMerged ? 'merged' : it.state,
  });
}
