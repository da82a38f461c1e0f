/** Who a person is whom an identity provider keeps by SCIM: made, named, and known by the provider's own id of them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { User } from './model.ts';
import { isEmail } from './model.ts';
import { updateUser } from './store-links.ts';
import { selectMember } from './store-members.ts';
import type { ScimUserRow } from './store-scim.ts';
import { selectScimUsers, upsertScimUser } from './store-scim.ts';
import { insertPerson, selectIsMemberElsewhere, selectUserIdByEmail } from './store-sso.ts';

export interface ScimPerson {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** Somebody who is in another account keeps their name: it is not this account's to change. Faults: invalid `scim.user_name_invalid`; conflict `scim.user_exists`. */
export async function takeScimPerson(host: Host, tx: Tx, accountId: Id<'account'>, person: ScimPerson): Promise<Id<'user'>> {
  requireAddress(person.email);
  const known = await selectUserIdByEmail(tx, person.email);
  if (known === null) return (await insertPerson(tx, { ...person, at: host.clock.now() })).id;
  if ((await selectMember(tx, accountId, known)) !== null) throw exists(person.email);
  return known;
}

/** Faults: invalid `scim.user_name_invalid`; conflict `scim.user_exists`, `scim.user_shared`. */
export async function changeScimPerson(tx: Tx, accountId: Id<'account'>, user: User, change: Partial<ScimPerson>): Promise<void> {
  const isSame = (['email', 'firstName', 'lastName'] as const).every((key) => change[key] === undefined || change[key] === user[key]);
  if (isSame) return;
  if (await selectIsMemberElsewhere(tx, user.id, accountId))
    throw new Fault(
      'conflict',
      'scim.user_shared',
      `${user.email} is a member of another account of this Weft too, so only they can change their name and address.`,
    );
  if (change.email !== undefined) {
    requireAddress(change.email);
    const holder = await selectUserIdByEmail(tx, change.email);
    if (holder !== null && holder !== user.id) throw exists(change.email);
  }
  await updateUser(tx, user.id, change);
}

export async function scimFactsOf(db: Db | Tx, accountId: Id<'account'>): Promise<ReadonlyMap<Id<'user'>, ScimUserRow>> {
  return new Map((await selectScimUsers(db, accountId)).map((row) => [row.userId, row]));
}

/** That SCIM wrote this person just now. `externalId` left out stays. */
export function noteScimUser(
  host: Host,
  tx: Tx,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  { externalId }: { readonly externalId?: string | null },
): Promise<void> {
  return upsertScimUser(tx, { accountId, userId, ...(externalId === undefined ? {} : { externalId }), updatedAt: host.clock.now() });
}

function requireAddress(email: string): void {
  if (!isEmail(email))
    throw new Fault(
      'invalid',
      'scim.user_name_invalid',
      `userName is a person's e-mail address in Weft, and "${email}" is none. Map it to one.`,
    );
}

function exists(email: string): Fault {
  return new Fault('conflict', 'scim.user_exists', `There is a user ${email} already. Find them by userName and change them instead.`);
}
