/** Waiting out a database that is away: a restart of it must cost a request some time and nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { interrupted, isConnectionError, isPoolBusy, poolBusy, unreachable } from './database-error.ts';

/** Runs again, with growing pauses, what failed for want of a database; `mayRunAgain` says of which errors that is safe. */
export type Patience = <T>(run: () => Promise<T>, mayRunAgain: (error: unknown) => boolean) => Promise<T>;

/** Faults `database.unreachable` when patience ends, `database.interrupted` when running again is not safe, `database.busy`. */
export function patienceOf(milliseconds: number): Patience {
  return async (run, mayRunAgain) => {
    let deadline: number | null = null;
    for (let pause = 20; ; pause = Math.min(pause * 2, 400)) {
      try {
        return await run();
      } catch (error) {
        if (isPoolBusy(error)) throw poolBusy();
        if (!isConnectionError(error)) throw error;
        if (!mayRunAgain(error)) throw interrupted(error);
        deadline ??= performance.now() + milliseconds;
        if (performance.now() + pause > deadline) throw unreachable(error);
        await sleep(pause);
      }
    }
  };
}
