/** Which chain of runs decided when the last of them was done: each with what it came after, and how long it stood still before. */
import type { Id } from '@weft/base/id';

/** A finished run, as far as time goes. */
export interface TimedRun {
  readonly id: Id<'run'>;
  readonly jobId: Id<'job'>;
  readonly createdAt: Date;
  /** When it left the queue; of an upload: when its dbt began. */
  readonly beganAt: Date;
  readonly finishedAt: Date;
  /** Of a warehouse that one run may be in; null: any number may. */
  readonly warehouseKey: string | null;
  readonly isCi: boolean;
  /** The run whose end, or whose models, it came of or waited for; null: none. */
  readonly after: { readonly runId: Id<'run'>; readonly by: 'completion' | 'upstream' } | null;
}

export interface Leg {
  readonly runId: Id<'run'>;
  /** null: the first of the chain; nothing held it up but its own start. */
  readonly after: { readonly runId: Id<'run'>; readonly by: 'completion' | 'upstream' | 'job' | 'warehouse' } | null;
  /** From the end of the one before, or from being asked for, to its own beginning. */
  readonly waitedSeconds: number;
  readonly tookSeconds: number;
}

/** In the order of time, back from the run that ended last to one that waited for nobody. Empty where there is none. */
export function findCriticalPath(runs: readonly TimedRun[]): readonly Leg[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const legs: Leg[] = [];
  const seen = new Set<Id<'run'>>();
  let at = latest(runs);
  while (at !== null && !seen.has(at.id)) {
    seen.add(at.id);
    const before = findBefore(at, runs, byId);
    const since = before?.run.finishedAt ?? at.createdAt;
    legs.unshift({
      runId: at.id,
      after: before ? { runId: before.run.id, by: before.by } : null,
      waitedSeconds: secondsBetween(since, at.beganAt),
      tookSeconds: secondsBetween(at.beganAt, at.finishedAt),
    });
    at = before?.run ?? null;
  }
  return legs;
}

type Before = { readonly run: TimedRun; readonly by: NonNullable<Leg['after']>['by'] };

/** Of all that it came after, the one that ended last: had that been sooner, so would this. */
function findBefore(run: TimedRun, runs: readonly TimedRun[], byId: ReadonlyMap<Id<'run'>, TimedRun>): Before | null {
  const found: Before[] = [];
  const cause = run.after === null ? undefined : byId.get(run.after.runId);
  if (cause && run.after) found.push({ run: cause, by: run.after.by });
  for (const other of runs) {
    if (other.id === run.id || other.finishedAt <= run.createdAt || other.finishedAt > run.beganAt) continue;
    if (!run.isCi && other.jobId === run.jobId) found.push({ run: other, by: 'job' });
    else if (run.warehouseKey !== null && other.warehouseKey === run.warehouseKey) found.push({ run: other, by: 'warehouse' });
  }
  return found.reduce<Before | null>((last, one) => (last === null || one.run.finishedAt > last.run.finishedAt ? one : last), null);
}

function latest(runs: readonly TimedRun[]): TimedRun | null {
  return runs.reduce<TimedRun | null>((last, run) => (last === null || run.finishedAt > last.finishedAt ? run : last), null);
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, (to.getTime() - from.getTime()) / 1000);
}
