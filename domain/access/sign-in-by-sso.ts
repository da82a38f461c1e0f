/** Lets somebody in who signed in elsewhere: known or new, with the groups and the licence that their provider's groups give. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { knowSsoPerson, refusedPerson } from '../identity/know-sso-person.ts';
import type { Entry, Visitor } from '../identity/session-model.ts';
import type { SsoPerson, SsoProvider } from '../identity/sso-provider.ts';
import { announceRefusal, startSession } from '../identity/start-session.ts';
import { addMember } from './add-member.ts';
import { mapSignIn } from './map-sign-in.ts';
import { givesAccount } from './model.ts';
import { selectGrantsOfUser } from './store.ts';

/** One transaction: nobody is half a member, and nobody is in with the groups of last time. Faults: forbidden `sso.person_refused`, `sso.not_vouched`. */
export async function signInBySso(host: Host, provider: SsoProvider, person: SsoPerson, visitor: Visitor): Promise<Entry> {
  const { accountId } = provider;
  const method = provider.settings.protocol;
  let who: { readonly userId: Id<'user'> | null; readonly email: string } = { userId: null, email: person.email };
  return host.database
    .transaction(async (tx) => {
      const { user, state } = await knowSsoPerson(host, tx, provider, person);
      if (state === 'deactivated') throw refusedPerson(`${user.email} was deactivated in this account`);
      if (state !== null) who = { userId: user.id, email: user.email };
      await requireVouched(tx, provider, user.id);
      if (state === null) await addMember(host, tx, { accountId, userId: user.id, licence: 'developer' });
      await mapSignIn(host, tx, { accountId, userId: user.id, idpGroups: person.groups });
      // Again: its groups may have made them an owner just now.
      await requireVouched(tx, provider, user.id);
      return startSession(host, tx, { userId: user.id, email: user.email }, method, visitor);
    })
    .catch(async (error: unknown) => {
      if (error instanceof Fault && ['sso.person_refused', 'sso.not_vouched'].includes(error.code)) {
        await host.database.transaction((tx) => announceRefusal(host, tx, who, method, visitor, 'policy'));
      }
      throw error;
    });
}

/**
 * Whoever may set up sign-in, without being an owner, could otherwise let a provider of their own say that they are one.
 * An owner of another account too is none that an unvouched provider speaks for. Fault: forbidden `sso.not_vouched`.
 */
async function requireVouched(tx: Tx, provider: SsoProvider, userId: Id<'user'>): Promise<void> {
  if (provider.vouchedByOwner || !givesAccount(await selectGrantsOfUser(tx, userId))) return;
  throw new Fault(
    'forbidden',
    'sso.not_vouched',
    `Owners are not let in by ${provider.name}, since somebody who is no owner set it up or changed it last. An owner who signs in otherwise must open Single sign-on and save the provider once.`,
  );
}
