/** Webhooks as the providers document them (recorded, with their source, in `fixtures`), and what is made of each of their events. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readRemoteUrl } from '../remote-url.ts';
import { apiBaseOf, checkApiBase, guessProvider, providerOf } from './find-provider.ts';
import type { ProviderKind } from './provider.ts';

const fixtureSchema = z.object({ headers: z.record(z.string(), z.string()), body: z.record(z.string(), z.unknown()) });
const fixture = (name: string) =>
  fixtureSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')));
const at = new Date('2026-01-01T12:00:00Z');

const seen = {
  github: {
    kind: 'pull_request',
    action: 'synchronised',
    pullRequest: {
      ...{ number: 2, title: 'Update the README with new information.', author: 'Codertocat' },
      url: 'https://github.com/Codertocat/Hello-World/pull/2',
      ...{ headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821', headBranch: 'changes', baseBranch: 'master' },
      ...{ isDraft: false, isFork: false, state: 'open', updatedAt: '2019-05-15T15:20:33Z' },
    },
  },
  gitlab: {
    kind: 'pull_request',
    action: 'opened',
    pullRequest: {
      ...{ number: 1, title: 'MS-Viewport', author: 'root', url: 'http://example.com/diaspora/merge_requests/1' },
      ...{ headSha: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7', headBranch: 'ms-viewport', baseBranch: 'master' },
      ...{ isDraft: false, isFork: false, state: 'open', updatedAt: '2013-12-03T17:23:34Z' },
    },
  },
  bitbucket: {
    kind: 'pull_request',
    action: 'opened',
    pullRequest: {
      ...{ number: 1, title: 'Title of pull request', author: 'Emma', url: 'https://api.bitbucket.org/pullrequest_id' },
      // Of a commit only this much is told.
      ...{ headSha: 'd3022fc0ca3d', headBranch: 'branch2', baseBranch: 'master' },
      ...{ isDraft: false, isFork: false, state: 'open', updatedAt: '2015-04-06T15:23:38.205705+00:00' },
    },
  },
};
const push = (branch: string, before: string, after: string) => ({ kind: 'push', pushes: [{ branch, before, after }] });

test.each([
  ['github', 'github-pull-request-synchronize', 'pull_request.synchronize', '72d3162e-cc78-11e3-81ab-4c9367dc0958', seen.github],
  ['github', 'github-push-deleted-tag', 'push', '72d3162e-cc78-11e3-81ab-4c9367dc0959', { kind: 'other' }],
  ['gitlab', 'gitlab-merge-request-open', 'merge_request.opened', '13792a34-cac6-4fda-95a8-c58e00a3954e', seen.gitlab],
  [
    ...(['gitlab', 'gitlab-push', 'push', '13792a34-cac6-4fda-95a8-c58e00a3954f'] as const),
    push('master', '95790bf891e76fee5e1747ab589903a6a1f80f22', 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7'),
  ],
  ['bitbucket', 'bitbucket-pull-request-created', 'pullrequest:created', '86c2b1a4-1111-4b9b-9a2e-0a4c7d8d6b01', seen.bitbucket],
  [
    ...(['bitbucket', 'bitbucket-push', 'repo:push', '86c2b1a4-1111-4b9b-9a2e-0a4c7d8d6b02'] as const),
    push('name-of-branch', '1e65c05c1d5171631d92438a13901ca7dae9618c', '709d658dc5b6d6afcd46049c2f332ee3f515a67d'),
  ],
] as const)('%s: the recorded %s is read', (kind, name, called, deliveryKey, event) => {
  const { headers, body } = fixture(name);
  expect(providerOf(kind).readWebhook(headers, body)).toEqual({ name: called, deliveryKey, event });
});

/** The recorded body with something else in the object at `path`. */
function changed(name: string, path: readonly string[], change: object): { headers: Record<string, string>; body: unknown } {
  const { headers, body } = fixture(name);
  return { headers, body: withChange(body, path, change) };
}

function withChange(value: unknown, [key, ...rest]: readonly string[], change: object): object {
  const record = z.record(z.string(), z.unknown()).parse(value);
  return key === undefined ? { ...record, ...change } : { ...record, [key]: withChange(record[key], rest, change) };
}

const gh = 'github-pull-request-synchronize';
test.each([
  ['opened', {}, 'opened', 'open'],
  ['synchronize', {}, 'synchronised', 'open'],
  ['reopened', {}, 'reopened', 'open'],
  ['ready_for_review', {}, 'ready', 'open'],
  ['converted_to_draft', { draft: true }, 'converted_to_draft', 'open'],
  ['edited', {}, 'edited', 'open'],
  ['closed', { state: 'closed' }, 'closed', 'closed'],
  ['closed', { state: 'closed', merged: true, merged_at: '2019-05-15T15:20:33Z' }, 'merged', 'merged'],
] as const)('github: %s with %j is %s', (said, change, action, state) => {
  const { headers, body } = changed(gh, ['pull_request'], change);
  const { event } = providerOf('github').readWebhook(headers, { ...Object(body), action: said });
  expect(event).toMatchObject({ kind: 'pull_request', action, pullRequest: { state, number: 2, isFork: false } });
});

test('github: a label is nothing to act on, and a pull request of a deleted fork is one of a fork', () => {
  const { headers, body } = changed(gh, ['pull_request', 'head'], { repo: null });
  expect(providerOf('github').readWebhook(headers, { ...Object(body), action: 'labeled' }).event).toEqual({ kind: 'other' });
  expect(providerOf('github').readWebhook(headers, body).event).toMatchObject({ pullRequest: { isFork: true } });
});

const gl = 'gitlab-merge-request-open';
test.each([
  [{ action: 'open' }, 'opened', 'open'],
  [{ action: 'reopen' }, 'reopened', 'open'],
  [{ action: 'update', oldrev: '95790bf891e76fee5e1747ab589903a6a1f80f22' }, 'synchronised', 'open'],
  // The recorded body says that it was a draft.
  [{ action: 'update' }, 'ready', 'open'],
  [{ action: 'close', state: 'closed' }, 'closed', 'closed'],
  [{ action: 'merge', state: 'merged' }, 'merged', 'merged'],
] as const)('gitlab: %j is %s', (change, action, state) => {
  const { headers, body } = changed(gl, ['object_attributes'], change);
  expect(providerOf('gitlab').readWebhook(headers, body).event).toMatchObject({ kind: 'pull_request', action, pullRequest: { state } });
});

test('gitlab: what becomes a draft is told apart from another edit, and another project is a fork', () => {
  const draft = changed(gl, ['changes'], { draft: { previous: false, current: true } });
  const { object_attributes } = z.object({ object_attributes: z.record(z.string(), z.unknown()) }).parse(draft.body);
  const update = { ...object_attributes, action: 'update', draft: true, source_project_id: 15 };
  const read = (changes: unknown) =>
    providerOf('gitlab').readWebhook(draft.headers, { ...Object(draft.body), object_attributes: update, changes }).event;
  expect(read({ draft: { previous: false, current: true } })).toMatchObject({
    action: 'converted_to_draft',
    pullRequest: { isDraft: true, isFork: true },
  });
  expect(read({ title: {} })).toMatchObject({ action: 'edited' });
});

test.each([
  ['pullrequest:created', 'OPEN', 'opened', 'open'],
  ['pullrequest:updated', 'OPEN', 'synchronised', 'open'],
  ['pullrequest:fulfilled', 'MERGED', 'merged', 'merged'],
  ['pullrequest:rejected', 'DECLINED', 'closed', 'closed'],
] as const)('bitbucket: %s is %s', (key, state, action, becomes) => {
  const { headers, body } = changed('bitbucket-pull-request-created', ['pullrequest'], { state });
  const { event } = providerOf('bitbucket').readWebhook({ ...headers, 'x-event-key': key }, body);
  expect(event).toMatchObject({ kind: 'pull_request', action, pullRequest: { state: becomes, headSha: 'd3022fc0ca3d' } });
});

const ownBody = {
  event: 'pull_request',
  action: 'opened',
  pull_request: {
    ...{ number: 5, title: 'A change', head_sha: 'a'.repeat(40), head_branch: 'change', base_branch: 'main' },
    updated_at: '2026-01-01T12:00:00Z',
  },
};

test.each(['opened', 'synchronised', 'reopened', 'ready', 'converted_to_draft', 'edited', 'closed', 'merged'])('generic: %s', (action) => {
  const { event } = providerOf('generic').readWebhook({}, { ...ownBody, action });
  const state = action === 'merged' || action === 'closed' ? action : 'open';
  expect(event).toMatchObject({ kind: 'pull_request', action, pullRequest: { state, number: 5 } });
});

test.each<[ProviderKind, unknown]>([
  ['github', { action: 'opened', pull_request: 5 }],
  ['github', []],
  ['gitlab', { object_kind: 'merge_request', object_attributes: { iid: 'x' } }],
  ['gitlab', { object_kind: 'push', ref: ['refs/heads/main'] }],
  ['bitbucket', { push: { changes: 'all' } }],
  ['generic', null],
  ['generic', { ...ownBody, pull_request: { ...ownBody.pull_request, head_branch: '--upload-pack=x' } }],
  ['generic', { ...ownBody, pull_request: { ...ownBody.pull_request, number: 1e300 } }],
])('%s: %j is refused as not what is documented', (kind, body) => {
  const headers = { 'x-github-event': 'pull_request', 'x-event-key': 'repo:push' };
  expect(() => providerOf(kind).readWebhook(headers, body)).toThrow(z.ZodError);
});

test('what the database cannot hold is left out of a title, and an address that is not of the web is none', () => {
  const { headers, body } = changed(gh, ['pull_request'], { title: 'a\u0000b\ud800', html_url: 'javascript:alert(1)' });
  expect(providerOf('github').readWebhook(headers, body).event).toMatchObject({ pullRequest: { title: 'ab\ufffd', url: null } });
});

const secret = 'the secret';
const body = Buffer.from('{"zen":"Keep it logically awesome."}');
const hmac = (of: Buffer | string) => `sha256=${createHmac('sha256', secret).update(of).digest('hex')}`;
const now = String(at.getTime() / 1000);
const ago = (seconds: number) => String(at.getTime() / 1000 - seconds);

test.each<[ProviderKind, string, Record<string, string | string[]>, boolean]>([
  ['github', 'its own', { 'x-hub-signature-256': hmac(body) }, true],
  ['github', 'none', {}, false],
  ['github', 'an empty one', { 'x-hub-signature-256': '' }, false],
  ['github', 'of another body', { 'x-hub-signature-256': hmac('{}') }, false],
  ['github', 'the old kind', { 'x-hub-signature': hmac(body) }, false],
  ['github', 'two', { 'x-hub-signature-256': [hmac(body), hmac(body)] }, false],
  ['github', 'without its name', { 'x-hub-signature-256': hmac(body).slice(7) }, false],
  ['gitlab', 'the secret', { 'x-gitlab-token': secret }, true],
  ['gitlab', 'another', { 'x-gitlab-token': `${secret}x` }, false],
  ['gitlab', 'none', {}, false],
  ['bitbucket', 'its own', { 'x-hub-signature': hmac(body) }, true],
  ['bitbucket', 'none', {}, false],
  ['generic', 'its own', { 'x-weft-timestamp': now, 'x-weft-signature-256': hmac(`${now}.${body}`) }, true],
  ['generic', 'a minute old', { 'x-weft-timestamp': ago(60), 'x-weft-signature-256': hmac(`${ago(60)}.${body}`) }, true],
  ['generic', 'an hour old', { 'x-weft-timestamp': ago(3600), 'x-weft-signature-256': hmac(`${ago(3600)}.${body}`) }, false],
  ['generic', 'made young', { 'x-weft-timestamp': now, 'x-weft-signature-256': hmac(`${ago(3600)}.${body}`) }, false],
  ['generic', 'of the body alone', { 'x-weft-timestamp': now, 'x-weft-signature-256': hmac(body) }, false],
])('%s: a signature that is %s', (kind, _, headers, isSigned) => {
  expect(providerOf(kind).isSigned({ headers, body, secret, at })).toBe(isSigned);
});

test.each<[string, ProviderKind, string | null]>([
  ['https://github.com/acme/shop', 'github', 'https://api.github.com'],
  ['git@github.com:acme/shop.git', 'github', 'https://api.github.com'],
  ['https://github.example.com:8443/acme/shop.git', 'github', 'https://github.example.com:8443/api/v3'],
  ['https://gitlab.com/acme/team/shop.git', 'gitlab', 'https://gitlab.com/api/v4'],
  ['http://gitlab.internal/acme/shop.git', 'gitlab', 'http://gitlab.internal/api/v4'],
  ['ssh://git@gitlab.example.com/acme/shop.git', 'gitlab', 'https://gitlab.example.com/api/v4'],
  ['https://bitbucket.org/acme/shop', 'bitbucket', 'https://api.bitbucket.org/2.0'],
  ['https://git.example.com/acme/shop', 'generic', null],
])('%s is at %s, whose API is %s', (url, kind, base) => {
  const remote = readRemoteUrl(url);
  expect(guessProvider(remote)).toBe(kind);
  expect(apiBaseOf(kind, remote)).toBe(base);
});

test('another address of the API is on the host of the repository, or beneath it: its token goes there', () => {
  const remote = readRemoteUrl('https://git.example.com/acme/shop');
  expect(checkApiBase('https://git.example.com:444/gitlab/api/v4/', remote)).toBe('https://git.example.com:444/gitlab/api/v4');
  expect(checkApiBase('https://api.git.example.com/v3', remote)).toBe('https://api.git.example.com/v3');
  for (const url of ['https://example.com/', 'https://evil-git.example.com', 'ftp://git.example.com/', 'https://a:b@git.example.com/', 'x'])
    expect(() => checkApiBase(url, remote), url).toThrow('cannot be the API');
});
