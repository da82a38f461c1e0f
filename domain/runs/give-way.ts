/** Over-scheduled runs: of those that wait for the same reason, the newest takes the place of the older ones, and each says so. */
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { newsOf, queueTopic, runChanged, signalRunChanged } from './events.ts';
import type { CauseCategory, Run } from './model.ts';
import { cancelOlderQueued } from './queue-store.ts';

/** `newest`: of each job the run that stays. Answers the runs that were cancelled; call `tellGivenWay` after the commit. */
export async function giveWay(host: Host, tx: Tx, newest: ReadonlyMap<Id<'job'>, Id<'run'>>, causeCategory: CauseCategory): Promise<Run[]> {
  const cancelled = await cancelOlderQueued(tx, newest, causeCategory, host.clock.now());
  await host.outbox.announceAll(tx, runChanged, cancelled.map(newsOf));
  return cancelled;
}

export function tellGivenWay(host: Host, cancelled: readonly Run[]): void {
  for (const run of cancelled) signalRunChanged(host, run);
  // Whoever stood behind one of them is nearer to the front.
  if (cancelled.length > 0) host.signals.send(queueTopic, {});
}
