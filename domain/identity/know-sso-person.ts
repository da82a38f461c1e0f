/** Finds out which person of Weft somebody is who signed in elsewhere, or makes them one. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { MemberState, User } from './model.ts';
import type { SsoPerson, SsoProvider } from './sso-provider.ts';
import { admit } from './sso-provider.ts';
import { selectMember } from './store-members.ts';
import { insertIdentity, insertPerson, selectIdentity, selectIsMemberElsewhere, selectUser, selectUserIdByEmail } from './store-sso.ts';

export interface KnownPerson {
  readonly user: User;
  /** null: not a member of the provider's account yet. */
  readonly state: MemberState | null;
}

/**
 * By the provider's own name of them first. Then by their address, if the provider is trusted for its domain and the person is in no other
 * account, whose doors a provider of this one must not open. Otherwise somebody new. Fault: forbidden `sso.person_refused`.
 */
export async function knowSsoPerson(host: Host, tx: Tx, provider: SsoProvider, person: SsoPerson): Promise<KnownPerson> {
  const admitted = admit(provider, person);
  if ('problem' in admitted) throw refusedPerson(admitted.problem);
  const known = await selectIdentity(tx, provider.id, person.subject);
  if (known !== null) return read(tx, provider, known);
  const byEmail = await selectUserIdByEmail(tx, person.email);
  if (byEmail !== null) await requireOwn(tx, provider, person, byEmail, admitted.mayBeKnownByEmail);
  const userId = byEmail ?? (await insertPerson(tx, { ...namesOf(person), at: host.clock.now() })).id;
  await insertIdentity(tx, { providerId: provider.id, subject: person.subject, userId });
  return read(tx, provider, userId);
}

async function requireOwn(tx: Tx, provider: SsoProvider, person: SsoPerson, userId: Id<'user'>, isTrusted: boolean): Promise<void> {
  const { name, accountId } = provider;
  if (!isTrusted)
    throw refusedPerson(
      `somebody here has the address ${person.email} already, and ${name} is not trusted for its domain (list it under e-mail domains)`,
    );
  if ((await selectMember(tx, accountId, userId)) === null)
    throw refusedPerson(`somebody has the address ${person.email} who is not a member of this account (invite them first)`);
  if (await selectIsMemberElsewhere(tx, userId, accountId))
    throw refusedPerson(`${person.email} is a member of another account too, which ${name} does not speak for (sign in otherwise)`);
}

async function read(tx: Tx, provider: SsoProvider, userId: Id<'user'>): Promise<KnownPerson> {
  const [user, member] = [await selectUser(tx, userId), await selectMember(tx, provider.accountId, userId)];
  if (user === null) throw new Error(`user ${userId} of provider ${provider.id} is gone`);
  return { user, state: member?.state ?? null };
}

function namesOf({ email, firstName, lastName }: SsoPerson): { email: string; firstName: string; lastName: string } {
  return { email, firstName: firstName.slice(0, 255), lastName: lastName.slice(0, 255) };
}

export function refusedPerson(why: string): Fault {
  return new Fault('forbidden', 'sso.person_refused', `You are not let in: ${why}. Ask an account admin.`);
}
