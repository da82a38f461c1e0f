/** Who of the queued runs starts next, and what every other waits for, in words. */
import type { Id } from '@weft/base/id';
import type { Wait } from './model.ts';

export interface Contender {
  readonly id: Id<'run'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly jobId: Id<'job'>;
  readonly jobName: string;
  readonly isCi: boolean;
  /** null: any number of runs may be in its warehouse. */
  readonly warehouseKey: string | null;
  /** How many runs may hold the key at once; 1: a single writer. */
  readonly warehouseLimit: number;
  /** Something outside the queue that it waits for: until that is over it is not chosen and stands in no line, so nobody waits behind it. */
  readonly hold: Wait | null;
}

/** What one worker can take on now. */
export interface Room {
  /** How many runs that are not CI it has at once, and how many more it takes now. */
  readonly slots: number;
  readonly free: number;
  /** CI has slots of its own, so that it never waits for a nightly build. */
  readonly ciSlots: number;
  readonly ciFree: number;
  /** How many more runs of any kind the machine's memory takes. */
  readonly fits: number;
}

export interface Claims {
  readonly chosen: readonly Id<'run'>[];
  readonly waits: ReadonlyMap<Id<'run'>, Wait>;
  /** Of every run that waits in a line, from 1: the queued ones before it in the longest of its lines, and itself. */
  readonly places: ReadonlyMap<Id<'run'>, number>;
}

/**
 * First come, first served on everything that few runs can hold at once (a job that is not CI, a single-writer warehouse): a run that must wait
 * for one keeps its place there, so nobody who came later overtakes it. Whoever needs other things passes by.
 * `queued` in the order of their places in line; `active`: starting or running, on whichever worker; `accountSlots`: of accounts that have a limit.
 */
export function decideClaims(input: {
  readonly queued: readonly Contender[];
  readonly active: readonly Contender[];
  readonly room: Room;
  readonly accountSlots: ReadonlyMap<Id<'account'>, number>;
}): Claims {
  const lines = new Lines(input.active);
  const slots = new Slots(input.active, input.room, input.accountSlots);
  const chosen: Id<'run'>[] = [];
  const waits = new Map<Id<'run'>, Wait>();
  const places = new Map<Id<'run'>, number>();
  for (const run of input.queued) {
    if (run.hold !== null) {
      waits.set(run.id, run.hold);
      continue;
    }
    const stand = lines.join(run);
    const behind = stand ?? slots.take(run);
    if (behind === null) chosen.push(run.id);
    else {
      waits.set(run.id, behind.wait);
      places.set(run.id, behind.place);
    }
  }
  return { chosen, waits, places };
}

/** `duckdb:/path/warehouse.duckdb` names the file; kinds of warehouses without a limit have no key. */
export function duckdbKey(path: string): string {
  return `duckdb:${path}`;
}

/** `connection:5 Warehouse`: of a connection that people gave a limit. */
export function connectionKey(connection: { readonly id: Id<'connection'>; readonly name: string }): string {
  return `connection:${connection.id} ${connection.name}`;
}

interface Stand {
  readonly wait: Wait;
  readonly place: number;
}

interface Line {
  readonly active: Contender[];
  readonly queued: Contender[];
}

/** Those who hold a job or a warehouse, and those who stand for it. */
class Lines {
  readonly #lines = new Map<string, Line>();

  constructor(active: readonly Contender[]) {
    for (const run of active) for (const { key } of resourcesOf(run)) this.#line(key).active.push(run);
  }

  /** Takes its place in all its lines; null: it is at the front of each. */
  join(run: Contender): Stand | null {
    const stands = resourcesOf(run).flatMap(({ key, limit, why }) => {
      const line = this.#line(key);
      const before = [...line.active, ...line.queued];
      line.queued.push(run);
      // Behind the last in the line, so that the page of each run names its direct predecessor.
      return before.length < limit ? [] : [{ ahead: before.slice(-limit), why, place: line.queued.length }];
    });
    if (stands.length === 0) return null;
    const told = stands.filter(({ ahead }, at) => !stands.slice(0, at).some((other) => isSame(other.ahead, ahead)));
    const reasons = told.map(({ ahead, why }) => `${ahead.map((other) => say(other, run)).join(' or ')}: ${why}`);
    const blockedBy = [...new Set(stands.flatMap(({ ahead }) => idsFor(run, ahead)))];
    return {
      wait: { reason: `Waits for ${reasons.join(', and for ')}.`, blockedBy },
      place: Math.max(...stands.map(({ place }) => place)),
    };
  }

  #line(key: string): Line {
    const line = this.#lines.get(key) ?? { active: [], queued: [] };
    this.#lines.set(key, line);
    return line;
  }
}

interface Resource {
  readonly key: string;
  readonly limit: number;
  readonly why: string;
}

function resourcesOf(run: Contender): Resource[] {
  const resources: Resource[] = [];
  if (run.warehouseKey !== null)
    resources.push({ key: run.warehouseKey, limit: run.warehouseLimit, why: sayWarehouse(run.warehouseKey, run.warehouseLimit) });
  if (!run.isCi) resources.push({ key: `job:${run.jobId}`, limit: 1, why: 'a job has one run at a time' });
  return resources;
}

/** Room of the worker and of the account: counted, not stood for, since any that gets free serves whoever is first. */
class Slots {
  readonly #room: Room;
  readonly #limits: ReadonlyMap<Id<'account'>, number>;
  readonly #under: Contender[];
  readonly #taken = { ci: 0, other: 0 };
  /** The last that waits for each kind of slot, and how many do. */
  readonly #waiting = new Map<string, { readonly last: Contender; readonly count: number }>();

  constructor(active: readonly Contender[], room: Room, limits: ReadonlyMap<Id<'account'>, number>) {
    this.#under = [...active];
    this.#room = room;
    this.#limits = limits;
  }

  /** null: it has one. */
  take(run: Contender): Stand | null {
    const { slots, free, ciSlots, ciFree, fits } = this.#room;
    const pool = run.isCi ? 'ci' : 'other';
    const limit = run.isCi ? undefined : this.#limits.get(run.accountId);
    const sameAccount = limit === undefined ? [] : this.#under.filter((other) => !other.isCi && other.accountId === run.accountId);
    if (limit !== undefined && sameAccount.length >= limit)
      return this.#wait(run, `account:${run.accountId}`, sameAccount, `this account runs ${sayRuns(limit)} at a time`);
    if (this.#taken[pool] >= (run.isCi ? ciFree : free)) {
      const under = this.#under.filter(({ isCi }) => isCi === run.isCi);
      return this.#wait(run, pool, under, `this Weft runs ${sayRuns(run.isCi ? ciSlots : slots, run.isCi)} at a time`);
    }
    if (this.#taken.ci + this.#taken.other >= fits)
      return this.#wait(run, 'memory', this.#under, 'this machine has no memory for another one now');
    this.#taken[pool] += 1;
    this.#under.push(run);
    return null;
  }

  #wait(run: Contender, kind: string, under: readonly Contender[], why: string): Stand {
    const before = this.#waiting.get(kind);
    const place = (before?.count ?? 0) + 1;
    this.#waiting.set(kind, { last: run, count: place });
    const behind = before ? ` behind ${say(before.last, run)}` : '';
    const blockedBy = idsFor(run, before ? [before.last] : under);
    return { wait: { reason: `Waits for a free slot${behind}: ${why}.`, blockedBy }, place };
  }
}

/** Why not everybody may be in it at once. */
export function sayWarehouse(key: string, limit: number): string {
  if (key.startsWith('duckdb:')) return `the DuckDB file ${key.split('/').at(-1)} has one writer at a time`;
  return `the connection ${key.slice(key.indexOf(' ') + 1)} has ${sayRuns(limit)} at a time`;
}

function sayRuns(count: number, areCi = false): string {
  const noun = areCi ? 'CI run' : 'run';
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}

function isSame(some: readonly Contender[], others: readonly Contender[]): boolean {
  return some.length === others.length && some.every((run, at) => run === others[at]);
}

/** Whoever may read the run that waits may not read every other: a job's name is told inside its project only, and accounts know nothing of each other. */
function say(run: Contender, to: Contender): string {
  if (run.accountId !== to.accountId) return 'a run of another account';
  return run.projectId === to.projectId ? `run ${run.id} (job ${run.jobName})` : `run ${run.id} of another project`;
}

function idsFor(run: Contender, others: readonly Contender[]): Id<'run'>[] {
  return others.filter(({ accountId }) => accountId === run.accountId).map(({ id }) => id);
}
