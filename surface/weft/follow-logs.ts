/** The plain logs of a run's steps for one reader: each byte once, also over a connection that breaks. */
import type { Id } from '@weft/base/id';
import type { Step } from '@weft/domain/runs/plan-steps';
import { readStepLog } from '@weft/domain/runs/read-step-log';
import type { Host } from '@weft/host/host';
import type { RunLogEvent } from '@weft/wire/weft/live-events';
import type { LogCursor } from './log-cursor.ts';
import { writeLogCursor } from './log-cursor.ts';

export interface LogTail {
  /** Begins to follow the steps that are new to the reader. Of those that had ended before the reader first came, nothing is told: their logs are whole and can be asked for. */
  meet(steps: readonly Step[]): void;
  /** What these steps (null: all) have new. `cursor` is where a reader who got the event goes on. */
  read(stepIndexes: ReadonlySet<number> | null): AsyncGenerator<{ readonly event: RunLogEvent; readonly cursor?: string }, void>;
}

/** `cursor`: where the logs were left at the last connection; null: those of steps that have not ended are told from their beginning. */
export function followLogs(
  host: Host,
  { accountId, runId }: { readonly accountId: Id<'account'>; readonly runId: Id<'run'> },
  cursor: LogCursor | null,
): LogTail {
  const offsets = new Map(cursor?.offsets);
  let stepsKnown = cursor?.stepsKnown ?? 0;
  let isFirst = cursor === null;
  return {
    meet(steps) {
      for (const { index, state } of steps) {
        if (index <= stepsKnown) continue;
        stepsKnown = index;
        const hasEnded = state !== 'queued' && state !== 'running';
        if (!isFirst || !hasEnded) offsets.set(index, 0);
      }
      isFirst = false;
    },
    async *read(stepIndexes) {
      for (const stepIndex of [...offsets.keys()]) {
        if (stepIndexes === null || stepIndexes.has(stepIndex)) yield* readOne(stepIndex, stepIndexes !== null);
      }
    },
  };

  async function* readOne(stepIndex: number, isNamed: boolean) {
    let hasSaid = !isNamed;
    let seenEnd = 0;
    // The log moves from its file into the store when the run is over; between the two looks it may be in neither place, so the end is looked at twice.
    while (seenEnd < 2) {
      const offset = offsets.get(stepIndex) ?? 0;
      const part = await readStepLog(host, accountId, { runId, stepIndex, kind: 'plain', offset });
      // Something was written, and not here: without text, the event is a sign to who shows the debug log.
      const isSign = part.text === '' && !hasSaid && !part.isComplete;
      if (part.text !== '' || isSign) {
        hasSaid = true;
        offsets.set(stepIndex, part.nextOffset);
        yield {
          event: { step_index: stepIndex, offset, next_offset: part.nextOffset, text: part.text },
          cursor: writeLogCursor({ stepsKnown, offsets }),
        };
      } else if (!part.isComplete) return;
      if (part.text === '' && part.isComplete) seenEnd += 1;
      if (isSign) return;
    }
    offsets.delete(stepIndex);
  }
}
