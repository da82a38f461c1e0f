import { asId } from '@weft/base/id';
import { expect, test } from 'vitest';
import { capOf } from './licence-cap.ts';
import type { Caller, EnvironmentCategory, WritableCategory } from './model.ts';
import { hold, holdAsMember, may, requireGrantable, requireMayAppoint } from './model.ts';
import type { Permission, PermissionSet } from './permission-sets.ts';
import { permissionSets, permissions } from './permission-sets.ts';

const accountId = asId<'account'>(1);
const projectId = asId<'project'>(7);
const sets = [
  ...(['admin', 'analyst', 'database_admin', 'developer', 'git_admin', 'job_admin'] as const),
  ...(['job_runner', 'job_viewer', 'metadata_only', 'stakeholder', 'team_admin'] as const),
];

/** dbt Cloud's table of project permissions: W writes, R reads, R* writes where the grant's categories cover the environment, - neither. */
const table: Readonly<Record<string, string>> = {
  credentials: 'W  W  W  W  R  W  -  -  -  R  R',
  variables: 'W  W  W  W  W  W  -  R  -  R  W',
  develop: 'W  W  -  W  -  -  -  -  -  -  -',
  environments: 'W  R  R  R  R  W  -  R  -  R  R',
  jobs: 'W  R* R* R* R* W  R  R  -  R  R*',
  runs: 'W  R* R* R* R* W  W  R  -  R  R*',
  metadata: 'R  R  R  R  R  R  -  R  R  R  R',
  projects: 'W  W  W  W  W  R  -  R  -  R  W',
  repositories: 'W  -  R  R  W  -  -  -  -  R  R',
  public_models: 'R  R  R  R  R  R  -  R  R  R  R',
};

function callerOf(permissionSet: PermissionSet, categories: readonly WritableCategory[] = []): Caller {
  const grants = hold([{ accountId, projectId, permissionSet, writableEnvironmentCategories: categories }]);
  return { kind: 'service_token', userId: null, serviceTokenId: null, label: permissionSet, grants };
}

function mark(thing: string, set: PermissionSet): string {
  const place = { accountId, projectId, environmentCategory: 'staging' } as const;
  const holds = (caller: Caller, deed: 'read' | 'write') => {
    const permission = permissions.find((name) => name === `${thing}:${deed}`);
    return permission !== undefined && may(caller, permission, place);
  };
  if (holds(callerOf(set), 'write')) return 'W';
  if (!holds(callerOf(set), 'read')) return '-';
  return holds(callerOf(set, ['staging']), 'write') ? 'R*' : 'R';
}

test.each(Object.entries(table))('%s are granted by each set as by dbt Cloud', (thing, row) => {
  expect(sets.map((set) => `${set} ${mark(thing, set)}`)).toEqual(row.split(/ +/).map((it, at) => `${sets[at]} ${it}`));
});

test.each<[readonly WritableCategory[], EnvironmentCategory | null, boolean]>([
  [[], 'production', false],
  [['staging'], 'production', false],
  [['staging', 'production'], 'production', true],
  [['all'], 'production', true],
  [['all'], null, true],
  [['development'], null, false],
])('a developer granted %j writes jobs in %s: %s', (categories, environmentCategory, expected) => {
  expect(may(callerOf('developer', categories), 'jobs:write', { accountId, projectId, environmentCategory })).toBe(expected);
});

test('categories make no set wider that dbt Cloud does not make wider by them', () => {
  const place = { accountId, projectId, environmentCategory: 'production' } as const;
  const wider = permissionSets.filter(
    (set) => may(callerOf(set, ['all']), 'jobs:write', place) && !may(callerOf(set), 'jobs:write', place),
  );
  expect(wider).toEqual(['analyst', 'database_admin', 'developer', 'git_admin', 'team_admin']);
});

const whole = (licence: keyof typeof capOf): Permission[] => {
  const grants = hold([{ accountId, projectId: null, permissionSet: 'owner', writableEnvironmentCategories: [] }], [capOf[licence]]);
  const caller: Caller = { kind: 'user', userId: null, serviceTokenId: null, label: licence, grants };
  return permissions.filter((permission) => may(caller, permission, { accountId, projectId: null }));
};

test('a licence caps even the owner', () => {
  expect(whole('developer')).toEqual(permissions);
  expect(whole('read_only')).toEqual(['account:read', 'metadata:read', 'notifications:read', 'projects:read', 'public_models:read']);
  expect(
    whole('it').filter((name) => /^(develop|jobs|runs|environments|metadata|public_models|credentials|repositories):/.test(name)),
  ).toEqual([]);
  expect(whole('it')).toContain('users:write');
  expect(whole('analyst').filter((name) => name.endsWith(':write'))).toEqual(['credentials:write', 'develop:write', 'notifications:write']);
});

test('whoever is in the account knows its public models, and sees no project for it', () => {
  const member: Caller = { ...callerOf('ingest'), grants: [holdAsMember(accountId)] };
  expect(may(member, 'public_models:read', { accountId, projectId })).toBe(true);
  expect(may(member, 'projects:read', { accountId, projectId })).toBe(false);
  expect(may(member, 'public_models:read', { accountId: asId<'account'>(2), projectId })).toBe(false);
});

test('nobody gives a token more than they hold, categories included', () => {
  const grant = { accountId, projectId, permissionSet: 'developer', writableEnvironmentCategories: ['production'] } as const;
  expect(() => requireGrantable(callerOf('developer', ['production']), [grant])).not.toThrow();
  expect(() => requireGrantable(callerOf('developer', ['staging']), [grant])).toThrow('jobs:write');
  expect(() => requireGrantable(callerOf('job_viewer'), [grant])).toThrow('may not grant developer');
});

test('who keeps the groups gives any set away, save for the account itself', () => {
  const keeper: Caller = {
    ...callerOf('ingest'),
    grants: hold([{ accountId, projectId: null, permissionSet: 'security_admin', writableEnvironmentCategories: [] }]),
  };
  const grant = { accountId, projectId: null, writableEnvironmentCategories: [] } as const;
  expect(() => requireMayAppoint(keeper, [{ ...grant, permissionSet: 'admin' }])).not.toThrow();
  expect(() => requireMayAppoint(keeper, [{ ...grant, permissionSet: 'owner' }])).toThrow('Ask an owner');
});
