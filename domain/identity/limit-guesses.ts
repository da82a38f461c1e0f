/** Slows down guessing at secrets that people choose or read off: after some tries each further one waits its turn, twice as long each time. Kept in the database, so no restart forgives. */
import { createHash } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { countGuess, deleteGuess, uncountGuess } from './store-sessions.ts';

/** After so long without a try, all are forgotten. */
const forgetMilliseconds = 3600_000;

export interface Guess {
  readonly key: string;
  readonly freeTries: number;
  readonly lockSecondsMax: number;
  /** Whether going in forgives it: who goes in under one name has not shown that they did not guess at others. */
  readonly isForgiven: boolean;
}

/**
 * By e-mail address and place: the lock that a person meets. By e-mail address from anywhere: against many places that guess at one person;
 * it is short, and a browser that the person has used before has tries of its own, so that a stranger cannot lock an owner out.
 * By place for all addresses: against one place that tries a password on many people.
 */
export const guessRules = {
  pair: (email: string, address: string) => rule(`pair ${email.toLowerCase()} ${address}`, 5, 15 * 60, true),
  person: (email: string) => rule(`person ${email.toLowerCase()}`, 50, 60, true),
  place: (address: string) => rule(`place ${address}`, 100, 60, false),
  device: (deviceToken: string) => rule(`device ${deviceToken}`, 5, 15 * 60, true),
  code: (userId: Id<'user'>) => rule(`code ${userId}`, 5, 15 * 60, true),
  confirm: (userId: Id<'user'>) => rule(`confirm ${userId}`, 5, 15 * 60, true),
  /** Of asking for a link, which sends a mail to somebody. */
  link: (email: string) => rule(`link ${email.toLowerCase()}`, 4, 15 * 60, false),
  linkFrom: (address: string) => rule(`link from ${address}`, 20, 15 * 60, false),
} as const;

function rule(key: string, freeTries: number, lockSecondsMax: number, isForgiven: boolean): Guess {
  return { key, freeTries, lockSecondsMax, isForgiven };
}

export interface TakenGuess {
  /** A further one must wait, unless this one is right. */
  readonly locks: boolean;
  /** The guess was right. */
  forgive(): Promise<void>;
  /** It was neither right nor wrong: the database was away. */
  takeBack(): Promise<void>;
}

/**
 * Call before the secret is looked at: a try counts as failed from its beginning, so that many at once are not free. One locked key is
 * enough, and then none is counted. Fault: too_many `session.locked`, with `details.seconds`.
 */
export async function takeGuess(host: Host, guesses: readonly Guess[]): Promise<TakenGuess> {
  const at = host.clock.now();
  const rules = guesses.map((guess) => ({ ...guess, keyHash: createHash('sha256').update(guess.key).digest() }));
  // In one order for everybody, so that two who try at once do not wait for each other.
  rules.sort((a, b) => Buffer.compare(a.keyHash, b.keyHash));
  const locks = await host.database.transaction(async (tx) => {
    let any = false;
    for (const each of rules) {
      const counted = await countGuess(tx, each, at, new Date(at.getTime() - forgetMilliseconds));
      if (counted.state === 'locked') throw locked(Math.max(1, Math.ceil((counted.until.getTime() - at.getTime()) / 1000)));
      any ||= counted.locks;
    }
    return any;
  });
  return {
    locks,
    forgive: () =>
      host.database.transaction(async (tx) => {
        for (const { keyHash, isForgiven } of rules) await (isForgiven ? deleteGuess(tx, keyHash) : uncountGuess(tx, keyHash, at));
      }),
    takeBack: () =>
      host.database.transaction(async (tx) => {
        for (const { keyHash } of rules) await uncountGuess(tx, keyHash, at);
      }),
  };
}

function locked(seconds: number): Fault {
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
  return new Fault('too_many', 'session.locked', `Too many wrong tries. Try again in ${wait}.`, { seconds });
}
