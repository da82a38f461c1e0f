/** Why a run is ended while it is under way, and what that makes of it. */
import { unreachable } from '@weft/base/unreachable';
import type { Outcome } from './model.ts';

export type StopReason =
  | { readonly kind: 'cancelled'; readonly reason: string }
  | { readonly kind: 'timed_out'; readonly timeoutSeconds: number }
  /** The process ends. */
  | { readonly kind: 'weft_stopped' }
  /** It is in the queue again, or another worker has written its end: nothing is to be written. */
  | { readonly kind: 'no_longer_ours' };

/** The signal's reason is always one of ours; who aborts says why. */
export class Stop {
  readonly #controller = new AbortController();
  #reason: StopReason | null = null;

  /** Aborted as soon as the run is to be ended. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  /** The first reason stands. */
  ask(reason: StopReason): void {
    this.#reason ??= reason;
    this.#controller.abort();
  }
}

/** Null: there is nothing to write. */
export function outcomeOfStop(reason: StopReason): Outcome | null {
  switch (reason.kind) {
    case 'cancelled':
      return { state: 'cancelled', reason: reason.reason };
    case 'timed_out':
      return { state: 'cancelled', reason: `It took longer than ${reason.timeoutSeconds} s, the timeout of its job, and was stopped.` };
    case 'weft_stopped':
      return { state: 'failed', reason: 'Weft was stopped while this run was running; rerun it.' };
    case 'no_longer_ours':
      return null;
    default:
      return unreachable(reason);
  }
}

/**
 * Whether the step that was stopped hands over what its dbt had written. A Weft that ends has no time for it, and results without the nodes that
 * were not reached would let a retry of that failed run pass with nothing done; a run that is another's is none of ours.
 */
export function keepsWhatIsDone(reason: StopReason | null): boolean {
  return reason?.kind === 'cancelled' || reason?.kind === 'timed_out';
}
