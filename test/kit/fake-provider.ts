/** GitHub and GitLab as far as Weft speaks with them: real git over http, their REST for pull requests, statuses and comments, and the webhooks that they would send. */
import { createHmac, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GitServer, startGitServer } from './git-server.ts';

export interface FakePullRequest {
  readonly number: number;
  title: string;
  headSha: string;
  readonly headBranch: string;
  baseBranch: string;
  isDraft: boolean;
  readonly isFork: boolean;
  state: 'open' | 'closed' | 'merged';
  updatedAt: string;
}

/** As it would come over the line. */
export interface FakeWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

export interface FakeStatus {
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string;
}

export interface FakeComment {
  readonly id: number;
  readonly number: number;
  body: string;
}

export type FakeAction = 'opened' | 'synchronised' | 'reopened' | 'ready' | 'converted_to_draft' | 'closed' | 'merged' | 'labelled';

export interface FakeProvider extends GitServer {
  readonly kind: 'github' | 'gitlab';
  /** What git and the API want to be shown. */
  readonly token: string;
  /** In the order in which they were taken. */
  readonly statuses: readonly FakeStatus[];
  readonly comments: readonly FakeComment[];
  /** How many requests came to its API, refused ones too. */
  readonly asked: readonly string[];
  /** Makes a branch with these files and opens a pull request of it. Without files nothing is committed, and its commit is made up. */
  open(given?: {
    readonly files?: Readonly<Record<string, string>>;
    readonly base?: string;
    readonly isDraft?: boolean;
    readonly isFork?: boolean;
  }): FakePullRequest;
  /** A newer commit. */
  push(pullRequest: FakePullRequest, files?: Readonly<Record<string, string>>): void;
  webhook(secret: string, action: FakeAction, pullRequest: FakePullRequest, deliveryKey?: string): FakeWebhook;
  pushWebhook(secret: string, branch: string, after: string): FakeWebhook;
  /** The next requests to the API are answered so, each with the next of these; then all is well again. */
  answer(...answers: readonly { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[]): void;
  removeComment(id: number): void;
}

const project = { id: 14, full_name: 'acme/shop' };
const octo = { login: 'octo', id: 7 };
const tanuki = { username: 'tanuki', name: 'Tanuki', id: 8 };

export async function startFakeProvider(
  kind: 'github' | 'gitlab',
  given: { readonly folder?: string; readonly defaultBranch?: string } = {},
): Promise<FakeProvider> {
  const state = {
    ...{ kind, token: `token-${randomUUID()}`, statuses: [] as FakeStatus[], comments: [] as FakeComment[] },
    ...{ asked: [] as string[], planned: [] as { status: number; headers?: Readonly<Record<string, string>> }[] },
    ...{ pullRequests: [] as FakePullRequest[], url: '' },
  };
  const git = await startGitServer({
    ...given,
    answer: (request, response) => {
      if (request.url?.startsWith('/api/') !== true) return false;
      void answerApi(state, request, response);
      return true;
    },
  });
  state.url = git.url.replace(/\.git$/, '');
  git.lock(state.token);
  const defaultBranch = given.defaultBranch ?? 'main';
  let second = 0;
  // Providers tell whole seconds; each piece of news is a second later than the one before.
  const time = () => {
    second += 1;
    return new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString().replace('.000Z', 'Z');
  };
  const commit = (branch: string, base: string, files: Readonly<Record<string, string>> | undefined) => {
    if (files === undefined) return createHmac('sha1', branch).update(String(second)).digest('hex');
    git.git(['checkout', '--quiet', base], true);
    return git.commit(files, branch);
  };
  return {
    // Not spread: its clone is made when it is first asked for.
    ...{ url: git.url, seen: git.seen, commit: git.commit, git: git.git, lock: git.lock, close: git.close },
    get clone() {
      return git.clone;
    },
    ...{ kind, token: state.token, statuses: state.statuses, comments: state.comments, asked: state.asked },
    open({ files, base = defaultBranch, isDraft = false, isFork = false } = {}) {
      const number = state.pullRequests.length + 1;
      const headBranch = `change-${number}`;
      const made: FakePullRequest = {
        ...{ number, title: `Change ${number}`, headBranch, baseBranch: base, isDraft, isFork, state: 'open', updatedAt: time() },
        headSha: commit(headBranch, base, files),
      };
      state.pullRequests.push(made);
      return made;
    },
    push(pullRequest, files) {
      pullRequest.updatedAt = time();
      pullRequest.headSha = commit(pullRequest.headBranch, pullRequest.headBranch, files);
    },
    webhook(secret, action, pullRequest, deliveryKey = randomUUID()) {
      pullRequest.updatedAt = time();
      if (action === 'closed' || action === 'merged') pullRequest.state = action;
      if (action === 'reopened') pullRequest.state = 'open';
      if (action === 'ready' || action === 'converted_to_draft') pullRequest.isDraft = action !== 'ready';
      const body = kind === 'github' ? githubHook(state.url, action, pullRequest) : gitlabHook(state.url, action, pullRequest);
      return sign(kind, secret, { body, deliveryKey, event: kind === 'github' ? 'pull_request' : 'Merge Request Hook' });
    },
    pushWebhook(secret, branch, after) {
      const change = { ref: `refs/heads/${branch}`, before: '1'.repeat(40), after };
      const body =
        kind === 'github' ? { ...change, deleted: /^0+$/.test(after), commits: [] } : { object_kind: 'push', ...change, commits: [] };
      return sign(kind, secret, { body, deliveryKey: randomUUID(), event: kind === 'github' ? 'push' : 'Push Hook' });
    },
    answer: (...answers) => void state.planned.push(...answers),
    removeComment(id) {
      const at = state.comments.findIndex((it) => it.id === id);
      state.comments.splice(at, 1);
    },
  };
}

function sign(kind: string, secret: string, sent: { body: object; deliveryKey: string; event: string }): FakeWebhook {
  const payload = JSON.stringify(sent.body);
  const json = { 'content-type': 'application/json' };
  if (kind === 'gitlab')
    return {
      payload,
      headers: { ...json, 'x-gitlab-event': sent.event, 'x-gitlab-event-uuid': sent.deliveryKey, 'x-gitlab-token': secret },
    };
  const signature = `sha256=${createHmac('sha256', secret).update(payload).digest('hex')}`;
  return {
    payload,
    headers: { ...json, 'x-github-event': sent.event, 'x-github-delivery': sent.deliveryKey, 'x-hub-signature-256': signature },
  };
}

const githubActions: Readonly<Record<FakeAction, string>> = {
  ...{ opened: 'opened', synchronised: 'synchronize', reopened: 'reopened', ready: 'ready_for_review' },
  ...{ converted_to_draft: 'converted_to_draft', closed: 'closed', merged: 'closed', labelled: 'labeled' },
};

function githubHook(url: string, action: FakeAction, it: FakePullRequest): object {
  return { action: githubActions[action], number: it.number, pull_request: githubPull(url, it), sender: octo };
}

function githubPull(url: string, it: FakePullRequest): object {
  const repo = { id: project.id, full_name: project.full_name, private: false };
  const isMerged = it.state === 'merged';
  return {
    ...{ number: it.number, title: it.title, html_url: `${url}/pull/${it.number}`, user: octo, draft: it.isDraft },
    ...{ state: it.state === 'open' ? 'open' : 'closed', merged: isMerged, merged_at: isMerged ? it.updatedAt : null },
    ...{ created_at: it.updatedAt, updated_at: it.updatedAt, locked: false },
    head: { ref: it.headBranch, sha: it.headSha, repo: it.isFork ? { ...repo, id: 99, full_name: 'other/shop' } : repo },
    base: { ref: it.baseBranch, sha: '1'.repeat(40), repo },
  };
}

const gitlabActions: Readonly<Record<FakeAction, string>> = {
  ...{ opened: 'open', synchronised: 'update', reopened: 'reopen', ready: 'update' },
  ...{ converted_to_draft: 'update', closed: 'close', merged: 'merge', labelled: 'update' },
};

function gitlabHook(url: string, action: FakeAction, it: FakePullRequest): object {
  const isDraft = action === 'converted_to_draft';
  const changes = action === 'ready' || isDraft ? { draft: { previous: !isDraft, current: isDraft } } : {};
  return {
    ...{ object_kind: 'merge_request', event_type: 'merge_request', user: tanuki },
    object_attributes: {
      ...gitlabFacts(it),
      ...{ url: `${url}/-/merge_requests/${it.number}`, action: gitlabActions[action], last_commit: { id: it.headSha } },
      ...(action === 'synchronised' ? { oldrev: '1'.repeat(40) } : {}),
    },
    changes,
  };
}

function gitlabFacts(it: FakePullRequest) {
  return {
    ...{ iid: it.number, title: it.title, state: it.state === 'open' ? 'opened' : it.state, draft: it.isDraft, updated_at: it.updatedAt },
    ...{ source_branch: it.headBranch, target_branch: it.baseBranch },
    ...{ source_project_id: it.isFork ? 99 : project.id, target_project_id: project.id },
  };
}

interface State {
  readonly kind: 'github' | 'gitlab';
  readonly token: string;
  readonly statuses: FakeStatus[];
  readonly comments: FakeComment[];
  readonly asked: string[];
  readonly planned: { status: number; headers?: Readonly<Record<string, string>> }[];
  readonly pullRequests: FakePullRequest[];
  readonly url: string;
}

async function answerApi(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const end = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  state.asked.push(`${request.method} ${request.url}`);
  const shown = state.kind === 'github' ? request.headers.authorization : request.headers['private-token'];
  if (shown !== (state.kind === 'github' ? `Bearer ${state.token}` : state.token)) return void end(401, { message: 'Bad credentials' });
  const planned = state.planned.shift();
  if (planned) return void end(planned.status, { message: 'Not now' }, planned.headers);
  const base = state.kind === 'github' ? `/api/v3/repos/${project.full_name}` : `/api/v4/projects/${encodeURIComponent(project.full_name)}`;
  const path = (request.url ?? '').split('?')[0] ?? '';
  const body = text === '' ? {} : JSON.parse(text);
  const found = path.startsWith(base) ? answerTo(state, `${request.method} ${path.slice(base.length)}`, body) : null;
  if (found === null) end(404, { message: 'Not Found' });
  else end(found.status, found.value);
}

function answerTo(state: State, asked: string, body: Record<string, string>): { readonly status: number; readonly value: unknown } | null {
  const pull = /^GET \/(?:pulls|merge_requests)\/(\d+)$/.exec(asked);
  if (pull) {
    const it = state.pullRequests.find(({ number }) => number === Number(pull[1]));
    if (!it) return null;
    const page = { ...gitlabFacts(it), sha: it.headSha, web_url: `${state.url}/-/merge_requests/${it.number}`, author: tanuki };
    return { status: 200, value: state.kind === 'github' ? githubPull(state.url, it) : page };
  }
  const status = /^POST \/statuses\/([0-9a-f]{40})$/.exec(asked);
  if (status) {
    const context = body.context ?? body.name ?? '';
    const { state: said = '', description = '', target_url: targetUrl = '' } = body;
    const before = state.statuses.filter((it) => it.sha === status[1] && it.context === context).at(-1);
    if (state.kind === 'gitlab' && before?.state === said)
      return {
        status: 400,
        value: { message: `Cannot transition status via :run from :${said} (Reason(s): Status cannot transition via "run")` },
      };
    state.statuses.push({ sha: status[1] ?? '', state: said, context, description, targetUrl });
    return { status: 201, value: { id: state.statuses.length, state: said } };
  }
  return answerComments(state, asked, body.body ?? '');
}

function answerComments(state: State, asked: string, body: string): { readonly status: number; readonly value: unknown } | null {
  const list = /^(GET|POST) \/(?:issues|merge_requests)\/(\d+)\/(?:comments|notes)$/.exec(asked);
  if (list?.[1] === 'GET') return { status: 200, value: state.comments.filter(({ number }) => number === Number(list[2])) };
  if (list) {
    const made = { id: 1000 + state.asked.length, number: Number(list[2]), body };
    state.comments.push(made);
    return { status: 201, value: made };
  }
  const one = /^(?:PATCH \/issues\/comments|PUT \/merge_requests\/\d+\/notes)\/(\d+)$/.exec(asked);
  const found = one && state.comments.find(({ id }) => id === Number(one[1]));
  if (!found) return null;
  found.body = body;
  return { status: 200, value: found };
}
