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

/** Fault: unavailable `session.locked` while the address is locked for this place. */
export function signInLimit(host: Host, place: string, email: string): { failed(): void; succeeded(): void } {
  const key = `${place} ${email.toLowerCase()}`;
  const entry = entries.get(key);
  const now = host.clock.now().getTime();
  if (entry && entry.lockedUntil > now) {
    const seconds = Math.ceil((entry.lockedUntil - now) / 1000);
    throw new Fault('unavailable', 'session.locked', `Too many wrong passwords for this address. Try again in ${seconds} s.`, { seconds });
  }
  return {
    failed() {
      const failures = (entries.get(key)?.failures ?? 0) + 1;
      const lock = failures < freeTries ? 0 : Math.min(lockMillisecondsMax, 1000 * 2 ** (failures - freeTries));
      const [oldest] = entries.keys();
      if (entries.size >= entriesMax && oldest !== undefined) entries.delete(oldest);
      entries.set(key, { failures, lockedUntil: now + lock });
    },
    succeeded() {
      entries.delete(key);
    },
  };
}
