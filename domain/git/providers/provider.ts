/** What Weft wants of whoever keeps a repository: webhooks read, pull requests found, commits marked, one comment kept. Each provider is one such object. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { isRefName } from '../model.ts';

export const providerKinds = ['github', 'gitlab', 'bitbucket', 'generic'] as const;
export type ProviderKind = (typeof providerKinds)[number];

/** What the database cannot hold is left out of what people read. */
const words = z.string().transform((text) => storable(text).slice(0, 1000));
const branch = z.string().refine(isRefName, 'is not the name of a branch');
const sha = z.string().regex(/^[0-9a-f]{7,64}$/, 'is not a commit');

export const pullRequestFactsSchema = z.object({
  number: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  title: words,
  author: words.nullable(),
  /** Of the page at the provider; what is not http is none. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable()
    .catch(null),
  /** 40 hex digits; of Bitbucket's webhooks the first 12. */
  headSha: z.string().regex(/^[0-9a-f]{7,40}$/, 'is not a commit'),
  headBranch: branch,
  baseBranch: branch,
  isDraft: z.boolean(),
  /** Its commits lie in another repository. */
  isFork: z.boolean(),
  state: z.enum(['open', 'closed', 'merged']),
  /** By the provider's clock. */
  updatedAt: z.iso.datetime({ offset: true }),
});
export type PullRequestFacts = Readonly<z.infer<typeof pullRequestFactsSchema>>;

export const pullRequestActions = [
  ...['opened', 'synchronised', 'reopened', 'ready', 'converted_to_draft'],
  ...['edited', 'closed', 'merged'],
] as const;

const pushSchema = z.object({
  branch,
  /** null: the branch is new. */
  before: sha.nullable(),
  /** null: the branch was deleted. */
  after: sha.nullable(),
});

/** What a webhook says, whoever sent it. `other`: nothing that Weft acts on. */
export const hookEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pull_request'), action: z.string(), pullRequest: pullRequestFactsSchema }),
  z.object({ kind: z.literal('push'), pushes: z.array(pushSchema).max(1000) }),
  z.object({ kind: z.literal('ping') }),
  z.object({ kind: z.literal('other') }),
]);
export type HookEvent = Readonly<z.infer<typeof hookEventSchema>>;

export interface Webhook {
  /** In the provider's own words: `pull_request.opened`. */
  readonly name: string;
  /** The provider's name for this delivery; null: it gave none. */
  readonly deliveryKey: string | null;
  readonly event: HookEvent;
}

export type StatusState = 'queued' | 'running' | 'success' | 'failure' | 'cancelled' | 'error';

export interface CommitStatus {
  readonly sha: string;
  readonly state: StatusState;
  readonly context: string;
  /** Names the context where names are limited in length. */
  readonly key: string;
  readonly description: string;
  readonly targetUrl: string;
}

/** Asks the provider's API; `path` goes after its base. Throws `ProviderProblem`. */
export type AskProvider = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) => Promise<unknown>;

/** Of people who are to be told what to do: plain text without a secret. */
export class ProviderProblem extends Error {
  readonly isPermanent: boolean;
  /** The provider said when to come again. */
  readonly retryAfterSeconds: number | null;
  readonly statusCode: number | null;

  constructor(
    message: string,
    known: { readonly isPermanent: boolean; readonly retryAfterSeconds?: number | null; readonly statusCode?: number },
  ) {
    super(message);
    this.name = 'ProviderProblem';
    this.isPermanent = known.isPermanent;
    this.retryAfterSeconds = known.retryAfterSeconds ?? null;
    this.statusCode = known.statusCode ?? null;
  }
}

export interface ProviderApi {
  getPullRequest(ask: AskProvider, fullName: string, number: number): Promise<PullRequestFacts>;
  postStatus(ask: AskProvider, fullName: string, status: CommitStatus): Promise<void>;
  /** Changes the comment `id`, or the one that holds `marker`, or writes a new one. Answers its id. */
  putComment(
    ask: AskProvider,
    fullName: string,
    number: number,
    comment: { readonly id: string | null; readonly marker: string; readonly body: string },
  ): Promise<string>;
  headersFor(entry: { readonly token: string; readonly username: string | null }): Readonly<Record<string, string>>;
}

export interface Provider {
  readonly kind: ProviderKind;
  /** Constant in time whatever the signature is. */
  isSigned(given: { readonly headers: IncomingHttpHeaders; readonly body: Buffer; readonly secret: string; readonly at: Date }): boolean;
  /** `body` is JSON that somebody with the secret sent. Throws a ZodError where it is not what the provider documents. */
  readWebhook(headers: IncomingHttpHeaders, body: unknown): Webhook;
  /** null: it has none that Weft knows. */
  readonly api: ProviderApi | null;
}

export function storable(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** One value of a header; of one that comes twice, none: it is not what any provider sends. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : null;
}

/** A branch of `refs/heads/…`; null: a tag, or something else. */
export function branchOf(ref: string): string | null {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
}

/** Forty zeros stand for nothing. */
export function shaOrNone(sha: string | null | undefined): string | null {
  return sha && !/^0+$/.test(sha) ? sha : null;
}
