/** The only source of time: real in a server, turned by hand in tests. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is turned. */
export function handClock(start: string): Clock & { turn(milliseconds: number): void } {
  let at = Date.parse(start);
  return {
    now: () => new Date(at),
    turn(milliseconds) {
      at += milliseconds;
    },
  };
}
