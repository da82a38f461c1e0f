/** Tells one reader which logs have grown, and nothing of what is in them: a page shows some lines of a million and asks for those. */
import type { LogTail } from './follow-logs.ts';

export function signalLogs(): LogTail {
  const known = new Set<number>();
  return {
    meet(steps) {
      for (const { index } of steps) known.add(index);
    },
    async *read(stepIndexes) {
      for (const index of stepIndexes ?? known) yield { event: { step_index: index, offset: 0, next_offset: 0, text: '' } };
    },
  };
}
