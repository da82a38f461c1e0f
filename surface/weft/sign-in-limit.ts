/** Slows down guessing: after five wrong passwords for one address from one place, each further try waits its turn. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';

const freeTries = 5;
const lockMillisecondsMax = 15 * 60_000;
const entriesMax = 10_000;

interface Entry {
  readonly failures: number;
  readonly lockedUntil: number;
}

/** Per process and in memory: a restart forgives, which costs a guesser more than it gives. */
const entries = new Map<string, Entry>();

/**
 * Call before the password is looked at, since looking costs time: a try counts as failed from its beginning, so that many at once are not free.
 * `succeeded` forgets the failures, `undecided` (the database was away) takes the try back. Fault: unavailable `session.locked`.
 */
export function signInLimit(host: Host, place: string, email: string): { succeeded(): void; undecided(): void } {
  const key = `${place} ${email.toLowerCase()}`;
  const before = entries.get(key);
  const now = host.clock.now().getTime();
  if (before && before.lockedUntil > now) {
    const seconds = Math.ceil((before.lockedUntil - now) / 1000);
    throw new Fault('unavailable', 'session.locked', `Too many wrong passwords for this address. Try again in ${seconds} s.`, { seconds });
  }
  const failures = (before?.failures ?? 0) + 1;
  const lock = failures < freeTries ? 0 : Math.min(lockMillisecondsMax, 1000 * 2 ** (failures - freeTries));
  const [oldest] = entries.keys();
  if (entries.size >= entriesMax && oldest !== undefined) entries.delete(oldest);
  entries.set(key, { failures, lockedUntil: now + lock });
  return {
    succeeded() {
      entries.delete(key);
    },
    undecided() {
      if (before) entries.set(key, before);
      else entries.delete(key);
    },
  };
}
