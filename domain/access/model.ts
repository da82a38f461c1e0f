/** Who is asking, and the one decision about what they may do. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Permission, PermissionSet } from './permission-sets.ts';
import { isByCategory, permissions, permissionsOf, writableByCategory } from './permission-sets.ts';

/** Of environments, as dbt Cloud's grants name them; `other` is a deployment environment that is neither production nor staging. */
export const environmentCategories = ['development', 'staging', 'production', 'other'] as const;
export type EnvironmentCategory = (typeof environmentCategories)[number];
export type WritableCategory = EnvironmentCategory | 'all';

export interface Grant {
  readonly accountId: Id<'account'>;
  readonly permissionSet: PermissionSet;
  /** null: every project of the account. */
  readonly projectId: Id<'project'> | null;
  /** Where a set that only reads jobs and runs may also write them. */
  readonly writableEnvironmentCategories: readonly WritableCategory[];
}

/** A grant as it is given; without categories it writes in none. */
export type NewGrant = Omit<Grant, 'writableEnvironmentCategories'> & Partial<Pick<Grant, 'writableEnvironmentCategories'>>;

/** A grant as it works for its holder, after licence and scopes. */
export interface HeldGrant {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'> | null;
  readonly permissions: ReadonlySet<Permission>;
  /** Held only where an environment is of one of the categories. */
  readonly inCategories: ReadonlySet<Permission>;
  readonly categories: ReadonlySet<WritableCategory>;
  /** What everybody in the account has without being granted it: it lets nobody see a project. */
  readonly isOfEveryMember: boolean;
}

export interface Caller {
  readonly kind: 'user' | 'personal_token' | 'service_token' | 'bootstrap_token' | 'deploy_credential';
  /** Of a personal token too: it acts as its person. */
  readonly userId: Id<'user'> | null;
  readonly serviceTokenId: Id<'serviceToken'> | null;
  /** For causes and logs: an e-mail address, or the token's name. */
  readonly label: string;
  readonly grants: readonly HeldGrant[];
}

/** Where a permission is asked for: the account itself (`projectId` null) or something in one of its projects. */
export interface Place {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'> | null;
  /** Of the environment that the thing lies in; without it only those who write in all categories write. */
  readonly environmentCategory?: EnvironmentCategory | null;
}

const nothing: ReadonlySet<never> = new Set();
/** By the text of what was cut: a caller is made for every request, and the sets that they can hold are few. */
const cut = new Map<string, ReadonlySet<Permission>>();

/** Of each permission set what all of `caps` leave of it: a licence, the scopes of a token. */
export function hold(grants: readonly Grant[], caps: readonly ReadonlySet<Permission>[] = []): HeldGrant[] {
  return grants.map(({ accountId, projectId, permissionSet, writableEnvironmentCategories }) => {
    const isWider = writableEnvironmentCategories.length > 0 && isByCategory(permissionSet);
    return {
      accountId,
      projectId,
      permissions: meet(permissionsOf(permissionSet), caps),
      inCategories: isWider ? meet(writableByCategory, caps) : nothing,
      categories: isWider ? new Set(writableEnvironmentCategories) : nothing,
      isOfEveryMember: false,
    };
  });
}

const ofEveryMember: ReadonlySet<Permission> = new Set(['account:read', 'public_models:read']);

/** Everybody in an account may know what its projects offer to each other: the metadata of public models, and no more. */
export function holdAsMember(accountId: Id<'account'>, caps: readonly ReadonlySet<Permission>[] = []): HeldGrant {
  return {
    ...{ accountId, projectId: null, permissions: meet(ofEveryMember, caps) },
    ...{ inCategories: nothing, categories: nothing, isOfEveryMember: true },
  };
}

function meet(set: ReadonlySet<Permission>, caps: readonly ReadonlySet<Permission>[]): ReadonlySet<Permission> {
  const left = [...set].filter((name) => caps.every((cap) => cap.has(name)));
  if (left.length === set.size) return set;
  const key = left.join();
  const known = cut.get(key) ?? new Set(left);
  // Scopes are chosen by people, so there can be many.
  if (cut.size < 10_000) cut.set(key, known);
  return known;
}

export function may(caller: Caller, permission: Permission, place: Place): boolean {
  return caller.grants.some(
    (grant) =>
      grant.accountId === place.accountId &&
      (grant.projectId === null || grant.projectId === place.projectId) &&
      (grant.permissions.has(permission) || (grant.inCategories.has(permission) && covers(grant, place.environmentCategory ?? null))),
  );
}

function covers({ categories }: HeldGrant, category: EnvironmentCategory | null): boolean {
  return categories.has('all') || (category !== null && categories.has(category));
}

/** In some environment at least. */
function has(grant: HeldGrant, permission: Permission): boolean {
  return grant.permissions.has(permission) || grant.inCategories.has(permission);
}

/** May they in at least one project: enough to ask for a list, which then holds only what they may read. */
export function mayAnywhere(caller: Caller, permission: Permission, accountId: Id<'account'>): boolean {
  return caller.grants.some((grant) => grant.accountId === accountId && has(grant, permission));
}

/** The projects in which the caller holds the permission: all of them (null) or these. */
export function projectsWith(caller: Caller, permission: Permission, accountId: Id<'account'>): ReadonlySet<Id<'project'>> | null {
  const found = new Set<Id<'project'>>();
  for (const grant of caller.grants) {
    if (grant.accountId !== accountId || !has(grant, permission)) continue;
    if (grant.projectId === null) return null;
    found.add(grant.projectId);
  }
  return found;
}

export function isInAccount(caller: Caller, accountId: Id<'account'>): boolean {
  return caller.grants.some((grant) => grant.accountId === accountId);
}

/** Whether they were granted anything in the project at all; the account itself (`projectId` null) is seen by who is in it. */
export function seesProject(caller: Caller, { accountId, projectId }: Place): boolean {
  if (projectId === null) return isInAccount(caller, accountId);
  return caller.grants.some(
    (grant) => grant.accountId === accountId && !grant.isOfEveryMember && (grant.projectId === null || grant.projectId === projectId),
  );
}

/** Whoever sees some projects only must be told the same of a thing in another one and of a thing that is not there. */
export function seesEveryProject(caller: Caller, accountId: Id<'account'>): boolean {
  return caller.grants.some((grant) => grant.accountId === accountId && !grant.isOfEveryMember && grant.projectId === null);
}

/** An account that one is not in does not exist, and neither does a project that one may not see. */
export function require(caller: Caller, permission: Permission, place: Place): void {
  if (may(caller, permission, place)) return;
  if (!isInAccount(caller, place.accountId)) throw new Fault('not_found', 'account.not_found', `There is no account ${place.accountId}.`);
  if (!seesProject(caller, place))
    throw new Fault('not_found', 'project.not_found', `There is no project ${place.projectId} in this account.`);
  throw new Fault(
    'forbidden',
    'access.forbidden',
    `${caller.label} may not do this: it needs the permission ${permission}${where(caller, permission, place)}. Ask an account admin for a permission set that has it.`,
    { permission },
  );
}

/** Who may do it in other environments wants to know why not in this one. */
function where(caller: Caller, permission: Permission, { accountId, environmentCategory }: Place): string {
  const isElsewhere = environmentCategory != null && mayAnywhere(caller, permission, accountId);
  return isElsewhere ? ` in environments of the category ${environmentCategory}` : '';
}

/** Nobody may give away more than they hold: a token maker could otherwise make themselves anything. */
export function requireGrantable(caller: Caller, grants: readonly Grant[]): void {
  for (const { accountId, projectId, ...grant } of grants) {
    const missing =
      [...permissionsOf(grant.permissionSet)].find((permission) => !may(caller, permission, { accountId, projectId })) ??
      (isByCategory(grant.permissionSet) ? missingByCategory(caller, { accountId, projectId, ...grant }) : undefined);
    if (missing !== undefined)
      throw new Fault(
        'forbidden',
        'access.forbidden',
        `${caller.label} may not grant ${grant.permissionSet}: it has the permission ${missing}, which they do not hold themselves.`,
        { permission: missing },
      );
  }
}

function missingByCategory(caller: Caller, { accountId, projectId, writableEnvironmentCategories }: Grant): Permission | undefined {
  return [...writableByCategory].find((permission) =>
    writableEnvironmentCategories.some(
      (category) => !may(caller, permission, { accountId, projectId, environmentCategory: category === 'all' ? null : category }),
    ),
  );
}

/** Sets that are the account: who only keeps its groups must not make themselves its owner by them. */
const ruling: ReadonlySet<PermissionSet> = new Set(['owner', 'account_admin']);

/** Whether whoever is granted these may do everything in the account, and so decides who else may. */
export function givesAccount(grants: readonly Grant[]): boolean {
  return grants.some(({ permissionSet }) => ruling.has(permissionSet));
}

/** Whether they may do everything in the account, and so say who its owners are. */
export function mayAppoint(caller: Caller, accountId: Id<'account'>): boolean {
  return missingToAppoint(caller, accountId) === undefined;
}

function missingToAppoint(caller: Caller, accountId: Id<'account'>): Permission | undefined {
  return permissions.find((permission) => !may(caller, permission, { accountId, projectId: null }));
}

/** Whoever keeps the groups gives away rights that they do not have, save for the account itself: that takes somebody who has it all. */
export function requireMayAppoint(caller: Caller, grants: readonly Grant[]): void {
  const it = grants.find(({ permissionSet }) => ruling.has(permissionSet));
  if (it === undefined) return;
  const missing = missingToAppoint(caller, it.accountId);
  if (missing !== undefined)
    throw new Fault(
      'forbidden',
      'access.forbidden',
      `${caller.label} may not give or take ${it.permissionSet}: only who may do everything in the account may. Ask an owner.`,
      { permission: missing },
    );
}
