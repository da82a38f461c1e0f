/** Lets somebody in who signed in elsewhere: known or new, with the groups and the licence that their provider's groups give. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { knowSsoPerson, refusedPerson } from '../identity/know-sso-person.ts';
import type { Entry, Visitor } from '../identity/session-model.ts';
import type { SsoPerson, SsoProvider } from '../identity/sso-provider.ts';
import { announceRefusal, startSession } from '../identity/start-session.ts';
import { addMember } from './add-member.ts';
import { mapSignIn } from './map-sign-in.ts';

/** One transaction: nobody is half a member, and nobody is in with the groups of last time. Fault: forbidden `sso.person_refused`. */
export async function signInBySso(host: Host, provider: SsoProvider, person: SsoPerson, visitor: Visitor): Promise<Entry> {
  const { accountId } = provider;
  const method = provider.settings.protocol;
  return host.database
    .transaction(async (tx) => {
      const { user, state } = await knowSsoPerson(host, tx, provider, person);
      if (state === 'deactivated') throw refusedPerson(`${user.email} was deactivated in this account`);
      if (state === null) await addMember(host, tx, { accountId, userId: user.id, licence: 'developer' });
      await mapSignIn(host, tx, { accountId, userId: user.id, idpGroups: person.groups });
      return startSession(host, tx, { userId: user.id, email: user.email }, method, visitor);
    })
    .catch(async (error: unknown) => {
      if (error instanceof Fault && error.code === 'sso.person_refused') {
        const who = { userId: null, email: person.email };
        await host.database.transaction((tx) => announceRefusal(host, tx, who, method, visitor, 'policy'));
      }
      throw error;
    });
}
