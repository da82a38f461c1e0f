/** What a licence lets a person do at most, whatever their groups grant (dbt Cloud docs, "users and licences"). */
import type { Licence } from '../identity/model.ts';
import type { Permission } from './permission-sets.ts';
import { permissions } from './permission-sets.ts';

const readOnly: readonly Permission[] = ['account:read', 'metadata:read', 'notifications:read', 'projects:read', 'public_models:read'];

/** The account's own business, and the names of projects, without which no group could be granted one. */
const administration: readonly Permission[] = permissions.filter((name) =>
  /^(account|audit|connections|groups|invitations|ip_restrictions|licenses|notifications|scim|service_tokens|sso|users):|^projects:read$/.test(
    name,
  ),
);

const analysis: readonly Permission[] = [
  ...readOnly,
  'credentials:read',
  'credentials:write',
  'develop:write',
  'environments:read',
  'jobs:read',
  'notifications:write',
  'repositories:read',
  'runs:read',
  'semantic_layer:read',
  'variables:read',
];

export const capOf: Readonly<Record<Licence, ReadonlySet<Permission>>> = {
  developer: new Set(permissions),
  read_only: new Set(readOnly),
  analyst: new Set(analysis),
  it: new Set(administration),
};

/** A read-only seat is for people who look at pages: it has no tokens. */
export function mayUseTokens(licence: Licence): boolean {
  return licence !== 'read_only';
}
