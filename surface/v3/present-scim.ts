/** People and groups as SCIM shows them. */
import type { Id } from '@weft/base/id';
import type { ScimGroup } from '@weft/domain/access/scim-groups';
import type { ScimUser } from '@weft/domain/access/scim-users';
import type { User } from '@weft/domain/identity/model';
import type { Host } from '@weft/host/host';
import type { WireScimGroup, WireScimUser } from '@weft/wire/v3/scim';
import { groupSchema, licenceSchema, userSchema } from '@weft/wire/v3/scim';

/** The base URL that an identity provider is given. */
export function scimBase(host: Host, accountId: Id<'account'>): string {
  return `${host.config.publicUrl}/api/v3/accounts/${accountId}/scim/v2`;
}

export function presentScimUser(host: Host, { member, externalId, groups, updatedAt }: ScimUser): WireScimUser {
  const { user, accountId, licence, state, createdAt } = member;
  const base = scimBase(host, accountId);
  return {
    schemas: [userSchema, licenceSchema],
    id: String(user.id),
    ...(externalId === null ? {} : { externalId }),
    userName: user.email,
    active: state === 'active',
    displayName: nameOf(user),
    name: { givenName: user.firstName, familyName: user.lastName, formatted: nameOf(user) },
    emails: [{ value: user.email, primary: true, type: 'work' }],
    groups: groups.map(({ id, name }) => ({ value: String(id), display: name, $ref: `${base}/Groups/${id}` })),
    [licenceSchema]: { licenseType: licence },
    meta: {
      resourceType: 'User',
      location: `${base}/Users/${user.id}`,
      created: createdAt.toISOString(),
      lastModified: updatedAt.toISOString(),
    },
  };
}

export function presentScimGroup(host: Host, { group, externalId, members }: ScimGroup): WireScimGroup {
  const base = scimBase(host, group.accountId);
  return {
    schemas: [groupSchema],
    id: String(group.id),
    ...(externalId === null ? {} : { externalId }),
    displayName: group.name,
    members: members.map((user) => ({ value: String(user.id), display: nameOf(user), $ref: `${base}/Users/${user.id}` })),
    meta: {
      resourceType: 'Group',
      location: `${base}/Groups/${group.id}`,
      created: group.createdAt.toISOString(),
      lastModified: group.updatedAt.toISOString(),
    },
  };
}

function nameOf({ firstName, lastName, email }: User): string {
  return `${firstName} ${lastName}`.trim() || email;
}
