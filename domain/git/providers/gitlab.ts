/** GitLab, its own and self-managed: webhooks (docs.gitlab.com, "Webhook events") and REST v4. A merge request is what everybody else calls a pull request. */
import { z } from 'zod';
import type { AskProvider, HookEvent, Provider, PullRequestFacts, StatusState } from './provider.ts';
import { branchOf, headerOf, ProviderProblem, pullRequestFactsSchema, shaOrNone, storable } from './provider.ts';
import { isSame } from './signatures.ts';

const mergeRequestHookSchema = z.object({
  user: z.object({ username: z.string().nullish(), name: z.string().nullish() }).nullish(),
  object_attributes: z.object({
    iid: z.number(),
    title: z.string(),
    url: z.string(),
    state: z.enum(['opened', 'closed', 'locked', 'merged']),
    action: z.string().nullish(),
    oldrev: z.string().nullish(),
    draft: z.boolean().nullish(),
    work_in_progress: z.boolean().nullish(),
    source_branch: z.string(),
    target_branch: z.string(),
    source_project_id: z.number().nullable(),
    target_project_id: z.number(),
    updated_at: z.string(),
    last_commit: z.object({ id: z.string() }),
  }),
  changes: z.object({ draft: z.object({ previous: z.boolean().nullish(), current: z.boolean().nullish() }).nullish() }).nullish(),
});
const mergeRequestSchema = z.object({
  iid: z.number(),
  title: z.string(),
  web_url: z.string(),
  state: z.enum(['opened', 'closed', 'locked', 'merged']),
  draft: z.boolean().default(false),
  author: z.object({ username: z.string() }).nullish(),
  sha: z.string(),
  source_branch: z.string(),
  target_branch: z.string(),
  source_project_id: z.number().nullable(),
  target_project_id: z.number(),
  updated_at: z.string(),
});
const pushHookSchema = z.object({ ref: z.string(), before: z.string(), after: z.string() });
const noteSchema = z.object({ id: z.number(), body: z.string() });

const states: Readonly<Record<StatusState, string>> = {
  ...{ queued: 'pending', running: 'running', success: 'success', failure: 'failed', cancelled: 'canceled', error: 'failed' },
};
const notePagesMax = 10;

export const gitlab: Provider = {
  kind: 'gitlab',
  // The secret itself is sent: https alone keeps it from others.
  isSigned: ({ headers, secret }) => isSame(headerOf(headers, 'x-gitlab-token') ?? '', secret),
  readWebhook(headers, body) {
    const said = z.object({ object_kind: z.string().optional() }).safeParse(body).data?.object_kind ?? 'unknown';
    const event = readEvent(said, body);
    const name = event.kind === 'pull_request' ? `${said}.${event.action}` : said;
    const deliveryKey = headerOf(headers, 'idempotency-key') ?? headerOf(headers, 'x-gitlab-event-uuid');
    return { name: storable(name).slice(0, 100), deliveryKey, event };
  },
  api: {
    headersFor: ({ token }) => ({ 'private-token': token, accept: 'application/json' }),
    async getPullRequest(ask, fullName, number) {
      const it = mergeRequestSchema.parse(await ask('GET', `${projectPath(fullName)}/merge_requests/${number}`));
      return factsOf({ ...it, url: it.web_url, isDraft: it.draft, author: it.author?.username ?? null });
    },
    async postStatus(ask, fullName, { sha, state, context, description, targetUrl }) {
      const body = { state: states[state], name: context, target_url: targetUrl, description: description.slice(0, 255) };
      await ask('POST', `${projectPath(fullName)}/statuses/${sha}`, body).catch((error: unknown) => {
        // It has this state already: the answer to the first request was lost.
        if (!(error instanceof ProviderProblem && error.statusCode === 400 && /Cannot transition status/.test(error.message))) throw error;
      });
    },
    async putComment(ask, fullName, number, { id, marker, body }) {
      const notes = `${projectPath(fullName)}/merge_requests/${number}/notes`;
      const known = id ?? (await findNote(ask, notes, marker));
      const written = known === null ? await ask('POST', notes, { body }) : await ask('PUT', `${notes}/${known}`, { body });
      return String(noteSchema.parse(written).id);
    },
  },
};

function projectPath(fullName: string): string {
  return `/projects/${encodeURIComponent(fullName)}`;
}

async function findNote(ask: AskProvider, notes: string, marker: string): Promise<string | null> {
  for (let page = 1; page <= notePagesMax; page += 1) {
    const listed = z.array(noteSchema).parse(await ask('GET', `${notes}?per_page=100&page=${page}`));
    const found = listed.find(({ body }) => body.includes(marker));
    if (found) return String(found.id);
    if (listed.length < 100) return null;
  }
  return null;
}

function readEvent(objectKind: string, body: unknown): HookEvent {
  if (objectKind === 'push') {
    const { ref, before, after } = pushHookSchema.parse(body);
    const branch = branchOf(ref);
    return branch === null ? { kind: 'other' } : { kind: 'push', pushes: [{ branch, before: shaOrNone(before), after: shaOrNone(after) }] };
  }
  if (objectKind !== 'merge_request') return { kind: 'other' };
  const said = mergeRequestHookSchema.parse(body);
  const it = said.object_attributes;
  const pullRequest = factsOf({
    ...it,
    sha: it.last_commit.id,
    isDraft: it.draft ?? it.work_in_progress ?? false,
    // Who does it is told, and at first that is its author.
    author: it.action === 'open' ? (said.user?.username ?? said.user?.name ?? null) : null,
  });
  return { kind: 'pull_request', action: actionOf(said), pullRequest };
}

/** An update is a new commit where it names the one before, a draft put forward or taken back where it says so, and an edit else. */
function actionOf({ object_attributes: it, changes }: z.infer<typeof mergeRequestHookSchema>): string {
  if (it.state === 'merged') return 'merged';
  if (it.state === 'closed') return 'closed';
  if (it.action === 'open') return 'opened';
  if (it.action === 'reopen') return 'reopened';
  if (it.oldrev) return 'synchronised';
  const draft = changes?.draft;
  if (draft?.previous === true && draft.current === false) return 'ready';
  return draft?.current === true ? 'converted_to_draft' : 'edited';
}

interface MergeRequest {
  readonly iid: number;
  readonly title: string;
  readonly url: string;
  readonly author: string | null;
  readonly isDraft: boolean;
  readonly sha: string;
  readonly state: 'opened' | 'closed' | 'locked' | 'merged';
  readonly source_branch: string;
  readonly target_branch: string;
  readonly source_project_id: number | null;
  readonly target_project_id: number;
  readonly updated_at: string;
}

function factsOf(it: MergeRequest): PullRequestFacts {
  return pullRequestFactsSchema.parse({
    ...{ number: it.iid, title: it.title, url: it.url, author: it.author, isDraft: it.isDraft, headSha: it.sha },
    ...{ headBranch: it.source_branch, baseBranch: it.target_branch, updatedAt: isoTime(it.updated_at) },
    isFork: it.source_project_id !== it.target_project_id,
    // Locked: it is being merged this moment.
    state: it.state === 'opened' || it.state === 'locked' ? 'open' : it.state,
  });
}

/** Older versions write `2017-09-15 16:50:55 UTC`. */
function isoTime(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/, '$1T$2Z');
}
