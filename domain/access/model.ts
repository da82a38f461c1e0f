/** Who is asking, and the one decision about what they may do. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Permission, PermissionSet } from './permission-sets.ts';
import { permissionsOf } from './permission-sets.ts';

export interface Grant {
  readonly accountId: Id<'account'>;
  readonly permissionSet: PermissionSet;
  /** null: every project of the account. */
  readonly projectId: Id<'project'> | null;
}

export interface Caller {
  readonly kind: 'user' | 'service_token' | 'bootstrap_token';
  readonly userId: Id<'user'> | null;
  readonly serviceTokenId: Id<'serviceToken'> | null;
  /** For causes and logs: an e-mail address, or the token's name. */
  readonly label: string;
  readonly grants: readonly Grant[];
}

/** Where a permission is asked for: the account itself (`projectId` null) or something in one of its projects. */
export interface Place {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'> | null;
}

export function may(caller: Caller, permission: Permission, place: Place): boolean {
  return caller.grants.some(
    (grant) =>
      grant.accountId === place.accountId &&
      permissionsOf[grant.permissionSet].has(permission) &&
      (grant.projectId === null || grant.projectId === place.projectId),
  );
}

/** May they in at least one project: enough to ask for a list, which then holds only what they may read. */
export function mayAnywhere(caller: Caller, permission: Permission, accountId: Id<'account'>): boolean {
  return caller.grants.some((grant) => grant.accountId === accountId && permissionsOf[grant.permissionSet].has(permission));
}

/** The projects in which the caller holds the permission: all of them (null) or these. */
export function projectsWith(caller: Caller, permission: Permission, accountId: Id<'account'>): ReadonlySet<Id<'project'>> | null {
  const found = new Set<Id<'project'>>();
  for (const grant of caller.grants) {
    if (grant.accountId !== accountId || !permissionsOf[grant.permissionSet].has(permission)) continue;
    if (grant.projectId === null) return null;
    found.add(grant.projectId);
  }
  return found;
}

/** Whether they have any right in the project at all; the account itself (`projectId` null) is seen by who is in it. */
export function seesProject(caller: Caller, { accountId, projectId }: Place): boolean {
  return caller.grants.some(
    (grant) => grant.accountId === accountId && (projectId === null || grant.projectId === null || grant.projectId === projectId),
  );
}

/** An account that one is not in does not exist, and neither does a project that one may not see. */
export function require(caller: Caller, permission: Permission, place: Place): void {
  if (may(caller, permission, place)) return;
  const isInAccount = caller.grants.some((grant) => grant.accountId === place.accountId);
  if (!isInAccount) throw new Fault('not_found', 'account.not_found', `There is no account ${place.accountId}.`);
  if (!seesProject(caller, place))
    throw new Fault('not_found', 'project.not_found', `There is no project ${place.projectId} in this account.`);
  throw new Fault(
    'forbidden',
    'access.forbidden',
    `${caller.label} may not do this: it needs the permission ${permission}. Ask an account admin for a permission set that has it.`,
    { permission },
  );
}

/** Nobody may give away more than they hold: a token maker could otherwise make themselves anything. */
export function requireGrantable(caller: Caller, grants: readonly Grant[]): void {
  for (const grant of grants) {
    for (const permission of permissionsOf[grant.permissionSet]) {
      if (!may(caller, permission, { accountId: grant.accountId, projectId: grant.projectId })) {
        throw new Fault(
          'forbidden',
          'access.forbidden',
          `${caller.label} may not grant ${grant.permissionSet}: it has the permission ${permission}, which they do not hold themselves.`,
          { permission },
        );
      }
    }
  }
}
