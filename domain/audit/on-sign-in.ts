/** Writes into the audit log who came in and who was kept out. */
import type { Host } from '@weft/host/host';
import type { SignInNews, SignInRefusal } from '../identity/events.ts';
import { type Actor, nobody } from './model.ts';
import { recordEvent } from './record-event.ts';

/** May come twice and late; the time of the event is when it was heard, and the moment itself is kept in it. */
export async function recordSignIn(host: Host, news: SignInNews): Promise<void> {
  await record(host, news, 'sign_in.succeeded', null);
}

/** An e-mail address that nobody has is not kept: people type their password there by mistake. */
export async function recordRefusedSignIn(host: Host, news: SignInNews & { readonly reason: SignInRefusal }): Promise<void> {
  await record(host, news, 'sign_in.refused', news.reason);
}

async function record(host: Host, news: SignInNews, event: string, reason: SignInRefusal | null): Promise<void> {
  const { userId, accountIds, email, address, userAgent, method, at } = news;
  const actor: Actor = userId === null ? nobody : { kind: 'user', id: userId, label: email };
  for (const accountId of accountIds.length === 0 ? [null] : accountIds) {
    await recordEvent(host, {
      ...{ accountId, actor, address, userAgent, event, projectId: null },
      subject: { type: 'session', id: null, label: method },
      before: reason === null ? { method, at } : { method, at, reason },
      outcome: reason === null ? 'done' : 'refused',
      faultCode: null,
    });
  }
}
