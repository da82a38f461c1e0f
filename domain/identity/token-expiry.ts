/** When a token stops being good. */
import { Fault } from '@weft/base/fault';

/** Said with the day, since a job that fails one morning is otherwise looked for elsewhere. Fault: unauthenticated `token.expired`. */
export function requireUnexpired(at: Date, expiresAt: Date | null, what: string): void {
  if (expiresAt !== null && expiresAt <= at)
    throw new Fault(
      'unauthenticated',
      'token.expired',
      `The ${what} expired at ${expiresAt.toISOString()}. Make another one and put it in its place.`,
    );
}

/** Fault: invalid `token.expiry_past`. */
export function checkExpiry(at: Date, expiresAt: Date | null): void {
  if (expiresAt !== null && expiresAt <= at)
    throw new Fault('invalid', 'token.expiry_past', `A token cannot expire at ${expiresAt.toISOString()}, which is past.`);
}
