/** Proof that a webhook comes from who has the secret: compared in a time that does not depend on how much of it is right. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** `given`: `sha256=` and 64 hex digits. */
export function isHmacOf(given: string | null, body: Buffer | string, secret: string): boolean {
  const wanted = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return isSame(given ?? '', wanted);
}

/** Of digests, so that not even the length is told. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
