/** What each permission set may do: dbt Cloud's own codes and tables (docs, "enterprise permissions"), plus `ingest`, which may only upload. */
export const permissionSets = [
  'owner',
  'account_admin',
  'account_viewer',
  'admin',
  'analyst',
  'analyst_read',
  'billing_admin',
  'cost_insights_admin',
  'cost_insights_viewer',
  'cost_management_admin',
  'cost_management_viewer',
  'database_admin',
  'developer',
  'fusion_admin',
  'git_admin',
  'ingest',
  'job_admin',
  'job_creator',
  'job_runner',
  'job_viewer',
  'manage_marketplace_apps',
  'member',
  'metadata_only',
  'notification_manager',
  'project_creator',
  'readonly',
  'scim_only',
  'security_admin',
  'semantic_layer_only',
  'stakeholder',
  'team_admin',
  'webhooks_only',
] as const;

export type PermissionSet = (typeof permissionSets)[number];

/** `thing:deed`. A deed on a thing that lies in a project is held against that project. */
export const permissions = [
  'account:read',
  'account:write',
  'artifacts:upload',
  'audit:read',
  'connections:read',
  'connections:write',
  'credentials:read',
  'credentials:write',
  'develop:write',
  'environments:read',
  'environments:write',
  'groups:read',
  'groups:write',
  'invitations:read',
  'invitations:write',
  'ip_restrictions:read',
  'ip_restrictions:write',
  'jobs:read',
  'jobs:write',
  'licenses:read',
  'licenses:write',
  'metadata:read',
  'notifications:read',
  'notifications:write',
  'projects:create',
  'projects:read',
  'projects:write',
  'public_models:read',
  'repositories:read',
  'repositories:write',
  'runs:read',
  'runs:write',
  'scim:write',
  'semantic_layer:read',
  'semantic_layer:write',
  'service_tokens:read',
  'service_tokens:write',
  'sso:read',
  'sso:write',
  'users:read',
  'users:write',
  'variables:read',
  'variables:write',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Permission = (typeof permissions)[number];

/** What a set may write in environments of chosen categories only: R* in dbt Cloud's table. */
export const writableByCategory: ReadonlySet<Permission> = new Set(['jobs:write', 'runs:write']);

const setsByCategory: ReadonlySet<PermissionSet> = new Set(['analyst', 'database_admin', 'developer', 'git_admin', 'team_admin']);

/** Whether a grant of the set is made wider by its writable environment categories; for all others the categories mean nothing. */
export function isByCategory(set: PermissionSet): boolean {
  return setsByCategory.has(set);
}

const everyRead: readonly Permission[] = permissions.filter((name) => name.endsWith(':read'));

/** The rows that whoever works in a project can read, save for repositories, which not all of them can. */
const work = [
  'account:read',
  'environments:read',
  'jobs:read',
  'metadata:read',
  'notifications:read',
  'projects:read',
  'public_models:read',
  'runs:read',
] as const;
const write = (...things: readonly ('credentials' | 'environments' | 'jobs' | 'projects' | 'repositories' | 'runs' | 'variables')[]) =>
  things.flatMap((thing): readonly Permission[] => [`${thing}:read`, `${thing}:write`]);
const webhooks = ['webhooks:read', 'webhooks:write'] as const;
const notifications = ['notifications:read', 'notifications:write'] as const;
const costs = ['account:read', 'metadata:read'] as const;

const lists: Readonly<Record<PermissionSet, readonly Permission[]>> = {
  owner: permissions,
  account_admin: permissions,
  account_viewer: everyRead,
  admin: [
    ...work,
    ...write('credentials', 'environments', 'jobs', 'projects', 'repositories', 'runs', 'variables'),
    ...notifications,
    ...webhooks,
    'artifacts:upload',
    'connections:read',
    'develop:write',
    'semantic_layer:read',
    'semantic_layer:write',
  ],
  analyst: [...work, ...write('credentials', 'projects', 'variables'), 'develop:write', 'semantic_layer:read'],
  analyst_read: [...work, 'credentials:read', 'semantic_layer:read', 'variables:read'],
  billing_admin: ['account:read'],
  cost_insights_admin: costs,
  cost_insights_viewer: costs,
  cost_management_admin: costs,
  cost_management_viewer: costs,
  database_admin: [...work, ...write('credentials', 'projects', 'variables'), 'connections:read', 'connections:write', 'repositories:read'],
  developer: [
    ...work,
    ...write('credentials', 'projects', 'variables'),
    ...notifications,
    ...webhooks,
    'develop:write',
    'repositories:read',
    'semantic_layer:read',
  ],
  fusion_admin: ['account:read', 'environments:read', 'environments:write', 'jobs:read', 'projects:read'],
  git_admin: [...work, ...write('projects', 'repositories', 'variables'), 'credentials:read'],
  ingest: ['artifacts:upload'],
  job_admin: [
    ...work,
    ...write('credentials', 'environments', 'jobs', 'runs', 'variables'),
    ...notifications,
    'artifacts:upload',
    'connections:read',
  ],
  job_creator: [...work, ...write('jobs', 'runs')],
  // An upload is a run that somebody else made, so who may start runs may upload.
  job_runner: ['account:read', 'artifacts:upload', 'jobs:read', 'runs:read', 'runs:write'],
  job_viewer: [...work, 'variables:read'],
  manage_marketplace_apps: ['account:read'],
  member: [
    ...work,
    ...write('credentials', 'jobs', 'runs', 'variables'),
    ...notifications,
    'artifacts:upload',
    'connections:read',
    'develop:write',
    'projects:create',
    'repositories:read',
    'semantic_layer:read',
  ],
  metadata_only: ['account:read', 'metadata:read', 'public_models:read'],
  notification_manager: [...notifications, 'account:read', 'environments:read', 'jobs:read', 'projects:read'],
  project_creator: ['account:read', 'connections:read', 'projects:create'],
  readonly: ['account:read', 'metadata:read', 'notifications:read', 'projects:read', 'public_models:read'],
  scim_only: ['scim:write'],
  // Without the names of the projects nobody could choose for which of them a group is granted something.
  security_admin: [
    ...(['account:read', 'account:write', 'audit:read', 'groups:read', 'groups:write', 'invitations:read', 'invitations:write'] as const),
    ...(['ip_restrictions:read', 'ip_restrictions:write', 'licenses:read', 'licenses:write', 'projects:read', 'scim:write'] as const),
    ...(['service_tokens:read', 'sso:read', 'sso:write', 'users:read', 'users:write'] as const),
  ],
  semantic_layer_only: ['account:read', 'semantic_layer:read'],
  stakeholder: [...work, 'credentials:read', 'repositories:read', 'semantic_layer:read', 'variables:read'],
  team_admin: [...work, ...write('projects', 'variables'), 'credentials:read', 'repositories:read'],
  webhooks_only: [...webhooks, 'account:read'],
};

const sets: ReadonlyMap<PermissionSet, ReadonlySet<Permission>> = new Map(permissionSets.map((set) => [set, new Set(lists[set])]));
const nothing: ReadonlySet<Permission> = new Set();

/** What a set may wherever it is granted, whatever the category of an environment. */
export function permissionsOf(set: PermissionSet): ReadonlySet<Permission> {
  return sets.get(set) ?? nothing;
}

export function isPermissionSet(text: string): text is PermissionSet {
  return permissionSets.some((name) => name === text);
}

export function isPermission(text: string): text is Permission {
  return permissions.some((name) => name === text);
}
