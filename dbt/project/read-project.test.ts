import { expect, test } from 'vitest';
import { readProject } from './read-project.ts';

const none = { 'dbt_project.yml': null, 'dependencies.yml': null, 'packages.yml': null };

test('a plain project is read with dbt’s usual paths', () => {
  const { value, problems } = readProject({ ...none, 'dbt_project.yml': 'name: shop\nprofile: warehouse\nversion: 1.0\n' });
  expect(problems).toEqual([]);
  expect(value).toMatchObject({
    name: 'shop',
    profile: 'warehouse',
    modelPaths: ['models'],
    seedPaths: ['seeds'],
    targetPath: 'target',
    packagesInstallPath: 'dbt_packages',
    projects: [],
    hasPackages: false,
  });
});

test('upstream projects come with their lines', () => {
  const { value } = readProject({
    ...none,
    'dbt_project.yml': 'name: shop\n',
    'dependencies.yml':
      '# who we build on\nprojects:\n  - name: producer\n\n  - name: finance # theirs\npackages:\n  - package: dbt-labs/dbt_utils\n',
  });
  expect(value?.projects).toEqual([
    { name: 'producer', file: 'dependencies.yml', line: 3 },
    { name: 'finance', file: 'dependencies.yml', line: 5 },
  ]);
  expect(value?.hasPackages).toBe(true);
});

test.each([
  ['no file', none, 'dbt_project.yml', 1, 'There is no dbt_project.yml.'],
  ['broken YAML', { ...none, 'dbt_project.yml': 'name: shop\nmodels: [a\nvars: x\n' }, 'dbt_project.yml', 3, 'not readable as YAML'],
  ['no name', { ...none, 'dbt_project.yml': 'profile: x\n' }, 'dbt_project.yml', 1, 'has no name'],
  ['a bad name', { ...none, 'dbt_project.yml': 'profile: x\nname: my-shop\n' }, 'dbt_project.yml', 2, '"my-shop" cannot be'],
  ['a list', { ...none, 'dbt_project.yml': '- name: shop\n' }, 'dbt_project.yml', 1, 'not a list of keys'],
])('%s is a problem with its place, and no project', (_name, files, file, line, message) => {
  const { value, problems } = readProject(files);
  expect(value).toBeNull();
  expect(problems[0]).toMatchObject({ file, line, message: expect.stringContaining(message) });
  expect(problems[0]?.mend).not.toBe('');
});

test('an upstream project without a name, and one in the wrong file, are problems that do not hide the project', () => {
  const { value, problems } = readProject({
    'dbt_project.yml': 'name: shop\n',
    'dependencies.yml': 'projects:\n  - producer\n',
    'packages.yml': 'packages: []\nprojects:\n  - name: producer\n',
  });
  expect(value?.name).toBe('shop');
  expect(problems.map(({ file, line }) => [file, line])).toEqual([
    ['dependencies.yml', 2],
    ['packages.yml', 3],
  ]);
});

test('empty files are as good as none', () => {
  const { value, problems } = readProject({ 'dbt_project.yml': 'name: shop\n', 'dependencies.yml': '# nothing yet\n', 'packages.yml': '' });
  expect(problems).toEqual([]);
  expect(value?.projects).toEqual([]);
});
