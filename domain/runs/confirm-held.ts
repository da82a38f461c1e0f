/** Asks the database, before what cannot be taken back, whether a run is still this worker's and still wanted. */
import type { Host } from '@weft/host/host';
import type { HeldRun } from './model.ts';
import { updateHeartbeats } from './queue-store.ts';
import type { Stop } from './stop-reason.ts';

/** False: it is to be stopped, and `stop` has the reason. A worker that the machine had put to sleep hears of its death here at the latest. */
export async function confirmHeld(host: Host, run: HeldRun, stop: Stop): Promise<boolean> {
  if (stop.signal.aborted) return false;
  const own = await updateHeartbeats(host.database.db, run.worker, host.clock.now());
  const beat = own.find(({ runId }) => runId === run.id);
  if (beat === undefined) stop.ask({ kind: 'no_longer_ours' });
  else if (beat.cancelReason !== null) stop.ask({ kind: 'cancelled', reason: beat.cancelReason });
  return !stop.signal.aborted;
}
