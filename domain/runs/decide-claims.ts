/** Who of the queued runs starts next, and what every other waits for, in words. */
import type { Id } from '@weft/base/id';
import type { Wait } from './model.ts';

export interface Contender {
  readonly id: Id<'run'>;
  readonly jobId: Id<'job'>;
  readonly jobName: string;
  readonly isCi: boolean;
  readonly warehouseKey: string | null;
  /** Something outside the queue that it waits for: until that is over it is not chosen and stands in no line, so nobody waits behind it. */
  readonly hold: Wait | null;
}

export interface Claims {
  readonly chosen: readonly Id<'run'>[];
  readonly waits: ReadonlyMap<Id<'run'>, Wait>;
}

/**
 * First come, first served on everything that can be held by one run only (a job that is not CI, a single-writer warehouse): a run that must wait
 * for one keeps its place there, so nobody who came later overtakes it. Whoever needs other things passes by.
 * `queued` in the order of their asking; `active`: starting or running, on whichever worker.
 */
export function decideClaims(input: {
  readonly queued: readonly Contender[];
  readonly active: readonly Contender[];
  readonly freeSlots: number;
  readonly slots: number;
}): Claims {
  const jobs = new Map<Id<'job'>, Contender>();
  const warehouses = new Map<string, Contender>();
  for (const run of input.active) take(run, jobs, warehouses);
  const under = [...input.active];
  const chosen: Id<'run'>[] = [];
  const waits = new Map<Id<'run'>, Wait>();
  for (const run of input.queued) {
    if (run.hold !== null) {
      waits.set(run.id, run.hold);
      continue;
    }
    const ahead = { job: run.isCi ? undefined : jobs.get(run.jobId), warehouse: warehouses.get(run.warehouseKey ?? '') };
    // Behind the last in the line, so that the page of each run names its direct predecessor.
    take(run, jobs, warehouses);
    if (ahead.job || ahead.warehouse) waits.set(run.id, waitBehind(run, ahead));
    else if (chosen.length >= input.freeSlots) waits.set(run.id, waitForSlot(under, input.slots));
    else {
      chosen.push(run.id);
      under.push(run);
    }
  }
  return { chosen, waits };
}

/** `duckdb:/path/warehouse.duckdb` names the file; kinds of warehouses without a limit have no key. */
export function duckdbKey(path: string): string {
  return `duckdb:${path}`;
}

function take(run: Contender, jobs: Map<Id<'job'>, Contender>, warehouses: Map<string, Contender>): void {
  if (!run.isCi) jobs.set(run.jobId, run);
  if (run.warehouseKey !== null) warehouses.set(run.warehouseKey, run);
}

function waitBehind(run: Contender, ahead: { readonly job: Contender | undefined; readonly warehouse: Contender | undefined }): Wait {
  const reasons: string[] = [];
  if (ahead.warehouse) {
    const file = (run.warehouseKey ?? '').split('/').at(-1);
    reasons.push(`${say(ahead.warehouse)}: the DuckDB file ${file} has one writer at a time`);
  }
  if (ahead.job && ahead.job !== ahead.warehouse) reasons.push(`${say(ahead.job)}: a job has one run at a time`);
  const blockedBy = [ahead.warehouse, ahead.job].flatMap((other) => (other ? [other.id] : []));
  return { reason: `Waits for ${reasons.join(', and for ')}.`, blockedBy: [...new Set(blockedBy)] };
}

function waitForSlot(under: readonly Contender[], slots: number): Wait {
  const number = slots === 1 ? 'one run' : `${slots} runs`;
  return { reason: `Waits for a free slot: this Weft runs ${number} at a time.`, blockedBy: under.map(({ id }) => id) };
}

function say(run: Contender): string {
  return `run ${run.id} (job ${run.jobName})`;
}
