/** What each permission set may do: dbt Cloud's own codes and table (docs, "enterprise permissions"), plus `ingest`, which may only upload. */
export const permissionSets = [
  'owner',
  'account_admin',
  'account_viewer',
  'project_creator',
  'admin',
  'analyst',
  'database_admin',
  'developer',
  'git_admin',
  'job_admin',
  'job_runner',
  'job_viewer',
  'member',
  'metadata_only',
  'readonly',
  'stakeholder',
  'team_admin',
  'ingest',
] as const;

export type PermissionSet = (typeof permissionSets)[number];

/** `thing:deed`. A deed on a thing that lies in a project is held against that project. */
export type Permission =
  | 'account:read'
  | 'account:write'
  | 'artifacts:upload'
  | 'connections:read'
  | 'connections:write'
  | 'credentials:read'
  | 'credentials:write'
  | 'environments:read'
  | 'environments:write'
  | 'jobs:read'
  | 'jobs:write'
  | 'metadata:read'
  | 'projects:create'
  | 'projects:read'
  | 'projects:write'
  | 'public_models:read'
  | 'repositories:read'
  | 'repositories:write'
  | 'runs:read'
  | 'runs:write'
  | 'service_tokens:read'
  | 'service_tokens:write'
  | 'users:read';

const everyRead: readonly Permission[] = [
  'account:read',
  'connections:read',
  'credentials:read',
  'environments:read',
  'jobs:read',
  'metadata:read',
  'projects:read',
  'public_models:read',
  'repositories:read',
  'runs:read',
  'service_tokens:read',
  'users:read',
];
const everything: readonly Permission[] = [
  ...everyRead,
  'account:write',
  'artifacts:upload',
  'connections:write',
  'credentials:write',
  'environments:write',
  'jobs:write',
  'projects:create',
  'projects:write',
  'repositories:write',
  'runs:write',
  'service_tokens:write',
];
const projectReads: readonly Permission[] = [
  'account:read',
  'environments:read',
  'jobs:read',
  'metadata:read',
  'projects:read',
  'public_models:read',
  'repositories:read',
  'runs:read',
];

/** The uploader of a hybrid project holds job_runner and job_viewer together; `artifacts:upload` comes with starting runs, since an upload is one. */
export const permissionsOf: Readonly<Record<PermissionSet, ReadonlySet<Permission>>> = {
  owner: new Set(everything),
  account_admin: new Set(everything),
  account_viewer: new Set(everyRead),
  project_creator: new Set(['account:read', 'projects:create', 'connections:read']),
  admin: new Set([
    ...projectReads,
    'artifacts:upload',
    'connections:read',
    'credentials:read',
    'credentials:write',
    'environments:write',
    'jobs:write',
    'projects:write',
    'repositories:write',
    'runs:write',
  ]),
  analyst: new Set([...projectReads, 'credentials:read', 'credentials:write', 'projects:write']),
  database_admin: new Set([
    ...projectReads,
    'connections:read',
    'connections:write',
    'credentials:read',
    'credentials:write',
    'projects:write',
  ]),
  developer: new Set([...projectReads, 'credentials:read', 'credentials:write', 'projects:write']),
  git_admin: new Set([...projectReads, 'credentials:read', 'projects:write', 'repositories:write']),
  job_admin: new Set([
    ...projectReads,
    'artifacts:upload',
    'credentials:read',
    'credentials:write',
    'environments:write',
    'jobs:write',
    'runs:write',
  ]),
  job_runner: new Set(['account:read', 'artifacts:upload', 'jobs:read', 'runs:read', 'runs:write']),
  job_viewer: new Set([
    'account:read',
    'environments:read',
    'jobs:read',
    'metadata:read',
    'projects:read',
    'public_models:read',
    'runs:read',
  ]),
  member: new Set([...projectReads, 'artifacts:upload', 'credentials:read', 'jobs:write', 'projects:create', 'runs:write']),
  metadata_only: new Set(['account:read', 'metadata:read', 'public_models:read']),
  readonly: new Set(['account:read', 'metadata:read', 'projects:read', 'public_models:read']),
  stakeholder: new Set([...projectReads, 'credentials:read']),
  team_admin: new Set([...projectReads, 'credentials:read', 'projects:write']),
  ingest: new Set(['artifacts:upload']),
};

export function isPermissionSet(text: string): text is PermissionSet {
  return permissionSets.some((name) => name === text);
}
