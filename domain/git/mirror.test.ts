/** Mirrors of repositories that lie elsewhere, against a real git server: what they cost, what they refuse, and how they mend themselves. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import { type GitServer, startGitServer } from '@weft/kit/git-server';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount } from '@weft/kit/runnable';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProject } from '../projects/create-project.ts';
import { checkOut } from './check-out.ts';
import { getRepository } from './find-repository.ts';
import { headOf } from './read-commit.ts';
import { refreshRepository } from './refresh-repository.ts';
import { addRemoteRepository } from './remote-repositories.ts';

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

async function add() {
  count += 1;
  const { id: projectId } = await createProject(house, { accountId, name: `project ${count}`, kind: 'default' });
  return addRemoteRepository(house, { accountId, projectId }, { remoteUrl: server.url });
}

/** Asks the mirror itself. */
function mirror(repositoryId: number, ...args: string[]): string {
  return execFileSync('git', args, { cwd: join(house.paths.repositories, `${repositoryId}.git`), encoding: 'utf8' });
}

describe('a mirror of a repository', () => {
  test('costs one question where nothing has changed, and none for a commit that is there already', async () => {
    const repository = await refreshRepository(house, await add());
    const before = server.seen.length;
    await refreshRepository(house, repository);
    const asked = server.seen.length;
    expect(asked - before).toBeLessThanOrEqual(2);
    const { sha } = await headOf(house, repository.id);
    await refreshRepository(house, repository, sha);
    expect(server.seen.length).toBe(asked);
  });

  test('is fetched without files, and a check-out brings those of its commit', async () => {
    server.git(['config', 'uploadpack.allowFilter', 'true']);
    const old = server.commit({ 'big.txt': 'old and large' });
    server.commit({ 'big.txt': 'new and large' });
    const repository = await refreshRepository(house, await add());
    const missing = () => mirror(repository.id, 'rev-list', '--objects', '--missing=print', 'trunk').match(/^\?/gm)?.length ?? 0;
    const before = missing();
    const folder = join(house.paths.home, 'partial');
    await checkOut(house, repository.id, { ref: 'trunk', folder });
    expect(readFileSync(join(folder, 'big.txt'), 'utf8')).toBe('new and large');
    expect(missing()).toBeLessThan(before);
    expect(missing()).toBeGreaterThan(0);
    await checkOut(house, repository.id, { ref: old, folder: join(house.paths.home, 'partial, old') });
    expect(readFileSync(join(house.paths.home, 'partial, old', 'big.txt'), 'utf8')).toBe('old and large');
    server.git(['config', '--unset', 'uploadpack.allowFilter']);
  });

  test('tells of a commit that moves files without having them', async () => {
    server.git(['config', 'uploadpack.allowFilter', 'true']);
    server.commit({ 'models/old.sql': 'select 1 as moved, 2 as kept', '.mailmap': 'B <b@example.com> <a@example.com>\n' });
    server.git(['mv', 'models/old.sql', 'models/new.sql'], true);
    const sha = server.commit({ 'models/new.sql': 'select 1 as moved, 2 as kept, 3 as more' });
    const repository = await refreshRepository(house, await add());
    expect(await headOf(house, repository.id)).toMatchObject({ sha, message: 'A change' });
    server.git(['config', '--unset', 'uploadpack.allowFilter']);
    server.git(['rm', '--quiet', '.mailmap'], true);
    server.commit({});
  });

  test('larger than is taken is refused in words, and leaves nothing behind', async () => {
    server.commit({ 'huge.bin': randomBytes(3_000_000).toString('base64') });
    const repository = await add();
    await expect(refreshRepository(house, repository, null, { bytesMax: 1_000_000 })).rejects.toMatchObject({
      kind: 'too_large',
      code: 'repository.too_large',
      message: expect.stringMatching(/more to fetch than the 977 kB/),
    });
    expect((await getRepository(house, repository.id)).fetchFailure).toContain('more to fetch');
    server.git(['rm', '--quiet', 'huge.bin'], true);
    server.commit({});
  });

  test('with a file too large for a check-out is refused there, in words, and leaves nothing unfinished behind', async () => {
    server.git(['config', 'uploadpack.allowFilter', 'true']);
    server.commit({ 'data/huge.bin': randomBytes(6_000_000).toString('base64'), 'dbt/dbt_project.yml': 'name: shop\n' });
    const repository = await refreshRepository(house, await add(), null, { bytesMax: 1_000_000 });
    const packs = join(house.paths.repositories, `${repository.id}.git`, 'objects', 'pack');
    const folder = join(house.paths.home, 'too large');
    const refused = { kind: 'too_large', code: 'repository.too_large', message: expect.stringMatching(/more to fetch than the 977 kB/) };
    await expect(checkOut(house, repository.id, { ref: 'trunk', folder, bytesMax: 1_000_000 })).rejects.toMatchObject(refused);
    expect(readdirSync(packs).filter((name) => name.startsWith('tmp_'))).toEqual([]);
    server.git(['rm', '--quiet', 'data/huge.bin'], true);
    server.commit({});
    server.git(['config', '--unset', 'uploadpack.allowFilter']);
  });

  test('whose branch was pushed over by force runs its new head, and says that the old commit is gone', async () => {
    server.git(['checkout', '--quiet', '-B', 'rewritten'], true);
    const lost = server.commit({ 'a.sql': 'lost' }, 'rewritten');
    server.git(['reset', '--quiet', '--hard', 'HEAD~1'], true);
    const kept = server.commit({ 'a.sql': 'kept' }, 'rewritten', true);
    server.git(['reflog', 'expire', '--expire=now', '--all']);
    server.git(['gc', '--quiet', '--prune=now']);
    const repository = await refreshRepository(house, await add());
    const folder = join(house.paths.home, 'forced');
    expect((await checkOut(house, repository.id, { ref: 'rewritten', folder })).sha).toBe(kept);
    await expect(refreshRepository(house, repository, lost)).rejects.toMatchObject({
      kind: 'not_found',
      code: 'repository.commit_gone',
      message: expect.stringContaining('by force'),
    });
  });

  test('a commit that was run stays, although its branch is gone', async () => {
    const sha = server.commit({ 'short.sql': 'lived' }, 'short-lived');
    const repository = await refreshRepository(house, await add());
    await checkOut(house, repository.id, { ref: sha, folder: join(house.paths.home, 'short lived') });
    server.git(['branch', '-D', 'short-lived']);
    server.commit({ 'b.sql': 'on' });
    const again = await refreshRepository(house, repository);
    await expect(headOf(house, repository.id, 'short-lived')).rejects.toMatchObject({ code: 'git.ref_not_found' });
    await refreshRepository(house, again, sha);
    await checkOut(house, repository.id, { ref: sha, folder: join(house.paths.home, 'short lived, again') });
  });

  test('a commit of a fork is refused, although the provider gives it', async () => {
    const repository = await refreshRepository(house, await add());
    server.git(['checkout', '--quiet', '--detach'], true);
    server.git(['commit', '--quiet', '--allow-empty', '-m', 'Of a stranger'], true);
    server.git(['push', '--quiet', 'origin', 'HEAD:refs/pull/1/head'], true);
    const foreign = server.git(['rev-parse', 'HEAD'], true);
    server.git(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    await expect(refreshRepository(house, repository, foreign)).rejects.toMatchObject({
      code: 'repository.commit_foreign',
      message: expect.stringContaining('fork'),
    });
    await expect(refreshRepository(house, repository, foreign)).rejects.toMatchObject({ code: 'repository.commit_foreign' });
    server.git(['checkout', '--quiet', 'trunk'], true);
  });

  test('with submodules is refused, and told how to do without', async () => {
    server.git(['checkout', '--quiet', '-B', 'modules'], true);
    const sha = server.git(['rev-parse', 'HEAD'], true);
    server.git(['update-index', '--add', '--cacheinfo', `160000,${sha},vendor/macros`], true);
    writeFileSync(join(server.clone, '.gitmodules'), '[submodule "m"]\n\tpath = vendor/macros\n\turl = https://x.example/m.git\n');
    server.git(['add', '.gitmodules'], true);
    server.git(['commit', '--quiet', '-m', 'Add a submodule'], true);
    server.git(['push', '--quiet', 'origin', 'modules'], true);
    server.git(['checkout', '--quiet', '--force', 'trunk'], true);
    const repository = await refreshRepository(house, await add());
    await expect(checkOut(house, repository.id, { ref: 'modules', folder: join(house.paths.home, 'modules') })).rejects.toMatchObject({
      code: 'repository.has_submodules',
      message: expect.stringContaining('vendor/macros'),
    });
  });

  test('whose mirror is damaged is mirrored anew', async () => {
    server.commit({ 'c.sql': 'select 3' });
    const repository = await refreshRepository(house, await add());
    const folder = join(house.paths.repositories, `${repository.id}.git`);
    for (const name of readdirSync(join(folder, 'objects', 'pack'))) {
      rmSync(join(folder, 'objects', 'pack', name), { force: true });
      writeFileSync(join(folder, 'objects', 'pack', name), 'not a pack');
    }
    const sha = server.commit({ 'c.sql': 'select 4' });
    await refreshRepository(house, repository);
    const out = join(house.paths.home, 'mended');
    expect((await checkOut(house, repository.id, { ref: 'trunk', folder: out })).sha).toBe(sha);
    for (const name of readdirSync(join(folder, 'objects', 'pack'))) rmSync(join(folder, 'objects', 'pack', name), { force: true });
    expect((await checkOut(house, repository.id, { ref: 'trunk', folder: join(house.paths.home, 'mended again') })).sha).toBe(sha);
    writeFileSync(join(folder, 'config'), '[core');
    writeFileSync(join(folder, 'HEAD'), '');
    await refreshRepository(house, repository);
    expect((await headOf(house, repository.id)).sha).toBe(sha);
  });
});
