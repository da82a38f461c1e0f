/** Moves the logs of a run that has ended from the folder of live logs into the blob store; may be done again after a crash in the middle. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { liveLogFile, logKinds, storedLogKey } from './step-log.ts';
import { selectSteps, selectStepsWithLiveLogs, updateStep } from './step-store.ts';

export async function storeLogs(host: Host, runId: Id<'run'>): Promise<void> {
  const steps = await selectSteps(host.database.db, [runId]);
  for (const { index } of steps) {
    const place = { runId, stepIndex: index };
    for (const kind of logKinds) {
      const file = await open(liveLogFile(host, place, kind)).catch(() => null);
      // A log may have gigabytes: never all of it at once.
      if (file !== null) await host.blobs.put(storedLogKey(place, kind), file.createReadStream({ highWaterMark: 256 * 1024 }));
    }
    await updateStep(host.database.db, runId, index, { isLogStored: true });
  }
  await rm(join(host.paths.logs, String(runId)), { recursive: true, force: true });
}

/** For a worker that starts: whatever an earlier one had no time for. */
export async function storeLogsLeftBehind(host: Host): Promise<void> {
  const left = new Set((await selectStepsWithLiveLogs(host.database.db)).map((step) => step.runId));
  for (const runId of left) {
    await storeLogs(host, runId).catch((error: unknown) => host.log.warn('run.log_not_stored', { runId, reason: messageOf(error) }));
  }
}
