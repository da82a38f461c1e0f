/** Sign-ins that were begun elsewhere and not finished: each is good for one answer, to the browser that began it, for some minutes. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { hashToken } from './make-token.ts';
import type { SsoProvider } from './sso-provider.ts';
import type { AttemptKind } from './store-sso.ts';
import { deleteExpiredAttempts, insertAttempt, selectAttempt, takeAttempt } from './store-sso.ts';

/** Long enough to find one's second factor. */
const attemptMilliseconds = 10 * 60_000;
/** The browser comes at once for what its SAML answer said. */
const ticketMilliseconds = 60_000;

/** What the browser keeps in a cookie, so that an answer can be brought back only by who asked for it. */
export function makeBrowserSecret(): string {
  return randomBytes(32).toString('base64url');
}

export interface NewAttempt {
  readonly kind: AttemptKind;
  /** The state, the request's id, or the ticket: a secret that cannot be guessed. */
  readonly key: string;
  /** Of the browser's secret; null: the identity provider began, so that no browser can be asked for. */
  readonly browserHash: Buffer | null;
  readonly returnPath: string;
  /** What is needed again when the answer comes; sealed. */
  readonly content: string;
}

export async function beginAttempt(host: Host, provider: SsoProvider, attempt: NewAttempt): Promise<void> {
  const { key, content, ...rest } = attempt;
  const at = host.clock.now();
  await host.database.transaction(async (tx) => {
    await deleteExpiredAttempts(tx, at);
    await insertAttempt(tx, {
      ...rest,
      keyHash: hashToken(key),
      providerId: provider.id,
      sealedContent: host.secretBox.seal(content, `sso_attempt:${provider.id}`),
      expiresAt: new Date(at.getTime() + (attempt.kind === 'ticket' ? ticketMilliseconds : attemptMilliseconds)),
    });
  });
}

export type FinishedAttempt = Pick<NewAttempt, 'content' | 'returnPath' | 'browserHash'>;

/** Uses it up, whatever comes of it. Fault: unauthenticated `sso.answer_unasked`. */
export async function finishAttempt(host: Host, provider: SsoProvider, kind: AttemptKind, key: string): Promise<FinishedAttempt> {
  const place = { kind, keyHash: hashToken(key), providerId: provider.id };
  const attempt = await host.database.transaction((tx) => takeAttempt(tx, place, host.clock.now()));
  if (attempt === null) throw unasked(provider);
  const { returnPath, browserHash, sealedContent } = attempt;
  return { content: host.secretBox.open(sealedContent, `sso_attempt:${provider.id}`), returnPath, browserHash };
}

/** Otherwise somebody could sign another person in as themselves, and read what that person then enters. Fault: `sso.answer_unasked`. */
export function requireBrowser(provider: SsoProvider, attempt: FinishedAttempt, browserSecret: string | undefined): void {
  if (attempt.browserHash === null) return;
  if (browserSecret === undefined || !timingSafeEqual(hashToken(browserSecret), attempt.browserHash)) throw unasked(provider);
}

export async function isUnderWay(host: Host, provider: SsoProvider, kind: AttemptKind, key: string): Promise<boolean> {
  const place = { kind, keyHash: hashToken(key), providerId: provider.id };
  return (await selectAttempt(host.database.db, place, host.clock.now())) !== null;
}

/** It was never begun, was begun elsewhere, took too long, or was answered before: who replays an answer learns none of it. */
export function unasked(provider: SsoProvider): Fault {
  return new Fault(
    'unauthenticated',
    'sso.answer_unasked',
    `This sign-in by ${provider.name} was not begun here, took longer than ten minutes, or was finished before. Begin again at the sign-in page.`,
  );
}
