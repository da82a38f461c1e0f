/** Where a run stands in line when it is asked for: people first, but nobody for ever. */
import type { CauseCategory } from './model.ts';

/**
 * So much later than asked for counts a run that nobody sits and waits for. The place never changes afterwards: a run can be overtaken only by those
 * that are asked for within this time after it, so every turn comes, however many others are asked for later.
 */
const givesWaySeconds: Readonly<Record<CauseCategory, number>> = {
  ui: 0,
  api: 0,
  rerun: 0,
  ci: 0,
  ingest: 0,
  merge: 60,
  scheduled: 300,
  'job completion': 300,
  adaptive: 300,
};

export function placeInLine(cause: CauseCategory, askedAt: Date): Date {
  return new Date(askedAt.getTime() + givesWaySeconds[cause] * 1000);
}
