/** What time it is: the browser's steady clock, set by the server's, so that "2 minutes ago" is right on a machine whose own clock is not. */
import { useSyncExternalStore } from 'react';

let originMs = performance.timeOrigin;

/** Milliseconds since 1970, by the server. */
export function nowMs(): number {
  return originMs + performance.now();
}

/** `Date:` headers count whole seconds and travel, so only a difference that matters moves the clock (also after the machine slept). */
export function hearServerTime(header: string | null): void {
  const heardMs = header === null ? Number.NaN : Date.parse(header);
  if (Math.abs(heardMs - nowMs()) > 2500) originMs = heardMs - performance.now();
}

const listeners = new Set<() => void>();
let ticks = 0;
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    ticks += 1;
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** Draws its caller anew every `seconds`; all callers share one timer. */
export function useNowMs(seconds: number): number {
  useSyncExternalStore(subscribe, () => Math.floor(ticks / seconds));
  return nowMs();
}
