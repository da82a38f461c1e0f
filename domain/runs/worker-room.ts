/** How much a worker can take on now: its slots, and what the machine's memory allows. */
import type { Room } from './decide-claims.ts';

export interface Occupancy {
  readonly slots: number;
  readonly ciSlots: number;
  readonly held: readonly { readonly isCi: boolean; readonly claimedAt: Date }[];
  /** What programs may still take of the machine's, or the container's, memory. */
  readonly availableBytes: number;
  readonly at: Date;
}

/** A forked dbt shares what its parent has loaded; this is what a middling project takes beyond that. */
const runBytes = 300 * 1024 * 1024;

/** For Weft itself, its database, and the system's caches. */
const reservedBytes = 256 * 1024 * 1024;

/** A run takes its memory only when dbt reads the project: until then it is counted by hand. */
const youngMilliseconds = 20_000;

export function roomFor({ slots, ciSlots, held, availableBytes, at }: Occupancy): Room {
  const ciHeld = held.filter(({ isCi }) => isCi).length;
  const young = held.filter(({ claimedAt }) => at.getTime() - claimedAt.getTime() < youngMilliseconds).length;
  const fits = Math.max(0, Math.floor((availableBytes - reservedBytes) / runBytes) - young);
  return {
    slots,
    free: Math.max(0, slots - (held.length - ciHeld)),
    ciSlots,
    ciFree: Math.max(0, ciSlots - ciHeld),
    // However small the machine, one run is tried: nothing would ever end its waiting.
    fits: held.length === 0 ? Math.max(1, fits) : fits,
  };
}
