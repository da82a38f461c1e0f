/** Any other host of repositories: a script of its own tells Weft of pull requests and pushes by a signed JSON webhook, whose shape is Weft's. */
import { z } from 'zod';
import type { HookEvent, Provider } from './provider.ts';
import { headerOf, pullRequestActions, pullRequestFactsSchema } from './provider.ts';
import { isHmacOf } from './signatures.ts';

const sha = z.string().regex(/^[0-9a-f]{40}$/, 'the 40 hex digits of a commit');
const pullRequestSchema = z.object({
  event: z.literal('pull_request'),
  action: z.enum(pullRequestActions),
  pull_request: z.object({
    number: z.number().int().min(1),
    title: z.string().max(1000),
    author: z.string().max(255).nullable().default(null),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .nullable()
      .default(null),
    head_sha: sha,
    head_branch: z.string().min(1).max(255),
    base_branch: z.string().min(1).max(255),
    draft: z.boolean().default(false),
    fork: z.boolean().default(false),
    updated_at: z.iso.datetime({ offset: true }),
  }),
});
const pushSchema = z.object({
  event: z.literal('push'),
  branch: z.string().min(1).max(255),
  before: sha.nullable().default(null),
  after: sha.nullable(),
});
const bodySchema = z.discriminatedUnion('event', [pullRequestSchema, pushSchema, z.object({ event: z.literal('ping') })]);

/** How far the sender's clock may be off, and how long somebody who overheard a webhook may send it again. */
const ageSecondsMax = 300;

export const generic: Provider = {
  kind: 'generic',
  /** `X-Weft-Signature-256: sha256=…` is of `<X-Weft-Timestamp>.<body>`; the timestamp is in seconds since 1970. */
  isSigned({ headers, body, secret, at }) {
    const timestamp = headerOf(headers, 'x-weft-timestamp') ?? '';
    const isFresh = /^\d{1,12}$/.test(timestamp) && Math.abs(at.getTime() / 1000 - Number(timestamp)) <= ageSecondsMax;
    const isSigned = isHmacOf(headerOf(headers, 'x-weft-signature-256'), Buffer.concat([Buffer.from(`${timestamp}.`), body]), secret);
    return isSigned && isFresh;
  },
  readWebhook(headers, body) {
    const read = bodySchema.parse(body);
    const name = read.event === 'pull_request' ? `pull_request.${read.action}` : read.event;
    return { name, deliveryKey: headerOf(headers, 'x-weft-delivery'), event: eventOf(read) };
  },
  api: null,
};

function eventOf(read: z.infer<typeof bodySchema>): HookEvent {
  if (read.event === 'ping') return { kind: 'ping' };
  if (read.event === 'push') return { kind: 'push', pushes: [{ branch: read.branch, before: read.before, after: read.after }] };
  const { pull_request: it, action } = read;
  const pullRequest = pullRequestFactsSchema.parse({
    ...{ number: it.number, title: it.title, author: it.author, url: it.url, headSha: it.head_sha, headBranch: it.head_branch },
    ...{ baseBranch: it.base_branch, isDraft: it.draft, isFork: it.fork, updatedAt: it.updated_at },
    state: action === 'merged' ? 'merged' : action === 'closed' ? 'closed' : 'open',
  });
  return { kind: 'pull_request', action, pullRequest };
}
