import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import { type GitServer, startGitServer } from '@weft/kit/git-server';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount } from '@weft/kit/runnable';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createProject } from '../projects/create-project.ts';
import { checkOut } from './check-out.ts';
import { makeDeployKey } from './deploy-key.ts';
import { findRepositoryOfProject } from './find-repository.ts';
import { headOf } from './read-commit.ts';
import { refreshRepository, testRepository } from './refresh-repository.ts';
import { addRemoteRepository, changeRemoteRepository, giveUpRepository } from './remote-repositories.ts';
import { backendOf, readRemoteUrl } from './remote-url.ts';

let house: House;
let server: GitServer;
let accountId: Id<'account'>;
let count = 0;

beforeAll(async () => {
  house = await openHouse();
  accountId = await makeAccount(house);
  server = await startGitServer({ defaultBranch: 'trunk' });
  server.commit({ 'dbt_project.yml': 'name: shop\n' });
});
afterAll(async () => {
  await server.close();
  await house.close();
});
beforeEach(() => server.lock(null));

async function add(entry: Partial<Parameters<typeof addRemoteRepository>[2]> = {}) {
  count += 1;
  const { id: projectId } = await createProject(house, { accountId, name: `project ${count}`, kind: 'default' });
  return addRemoteRepository(house, { accountId, projectId }, { remoteUrl: server.url, ...entry });
}

describe('a repository that lies elsewhere', () => {
  test('is fetched, with the branch that its HEAD names, and again when it has changed', async () => {
    const repository = await refreshRepository(house, await add());
    expect(repository).toMatchObject({ defaultBranch: 'trunk', fullName: 'acme/shop', cloneStrategy: 'deploy_token' });
    const sha = server.commit({ 'models/a.sql': 'select 1' });
    await refreshRepository(house, repository);
    expect((await headOf(house, repository.id)).sha).toBe(sha);
    const folder = join(house.paths.home, 'checked out');
    await checkOut(house, repository.id, { ref: 'trunk', folder });
    expect(readFileSync(join(folder, 'models/a.sql'), 'utf8')).toBe('select 1');
  });

  test('is fetched once at a time, however many runs begin with it', async () => {
    const repository = await add();
    const fetched = await Promise.all(Array.from({ length: 4 }, () => refreshRepository(house, repository)));
    expect(fetched.map((it) => it.defaultBranch)).toEqual(Array.from({ length: 4 }, () => 'trunk'));
  });

  test('is entered with its token, which nobody else is shown', async () => {
    server.lock('s3cret-token');
    const repository = await add({ token: 's3cret-token', username: 'robot' });
    expect(repository.hasToken).toBe(true);
    expect(JSON.stringify(repository)).not.toContain('s3cret');
    expect(await testRepository(house, repository)).toMatchObject({ defaultBranch: 'trunk' });
    expect(server.seen).toContain('robot:s3cret-token');
    const moved = await changeRemoteRepository(house, repository, { remoteUrl: 'https://elsewhere.example/acme/shop.git' });
    expect(moved.hasToken).toBe(false);
  });

  test('that wants another token says so, without the token', async () => {
    server.lock('right');
    for (const token of [undefined, 'wr0ng-token']) {
      const failed = await refreshRepository(house, await add(token === undefined ? {} : { token })).catch((error: unknown) => error);
      expect(failed).toMatchObject({ kind: 'unavailable', code: 'repository.refused', message: expect.stringContaining('token') });
      expect(String(failed)).not.toContain('wr0ng-token');
    }
  });

  test('that is not there says where it looked', async () => {
    const gone = await add({ remoteUrl: server.url.replace('shop', 'gone') });
    await expect(testRepository(house, gone)).rejects.toMatchObject({
      code: 'repository.unreachable',
      message: expect.stringContaining('gone.git'),
    });
    const nowhere = await add({ remoteUrl: 'http://127.0.0.1:9/acme/shop.git' });
    await expect(refreshRepository(house, nowhere)).rejects.toMatchObject({ code: 'repository.unreachable' });
  });

  test('runs no hooks and reads nobody’s configuration', async () => {
    const trap = mkdtempSync(join(tmpdir(), 'weft-trap-'));
    const repository = await refreshRepository(house, await add());
    const hook = join(house.paths.repositories, `${repository.id}.git`, 'hooks', 'reference-transaction');
    writeFileSync(hook, `#!/bin/sh\ntouch ${join(trap, 'sprung')}\n`, { mode: 0o755 });
    server.commit({ 'models/b.sql': 'select 2' });
    await refreshRepository(house, repository);
    expect(existsSync(join(trap, 'sprung'))).toBe(false);
    rmSync(trap, { recursive: true });
  });

  test('that is given up makes room for another', async () => {
    const first = await add();
    await expect(addRemoteRepository(house, first, { remoteUrl: server.url })).rejects.toMatchObject({ code: 'repository.already_there' });
    await giveUpRepository(house, first);
    expect(await findRepositoryOfProject(house, accountId, first.projectId)).toBeNull();
    expect((await addRemoteRepository(house, first, { remoteUrl: server.url })).id).not.toBe(first.id);
  });

  test('over ssh has a key of its own, whose other half a provider takes', async () => {
    const repository = await add({ remoteUrl: 'git@git.example.com:acme/shop.git' });
    expect(repository).toMatchObject({ cloneStrategy: 'deploy_key', publicKey: expect.stringMatching(/^ssh-ed25519 AAAA\S+ weft$/) });
  });
});

test('the private key is one that ssh reads, and belongs to the public one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-key-'));
  const key = makeDeployKey();
  writeFileSync(join(folder, 'key'), key.privateKey, { mode: 0o600 });
  expect(execFileSync('ssh-keygen', ['-y', '-f', join(folder, 'key')], { encoding: 'utf8' }).trim()).toBe(key.publicKey);
  rmSync(folder, { recursive: true });
});

test.each([
  ['https://github.com/acme/shop.git', 'github', 'acme/shop'],
  ['git@gitlab.example.com:group/sub/shop.git', 'gitlab', 'group/sub/shop'],
  ['ssh://git@ssh.dev.azure.com:22/v3/acme/shop/shop', 'ado', 'v3/acme/shop/shop'],
  ['http://git.local:8080/shop', 'manual_config', 'shop'],
])('%s is of %s', (url, backend, fullName) => {
  const remote = readRemoteUrl(url);
  expect([backendOf(remote), remote.fullName]).toEqual([backend, fullName]);
});

test.each([
  '',
  '--upload-pack=touch /tmp/x',
  'file:///etc',
  '/etc',
  '../x',
  'ext::sh -c touch% /tmp/x',
  'https://user:token@github.com/acme/shop',
  'https://token@github.com/acme/shop',
  'git@-oProxyCommand=x:acme/shop',
  'ssh://-oProxyCommand=x/acme',
  'git@host:-x',
  'https://host/',
  'https://host/a?b=c',
  'git://host/a',
  'https://host/a b',
])('%j is no address of a repository', (url) => {
  expect(() => readRemoteUrl(url)).toThrow(expect.objectContaining({ code: 'repository.url_invalid' }));
});
