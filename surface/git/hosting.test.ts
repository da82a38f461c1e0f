/** Managed repositories over http, as real git clients see them. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import cookie from '@fastify/cookie';
import { listEvents } from '@weft/domain/audit/list-events';
import { everything } from '@weft/domain/audit/model';
import { settleAudit } from '@weft/domain/audit/record-event';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { makeDeployCredential, revokeDeployCredential } from '@weft/domain/git/deploy-credentials';
import { repositoryPushed } from '@weft/domain/git/events';
import { repositoryFolder } from '@weft/domain/git/find-repository';
import type { Repository } from '@weft/domain/git/model';
import { noticeAllPushes } from '@weft/domain/git/notice-pushes';
import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { serveRoutes } from '../kit/serve-routes.ts';
import { gitRoutes } from './hosting.ts';

let house: AppHouse;
let origin: string;
let tight: FastifyInstance;
let tightOrigin: string;
let repository: Repository;
let folder: string;
let count = 0;
const root = mkdtempSync(join(tmpdir(), 'weft-hosting-'));

beforeAll(async () => {
  house = await openAppHouse({ variables: { WEFT_RATE_LIMIT: '3' } });
  origin = await house.app.listen({ port: 0, host: '127.0.0.1' });
  tight = Fastify();
  await tight.register(cookie);
  tight.removeAllContentTypeParsers();
  tight.addContentTypeParser('*', (_request, _payload, done) => done(null));
  serveRoutes(tight, house, gitRoutes({ pushBytesMax: 300_000, milliseconds: 60_000 }));
  tightOrigin = await tight.listen({ port: 0, host: '127.0.0.1' });
});
beforeEach(async () => {
  repository = await make();
  count += 1;
  folder = join(root, String(count));
});
afterAll(async () => {
  await tight.close();
  await house.close();
  rmSync(root, { recursive: true, force: true });
});

async function make(): Promise<Repository> {
  count += 1;
  const { accountId } = house;
  const project = await createProject(house, { accountId, name: `project ${count}`, kind: 'default' });
  return createManagedRepository(house, { accountId, projectId: project.id, name: 'Finance Models' });
}

function urlOf(secret: string | null, { of = repository, at = origin, file = 'finance-models.git' } = {}): string {
  const whole = `${at}/git/${of.accountId}/${of.projectId}/${file}`;
  return secret === null ? whole : whole.replace('://', `://anything:${secret}@`);
}

/** What a person would see: both outputs, and whether it went well. */
function git(cwd: string, ...args: string[]): Promise<{ isGood: boolean; said: string }> {
  const env = {
    ...{ PATH: '/usr/bin:/bin', HOME: root, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
    ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' },
  };
  mkdirSync(cwd, { recursive: true });
  return new Promise((resolve) => {
    execFile('git', args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ isGood: error === null, said: `${stdout}${stderr}` }),
    );
  });
}

async function clone(secret: string, into = folder): Promise<string> {
  const done = await git(root, 'clone', '--quiet', urlOf(secret), into);
  expect(done).toEqual({ isGood: true, said: '' });
  return into;
}

async function commit(into: string, file: string, text: string | Buffer): Promise<string> {
  writeFileSync(join(into, file), text);
  await git(into, 'add', '--all');
  await git(into, 'commit', '--quiet', '-m', `Change ${file}`);
  return (await git(into, 'rev-parse', 'HEAD')).said.trim();
}

function pushes() {
  return house.announced.filter(({ name }) => name === repositoryPushed.name).map(({ data }) => data);
}

test('nobody, and whoever shows a wrong token, is asked for a name and a token', async () => {
  for (const secret of [null, 'wrong', 'dbtc_0000000000000000000000000000000000000000000', 'wfd_0']) {
    const done = await git(root, 'ls-remote', urlOf(secret));
    expect(done.isGood).toBe(false);
    expect(done.said).toMatch(/could not read|Authentication failed/);
  }
  const answer = await house.app.inject({ url: `${new URL(urlOf(null)).pathname}/info/refs?service=git-upload-pack` });
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, expect.stringContaining('Basic realm="Weft"')]);
  expect(answer.headers['content-type']).toContain('text/plain');
});

test('who may read clones, also shallow, in part, and by either protocol; and may not push', async () => {
  const token = await house.token('developer', repository.projectId);
  await clone(token);
  expect(existsSync(join(folder, 'dbt_project.yml'))).toBe(true);
  for (const version of ['0', '1', '2'])
    expect(await git(folder, '-c', `protocol.version=${version}`, 'fetch', '--quiet')).toMatchObject({ isGood: true });
  const seen = await git(root, '-c', 'protocol.version=2', 'ls-remote', urlOf(token));
  expect(seen.said).toContain('refs/heads/main');
  await commit(folder, 'a.sql', 'select 1');
  const refused = await git(folder, 'push');
  expect(refused.isGood).toBe(false);
  expect(refused.said).toContain('repositories:write');
  expect(refused.said).toContain('403');
  expect(await git(folder, 'push', urlOf(await house.token('git_admin', repository.projectId)), 'main')).toMatchObject({ isGood: true });
  const shallow = join(root, `shallow ${count}`);
  expect(await git(root, 'clone', '--quiet', '--depth=1', '--filter=blob:none', urlOf(token), shallow)).toMatchObject({ isGood: true });
  expect((await git(shallow, 'rev-list', '--count', 'HEAD')).said.trim()).toBe('1');
});

test('what one may not see is not there: another account, another project, a name that is not its own, a repository that lies elsewhere', async () => {
  const other = await make();
  const elsewhere = await house.token('admin', other.projectId);
  for (const url of [urlOf(house.strangerToken), urlOf(elsewhere), urlOf(house.ownerToken, { file: 'marketing.git' })]) {
    const done = await git(root, 'ls-remote', url);
    expect([done.isGood, done.said]).toEqual([false, expect.stringContaining('not found')]);
  }
  expect(await git(root, 'ls-remote', urlOf(house.ownerToken, { file: 'finance-models' }))).toMatchObject({ isGood: true });
});

test('a push is announced for each branch, and is in the audit log with what the branches were', async () => {
  await clone(house.ownerToken);
  const before = (await git(folder, 'rev-parse', 'HEAD')).said.trim();
  const after = await commit(folder, 'a.sql', 'select 1');
  const known = pushes().length;
  await git(folder, 'branch', 'feature');
  expect(await git(folder, 'push', '--quiet', 'origin', 'main', 'feature')).toMatchObject({ isGood: true });
  const at = { accountId: house.accountId, projectId: repository.projectId, repositoryId: repository.id };
  await expect.poll(() => pushes().slice(known)).toHaveLength(2);
  expect(pushes().slice(known)).toEqual(
    expect.arrayContaining([
      { ...at, branch: 'main', before, after },
      { ...at, branch: 'feature', before: null, after },
    ]),
  );
  // The client has its answer before the log has the end.
  await expect
    .poll(async () => {
      await settleAudit(house);
      return (await listEvents(house, house.accountId, { ...everything, event: 'repository.pushed' }, { limit: 1, offset: 0 })).events[0];
    })
    .toMatchObject({
      ...{ outcome: 'done', projectId: repository.projectId, before: { branches: { main: before } } },
      after: { branches: { main: after, feature: after } },
    });
});

test('what was pushed while nobody looked is announced once by who looks next', async () => {
  await clone(house.ownerToken);
  const after = await commit(folder, 'a.sql', 'select 1');
  await git(folder, 'push', '--quiet', repositoryFolder(house, repository.id), 'main');
  const known = pushes().length;
  await noticeAllPushes(house);
  await noticeAllPushes(house);
  expect(pushes().slice(known)).toEqual([expect.objectContaining({ repositoryId: repository.id, branch: 'main', after })]);
});

test('of two who push at once one is told to fetch first; the default branch is not deleted, others are', async () => {
  const [one, two] = [`${folder} one`, `${folder} two`];
  await Promise.all([clone(house.ownerToken, one), clone(house.ownerToken, two)]);
  await Promise.all([commit(one, 'one.sql', '1'), commit(two, 'two.sql', '2')]);
  const done = await Promise.all([git(one, 'push', 'origin', 'main'), git(two, 'push', 'origin', 'main')]);
  expect(done.filter(({ isGood }) => isGood)).toHaveLength(1);
  expect(done.find(({ isGood }) => !isGood)?.said).toMatch(/rejected/);
  const side = await Promise.all([git(one, 'push', 'origin', 'HEAD:one'), git(two, 'push', 'origin', 'HEAD:two')]);
  expect(side.map(({ isGood }) => isGood)).toEqual([true, true]);
  const refused = await git(one, 'push', 'origin', '--delete', 'main');
  expect([refused.isGood, refused.said]).toEqual([false, expect.stringContaining('deletion of the current branch')]);
  expect(await git(one, 'push', 'origin', '--delete', 'two')).toMatchObject({ isGood: true });
});

test('a deploy credential opens its repository and nothing else, and is of no use once revoked', async () => {
  const createdBy = 'test';
  const reading = await makeDeployCredential(house, repository, { name: 'ci', mayPush: false, createdBy });
  const writing = await makeDeployCredential(house, repository, { name: 'bot', mayPush: true, createdBy });
  await clone(reading.secret);
  await commit(folder, 'a.sql', 'select 1');
  expect(await git(folder, 'push')).toMatchObject({ isGood: false, said: expect.stringContaining('deploy credential ci may not') });
  expect(await git(folder, 'push', urlOf(writing.secret), 'main')).toMatchObject({ isGood: true });
  const other = await make();
  expect(await git(root, 'ls-remote', urlOf(writing.secret, { of: other }))).toMatchObject({ isGood: false });
  expect((await house.ask('GET', '/api/v2/whoami/', { token: writing.secret })).statusCode).toBe(401);
  await revokeDeployCredential(house, repository.id, reading.credential.id);
  expect(await git(folder, 'fetch')).toMatchObject({ isGood: false, said: expect.stringMatching(/Authentication failed|could not read/) });
});

test('a large push arrives whole, and one over the limit is refused with the limit', async () => {
  await clone(house.ownerToken);
  const sha = await commit(folder, 'large.bin', randomBytes(12 * 1024 * 1024));
  expect(await git(folder, 'push', '--quiet', 'origin', 'main')).toMatchObject({ isGood: true });
  expect((await git(repositoryFolder(house, repository.id), 'rev-parse', 'main')).said.trim()).toBe(sha);
  await commit(folder, 'more.bin', randomBytes(600_000));
  const refused = await git(folder, 'push', urlOf(house.ownerToken, { at: tightOrigin }), 'main');
  expect([refused.isGood, refused.said]).toEqual([false, expect.stringContaining('exceeds maximum allowed size')]);
});

test('a body that is packed by gzip is understood, and a client of the old protocol is told', async () => {
  const { pathname } = new URL(urlOf(null));
  const authorization = `Basic ${Buffer.from(`x:${house.ownerToken}`).toString('base64')}`;
  const line = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;
  const answer = await fetch(`${origin}${pathname}/git-upload-pack`, {
    method: 'POST',
    headers: {
      ...{ authorization, 'content-type': 'application/x-git-upload-pack-request' },
      ...{ 'content-encoding': 'gzip', 'git-protocol': 'version=2' },
    },
    body: gzipSync(`${line('command=ls-refs\n')}0001${line('ref-prefix refs/heads/\n')}0000`),
  });
  expect(await answer.text()).toContain('refs/heads/main');
  const old = await fetch(`${origin}${pathname}/info/refs`, { headers: { authorization } });
  expect([old.status, await old.text()]).toEqual([400, expect.stringContaining('smart protocol')]);
});
