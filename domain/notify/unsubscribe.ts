/** Ends mails for who does not want them: by themselves, signed in, or by the sealed link in every mail. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { listUsers } from '../identity/get-account.ts';
import { insertUnsubscribed, markNotificationsDeleted } from './store-notifications.ts';

const linkSchema = z.object({ accountId: idSchema<'account'>(), email: z.string() });
const purpose = 'notify.unsubscribe';

/** The page, whose address carries the link behind `#`, so that it is in no log; and where mail programs send their one click (RFC 8058). */
export function unsubscribeLinks(
  host: Host,
  accountId: Id<'account'>,
  email: string,
): { readonly page: string; readonly oneClick: string } {
  const link = host.secretBox.seal(JSON.stringify({ accountId, email }), purpose);
  const base = host.config.publicUrl;
  return { page: `${base}/unsubscribe#${link}`, oneClick: `${base}/api/weft/unsubscribe/?link=${encodeURIComponent(link)}` };
}

/** Whoever has the link may: it was sent to the address alone. Answers the address. Fault: invalid `unsubscribe.link_invalid`. */
export async function unsubscribeByLink(host: Host, link: string): Promise<string> {
  const { accountId, email } = readLink(host, link);
  const user = (await listUsers(host, accountId)).find((it) => it.email.toLowerCase() === email.toLowerCase());
  await host.database.transaction(async (tx) => {
    const at = host.clock.now();
    if (user) await markNotificationsDeleted(tx, accountId, { userId: user.id }, at);
    await markNotificationsDeleted(tx, accountId, { externalEmail: email }, at);
    await insertUnsubscribed(tx, accountId, email, at);
  });
  return email;
}

/** Of every account in which they are told something. */
export async function unsubscribeUser(host: Host, userId: Id<'user'>, accountIds: readonly Id<'account'>[]): Promise<void> {
  await host.database.transaction(async (tx) => {
    for (const accountId of accountIds) await markNotificationsDeleted(tx, accountId, { userId }, host.clock.now());
  });
}

function readLink(host: Host, link: string): z.infer<typeof linkSchema> {
  try {
    const parsed = parseJson(host.secretBox.open(link, purpose));
    return linkSchema.parse('value' in parsed ? parsed.value : null);
  } catch {
    throw new Fault(
      'invalid',
      'unsubscribe.link_invalid',
      'This link to unsubscribe is not one that this Weft made, or it was cut. Open the one in the mail again.',
    );
  }
}
