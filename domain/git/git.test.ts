import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type House, openHouse } from '@weft/kit/house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOwner } from '../identity/create-owner.ts';
import { createProject } from '../projects/create-project.ts';
import { checkOut } from './check-out.ts';
import { commitFolder } from './commit-folder.ts';
import { changedPaths, mergeBase } from './compare-commits.ts';
import { createManagedRepository } from './create-managed-repository.ts';
import { findRepositoryOfProject, repositoryFolder } from './find-repository.ts';
import { isRefName } from './model.ts';
import { headOf } from './read-commit.ts';
import { dbtNameFor } from './starter-project.ts';

let house: House;
let accountId: Awaited<ReturnType<typeof createOwner>>['account']['id'];
let count = 0;

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-02T03:04:05Z' });
  const owner = { accountName: 'A', email: 'a@b.c', firstName: 'A', lastName: 'B', password: 'long enough to be one' };
  accountId = (await createOwner(house, owner, async () => {})).account.id;
});

afterAll(() => house.close());

async function newProject() {
  count += 1;
  return createProject(house, { accountId, name: `Finance & Co ${count}`, kind: 'default' });
}

function folderWith(files: Record<string, string>): string {
  count += 1;
  const folder = join(house.paths.home, `content-${count}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('a new repository holds a starter project that can be checked out', async () => {
  const project = await newProject();
  const repository = await createManagedRepository(house, { accountId, projectId: project.id, name: 'finance' });
  const folder = join(house.paths.workspaces, 'starter');
  const commit = await checkOut(house, repository.id, { ref: 'main', folder });
  expect(commit).toEqual({ sha: expect.stringMatching(/^[0-9a-f]{40}$/), message: 'Initial commit', at: new Date('2026-01-02T03:04:05Z') });
  expect(readFileSync(join(folder, 'dbt_project.yml'), 'utf8')).toContain(`name: finance_co_${count}`);
  expect(existsSync(join(folder, '.git'))).toBe(false);
  expect(await findRepositoryOfProject(house, accountId, project.id)).toEqual(repository);
});

test('a repository can begin with a folder, and other git clients can clone it', async () => {
  const project = await newProject();
  const folder = folderWith({ 'dbt_project.yml': 'name: mine', 'models/a.sql': 'select 1' });
  const repository = await createManagedRepository(house, { accountId, projectId: project.id, name: 'mine', folder });
  const clone = join(house.paths.home, 'clone');
  execFileSync('git', ['clone', '--quiet', repositoryFolder(house, repository.id), clone], { stdio: 'pipe' });
  expect(readdirSync(clone).sort()).toEqual(['.git', 'dbt_project.yml', 'models']);
  expect(execFileSync('git', ['log', '--format=%an <%ae>'], { cwd: clone, encoding: 'utf8' }).trim()).toBe('Weft <weft@localhost>');
});

test('a project has one repository', async () => {
  const project = await newProject();
  await createManagedRepository(house, { accountId, projectId: project.id, name: 'one' });
  await expect(createManagedRepository(house, { accountId, projectId: project.id, name: 'two' })).rejects.toMatchObject({
    code: 'repository.already_there',
  });
  expect(readdirSync(house.paths.repositories).filter((name) => !/^\d+\.git$/.test(name))).toEqual([]);
});

test('committing a folder replaces the content, and the same content makes no commit', async () => {
  const project = await newProject();
  const first = folderWith({ 'a.sql': '1', 'b.sql': '2' });
  const repository = await createManagedRepository(house, { accountId, projectId: project.id, name: 'r', folder: first });
  const before = await headOf(house, repository.id);
  expect(await commitFolder(house, repository.id, first, 'Nothing new')).toEqual(before);

  const after = await commitFolder(house, repository.id, folderWith({ 'b.sql': '3' }), 'Drop a\n\nIt was never read.');
  expect(after.message).toBe('Drop a');
  expect(await headOf(house, repository.id)).toEqual(after);
  const folder = join(house.paths.workspaces, 'second');
  await checkOut(house, repository.id, { ref: after.sha, folder });
  expect(readdirSync(folder)).toEqual(['b.sql']);
  const old = join(house.paths.workspaces, 'old');
  await checkOut(house, repository.id, { ref: before.sha, folder: old });
  expect(readdirSync(old)).toEqual(['a.sql', 'b.sql']);
});

test('two commits tell which paths differ, and where they parted', async () => {
  const project = await newProject();
  const first = folderWith({ 'a.sql': '1', 'models/b.sql': 'one and the same' });
  const repository = await createManagedRepository(house, { accountId, projectId: project.id, name: 'r', folder: first });
  const before = await headOf(house, repository.id);
  const after = await commitFolder(house, repository.id, folderWith({ 'a.sql': '2', 'models/ü c.sql': 'one and the same' }), 'Rename b');
  const between = { from: before.sha, to: 'main' };
  expect(await changedPaths(house, repository.id, between)).toEqual(['a.sql', 'models/b.sql', 'models/ü c.sql']);
  expect(await changedPaths(house, repository.id, { from: 'main', to: after.sha })).toEqual([]);
  expect(await mergeBase(house, repository.id, between)).toBe(before.sha);
  const gitFolder = repositoryFolder(house, repository.id);
  const alone = execFileSync(
    'git',
    ['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit-tree', '-m', 'x', `${after.sha}^{tree}`],
    {
      ...{ cwd: gitFolder, encoding: 'utf8' },
    },
  ).trim();
  expect(await mergeBase(house, repository.id, { from: 'main', to: alone })).toBeNull();
});

test('what is no branch, tag or commit is refused before git sees it, or not found', async () => {
  const project = await newProject();
  const repository = await createManagedRepository(house, { accountId, projectId: project.id, name: 'r' });
  await expect(headOf(house, repository.id, '--upload-pack=touch')).rejects.toMatchObject({ code: 'git.ref_invalid' });
  await expect(headOf(house, repository.id, 'feature')).rejects.toMatchObject({ code: 'git.ref_not_found' });
  await expect(checkOut(house, repository.id, { ref: 'deadbeef', folder: '/tmp/never' })).rejects.toMatchObject({
    code: 'git.ref_not_found',
  });
});

test.each([
  ['main', true],
  ['feature/a-b_c.1', true],
  ['-x', false],
  ['a..b', false],
  ['a b', false],
  ['a/.b', false],
  ['a.lock', false],
  ['HEAD@{1}', false],
  ['a^', false],
  ['', false],
  ['a\nb', false],
])('%s as a name of a commit: %s', (text, isName) => {
  expect(isRefName(text)).toBe(isName);
});

test.each([
  ['Finance & Co', 'finance_co'],
  ['2nd project', 'project_2nd_project'],
  ['  Übung ', 'u_bung'],
  ['財務', 'project'],
])('%s is called %s by dbt', (name, dbtName) => {
  expect(dbtNameFor(name)).toBe(dbtName);
});
