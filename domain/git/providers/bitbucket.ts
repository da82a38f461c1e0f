/** Bitbucket Cloud: webhooks (support.atlassian.com, "Event payloads") and REST 2.0. */
import { z } from 'zod';
import type { AskProvider, HookEvent, Provider, PullRequestFacts, StatusState } from './provider.ts';
import { headerOf, pullRequestFactsSchema, storable } from './provider.ts';
import { isHmacOf } from './signatures.ts';

const sideSchema = z.object({
  branch: z.object({ name: z.string() }),
  commit: z.object({ hash: z.string() }).nullable(),
  repository: z.object({ full_name: z.string() }).nullable(),
});
const pullRequestSchema = z.object({
  id: z.number(),
  title: z.string(),
  state: z.string(),
  draft: z.boolean().default(false),
  author: z.object({ display_name: z.string().nullish(), nickname: z.string().nullish(), username: z.string().nullish() }).nullish(),
  source: sideSchema,
  destination: sideSchema,
  updated_on: z.string(),
  links: z.object({ html: z.object({ href: z.string() }) }).nullish(),
});
const pullRequestHookSchema = z.object({ pullrequest: pullRequestSchema });
const tipSchema = z.object({ type: z.string(), name: z.string(), target: z.object({ hash: z.string() }) });
const pushHookSchema = z.object({
  push: z.object({ changes: z.array(z.object({ new: tipSchema.nullable(), old: tipSchema.nullable() })) }),
});
const commentSchema = z.object({ id: z.number(), deleted: z.boolean().default(false), content: z.object({ raw: z.string() }).nullish() });
const commentsSchema = z.object({ values: z.array(commentSchema), next: z.string().optional() });

const actions: Readonly<Record<string, string>> = {
  ...{ 'pullrequest:created': 'opened', 'pullrequest:updated': 'synchronised' },
  ...{ 'pullrequest:fulfilled': 'merged', 'pullrequest:rejected': 'closed' },
};
const states: Readonly<Record<StatusState, string>> = {
  ...{ queued: 'INPROGRESS', running: 'INPROGRESS', success: 'SUCCESSFUL', failure: 'FAILED', cancelled: 'STOPPED', error: 'FAILED' },
};
const commentPagesMax = 10;

export const bitbucket: Provider = {
  kind: 'bitbucket',
  isSigned: ({ headers, body, secret }) => isHmacOf(headerOf(headers, 'x-hub-signature'), body, secret),
  readWebhook(headers, body) {
    const key = headerOf(headers, 'x-event-key') ?? 'unknown';
    return { name: storable(key).slice(0, 100), deliveryKey: headerOf(headers, 'x-request-uuid'), event: readEvent(key, body) };
  },
  api: {
    // An access token of a repository stands alone; an app password goes with a name.
    headersFor: ({ token, username }) => ({
      accept: 'application/json',
      authorization:
        username === null || username === 'x-token-auth'
          ? `Bearer ${token}`
          : `Basic ${Buffer.from(`${username}:${token}`).toString('base64')}`,
    }),
    async getPullRequest(ask, fullName, number) {
      const facts = factsOf(pullRequestSchema.parse(await ask('GET', `/repositories/${fullName}/pullrequests/${number}`)));
      // Of a pull request's commit twelve digits are told; git fetches by all forty only.
      const path = `/repositories/${fullName}/commit/${facts.headSha}`;
      const { hash } = z.object({ hash: z.string() }).parse(await ask('GET', path));
      return pullRequestFactsSchema.parse({ ...facts, headSha: hash });
    },
    async postStatus(ask, fullName, { sha, state, context, key, description, targetUrl }) {
      await ask('POST', `/repositories/${fullName}/commit/${sha}/statuses/build`, {
        ...{ key, state: states[state], url: targetUrl },
        ...{ name: context.slice(0, 255), description: description.slice(0, 255) },
      });
    },
    async putComment(ask, fullName, number, { id, marker, body }) {
      const comments = `/repositories/${fullName}/pullrequests/${number}/comments`;
      const known = id ?? (await findComment(ask, comments, marker));
      const content = { content: { raw: body } };
      const written = known === null ? await ask('POST', comments, content) : await ask('PUT', `${comments}/${known}`, content);
      return String(commentSchema.parse(written).id);
    },
  },
};

async function findComment(ask: AskProvider, comments: string, marker: string): Promise<string | null> {
  for (let page = 1; page <= commentPagesMax; page += 1) {
    const { values, next } = commentsSchema.parse(await ask('GET', `${comments}?pagelen=100&page=${page}`));
    const found = values.find(({ content, deleted }) => !deleted && content?.raw.includes(marker));
    if (found) return String(found.id);
    if (next === undefined) return null;
  }
  return null;
}

function readEvent(key: string, body: unknown): HookEvent {
  if (key === 'diagnostics:ping') return { kind: 'ping' };
  if (key === 'repo:push') {
    const { changes } = pushHookSchema.parse(body).push;
    const pushes = changes.flatMap((change) => {
      const tip = change.new ?? change.old;
      if (tip === null || tip.type !== 'branch') return [];
      return [{ branch: tip.name, before: change.old?.target.hash ?? null, after: change.new?.target.hash ?? null }];
    });
    return pushes.length === 0 ? { kind: 'other' } : { kind: 'push', pushes };
  }
  const action = actions[key];
  if (action === undefined) return { kind: 'other' };
  const pullRequest = factsOf(pullRequestHookSchema.parse(body).pullrequest);
  return { kind: 'pull_request', action, pullRequest };
}

/** A fork that was deleted has no repository any more. */
function factsOf(it: z.infer<typeof pullRequestSchema>): PullRequestFacts {
  const { author } = it;
  return pullRequestFactsSchema.parse({
    ...{ number: it.id, title: it.title, url: it.links?.html.href ?? null, isDraft: it.draft },
    author: author?.nickname ?? author?.display_name ?? author?.username ?? null,
    ...{ headSha: it.source.commit?.hash ?? '', headBranch: it.source.branch.name, baseBranch: it.destination.branch.name },
    isFork: it.source.repository === null || it.source.repository.full_name !== it.destination.repository?.full_name,
    state: it.state === 'MERGED' ? 'merged' : it.state === 'OPEN' ? 'open' : 'closed',
    updatedAt: it.updated_on,
  });
}
