/** How often one caller may ask: so many requests a minute, earned back evenly, counted in the memory of this process. */
import { Fault } from '@weft/base/fault';
import type { Caller } from '@weft/domain/access/model';
import type { Clock } from '@weft/host/clock';

/** Who has shown no token shares one address with everybody behind it, and has few things to ask. */
const addressShare = 0.2;
/** Enough for every caller of one Weft within a minute; the one that has been quiet longest is forgotten. */
const keysMax = 20_000;
const minute = 60_000;

/**
 * A full minute's worth may come at once, and each request earns itself back after its share of the minute. Two processes count apart, and a restart forgives:
 * the limit keeps one client from slowing the others down, and is no wall against an attack.
 */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perMinute: number;
  /** When the caller will have earned back everything, in milliseconds. */
  readonly #restored = new Map<string, number>();

  /** `perMinute` 0: nobody is held back. */
  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Fault: too_many `request.too_many`, whose `details.seconds` says when to ask again. */
  take(key: string, share = 1): void {
    if (this.#perMinute === 0) return;
    const perMinute = Math.max(1, Math.round(this.#perMinute * share));
    const cost = minute / perMinute;
    const now = this.#clock.now().getTime();
    const restored = Math.max(this.#restored.get(key) ?? now, now) + cost;
    // The rest of an uneven division must not cost the last request of the minute.
    const wait = restored - now - minute;
    if (wait > 0.001) throw tooMany(Math.ceil(wait / 1000), perMinute);
    this.#restored.delete(key);
    this.#restored.set(key, restored);
    const [quietest] = this.#restored.keys();
    if (this.#restored.size > keysMax && quietest !== undefined) this.#restored.delete(quietest);
  }

  /** By who they are, whichever of their tokens or sessions they use; somebody unknown by the address they come from. */
  takeFor(caller: Caller | null, address: string): void {
    if (caller === null) this.take(`address ${address}`, addressShare);
    else this.take(`${caller.kind} ${caller.userId ?? caller.serviceTokenId ?? ''}`);
  }
}

function tooMany(seconds: number, perMinute: number): Fault {
  return new Fault(
    'too_many',
    'request.too_many',
    `More than ${perMinute} requests came within a minute. Ask again in ${seconds} s; a client that reads the Retry-After header does so by itself.`,
    { seconds },
  );
}
