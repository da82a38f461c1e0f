/** Promises of the queue as a whole, held against invented days: nobody starves, nothing is taken twice, and who waits is told behind whom. */
import { asId, type Id } from '@weft/base/id';
import { expect, test } from 'vitest';
import { type Contender, decideClaims } from './decide-claims.ts';
import type { CauseCategory } from './model.ts';
import { placeInLine } from './place-in-line.ts';

interface Ask {
  readonly contender: Contender;
  readonly cause: CauseCategory;
  /** Seconds. */
  readonly askedAt: number;
  readonly lasts: number;
  startedAt: number | null;
}

const causes: readonly CauseCategory[] = ['ui', 'api', 'scheduled', 'job completion', 'merge', 'ci', 'rerun'];
const slots = 3;
const ciSlots = 2;
const accountSlots = new Map([[asId<'account'>(1), 2]]);
/** What the latest of the ordinary causes gives way by. */
const givesWaySecondsMax = 300;

function random(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return (state >>> 4) % below;
  };
}

/** More is asked for than can be done for most of the day, people's runs without a pause. */
function inventDay(seed: number): Ask[] {
  const pick = random(seed);
  return Array.from({ length: 150 }, (_, at): Ask => {
    const cause = causes[pick(pick(2) === 0 ? 2 : causes.length)] ?? 'ui';
    const warehouse = pick(4);
    const contender: Contender = {
      ...{
        id: asId<'run'>(at + 1),
        accountId: asId<'account'>(pick(2) + 1),
        projectId: asId<'project'>(1),
        jobId: asId<'job'>(pick(25) + 1),
        jobName: 'J',
        isCi: cause === 'ci',
      },
      ...{ warehouseKey: warehouse === 0 ? null : `key ${warehouse}`, warehouseLimit: warehouse === 2 ? 2 : 1, hold: null },
    };
    return { contender, cause, askedAt: pick(4_000), lasts: 1 + pick(120), startedAt: null };
  });
}

function lineAt({ cause, askedAt }: Ask): number {
  return placeInLine(cause, new Date(askedAt * 1000)).getTime() / 1000;
}

/** Lets the day go by in seconds; ends when all is done, or far too late. */
function liveThrough(asks: readonly Ask[]): void {
  for (let now = 0; now < 30_000 && asks.some(({ startedAt }) => startedAt === null); now++) {
    const active = asks.filter(({ startedAt, lasts }) => startedAt !== null && startedAt + lasts > now);
    const queued = asks
      .filter(({ startedAt, askedAt }) => startedAt === null && askedAt <= now)
      .sort((one, other) => lineAt(one) - lineAt(other) || one.contender.id - other.contender.id);
    if (queued.length === 0) continue;
    const ofCi = active.filter(({ contender }) => contender.isCi).length;
    const room = { slots, free: slots - (active.length - ofCi), ciSlots, ciFree: ciSlots - ofCi, fits: 99 };
    const claims = decideClaims({ ...{ room, accountSlots }, queued: queued.map(asContender), active: active.map(asContender) });
    for (const id of claims.chosen) of(asks, id).startedAt = now;
    checkClaims(queued, active, claims);
  }
}

function checkClaims(queued: readonly Ask[], active: readonly Ask[], { chosen, waits, places }: ReturnType<typeof decideClaims>): void {
  expect(chosen.length + waits.size).toBe(queued.length);
  const under = [...active, ...queued.filter(({ contender }) => chosen.includes(contender.id))].map(asContender);
  const count = (some: (run: Contender) => boolean) => under.filter(some).length;
  for (const run of under) {
    if (!run.isCi) expect(count((other) => !other.isCi && other.jobId === run.jobId)).toBe(1);
    if (run.warehouseKey !== null)
      expect(count((other) => other.warehouseKey === run.warehouseKey)).toBeLessThanOrEqual(run.warehouseLimit);
  }
  expect(count(({ isCi }) => !isCi)).toBeLessThanOrEqual(slots);
  expect(count(({ isCi }) => isCi)).toBeLessThanOrEqual(ciSlots);
  expect(count(({ isCi, accountId }) => !isCi && accountId === 1)).toBeLessThanOrEqual(2);
  const known = new Set([...queued, ...active].map(({ contender }) => contender.id));
  for (const [id, wait] of waits) {
    expect(wait.reason).toMatch(/^Waits for .+\.$/);
    expect(wait.blockedBy.every((other) => known.has(other) && other !== id)).toBe(true);
    expect(places.get(id)).toBeGreaterThan(0);
  }
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'on day %i everything starts, and nobody who came much later goes first where they share something',
  (seed) => {
    const asks = inventDay(seed);
    liveThrough(asks);
    expect(asks.filter(({ startedAt }) => startedAt === null)).toEqual([]);
    const overtakings = asks.flatMap((first) =>
      asks
        .filter((later) => sharesLine(first, later) && later.askedAt > first.askedAt && (later.startedAt ?? 0) < (first.startedAt ?? 0))
        .map((later) => [first, later] as const),
    );
    // People do overtake, by as much as what they overtook gives way, and never by more.
    expect(overtakings.length).toBeGreaterThan(0);
    for (const [first, later] of overtakings) expect(later.askedAt - first.askedAt).toBeLessThanOrEqual(givesWaySecondsMax);
  },
);

function sharesLine(one: Ask, other: Ask): boolean {
  const [first, second] = [one.contender, other.contender];
  const isOneJob = !first.isCi && !second.isCi && first.jobId === second.jobId;
  return isOneJob || (first.warehouseLimit === 1 && first.warehouseKey !== null && first.warehouseKey === second.warehouseKey);
}

function asContender({ contender }: Ask): Contender {
  return contender;
}

function of(asks: readonly Ask[], id: Id<'run'>): Ask {
  const found = asks.find(({ contender }) => contender.id === id);
  if (!found) throw new Error(`run ${id} was never asked for`);
  return found;
}
