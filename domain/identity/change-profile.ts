/** A person's own name and e-mail address. A new address is taken when a link that was sent there is opened. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { isMailConfigured, queueMail } from '@weft/host/mail';
import { uniqueViolation } from '@weft/host/unique-violation';
import { linkOver } from './change-password.ts';
import { hashToken, makeToken } from './make-token.ts';
import type { User } from './model.ts';
import { isEmail, linkMilliseconds } from './model.ts';
import { replaceLink, takeLink, updateUser } from './store-links.ts';
import { writeLetter } from './write-letter.ts';

export async function changeName(
  host: Host,
  user: User,
  names: { readonly firstName?: string; readonly lastName?: string },
): Promise<void> {
  await host.database.transaction((tx) => updateUser(tx, user.id, names));
}

/**
 * The address says who somebody is when an identity provider or an invitation names them, so nobody may take one that is not theirs.
 * Faults: invalid `user.email_invalid`; unavailable `mail.not_configured`.
 */
export async function askForEmailChange(host: Host, user: User, email: string): Promise<void> {
  if (!isEmail(email)) throw new Fault('invalid', 'user.email_invalid', `"${email}" is not an e-mail address.`);
  if (!isMailConfigured(host))
    throw new Fault(
      'unavailable',
      'mail.not_configured',
      'This Weft sends no mail, and an address is changed by a link that is sent to it. Ask an account admin to invite the new address.',
    );
  const token = makeToken('wfl_');
  const createdAt = host.clock.now();
  const expiresAt = new Date(createdAt.getTime() + linkMilliseconds);
  const letter = writeLetter({
    subject: 'Confirm your e-mail address for Weft',
    before: [`${user.email} wants to use this address for a Weft account from now on.`],
    link: { deed: 'Confirm the address', url: `${host.config.publicUrl}/confirm-email#${token}` },
    after: ['The link is good once, for an hour. If you do not know of this, leave it alone.'],
  });
  await host.database.transaction(async (tx) => {
    await replaceLink(tx, {
      tokenHash: hashToken(token),
      purpose: 'email',
      userId: user.id,
      email,
      madeBy: user.email,
      createdAt,
      expiresAt,
    });
    await queueMail(host, tx, { to: email, ...letter });
  });
}

/** Faults: gone `link.over`; conflict `user.email_taken`. */
export async function confirmEmail(host: Host, token: string): Promise<string> {
  const email = await host.database
    .transaction(async (tx) => {
      const taken = await takeLink(tx, hashToken(token), 'email', host.clock.now());
      if (!taken || taken.email === null) throw linkOver();
      await updateUser(tx, taken.user.id, { email: taken.email });
      return taken.email;
    })
    .catch((error: unknown) => {
      if (uniqueViolation(error) === 'user_email')
        throw new Fault('conflict', 'user.email_taken', 'Somebody else has this e-mail address in this Weft.');
      throw error;
    });
  return email;
}
