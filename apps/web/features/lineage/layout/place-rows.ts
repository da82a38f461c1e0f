/** Gives the points of ordered rows their heights: each as near to its neighbours as those above and below it in its row allow. Pure. */
import type { Adjacency } from '@weft/base/adjacency';
import type { Rows } from './order-rows.ts';

/** What stands at one height of a row: a point on the way of an arrow, or as many nodes side by side as the row has columns. */
interface Unit {
  readonly points: readonly number[];
  readonly size: number;
}

export interface Spacing {
  /** How tall a point is; 0: one on the way of an arrow. */
  readonly sizeOf: (point: number) => number;
  readonly gap: number;
  readonly threadGap: number;
  /** By rank: how many nodes stand side by side. */
  readonly columns: ArrayLike<number>;
}

export interface Placed {
  /** By point: its middle. The least top is 0. */
  readonly middle: Float64Array;
  /** By point: its column in its rank. */
  readonly column: Int32Array;
  readonly height: number;
}

const passes = 10;

export function placeRows({ rows, children, parents }: Rows, spacing: Spacing): Placed {
  const pointCount = children.offsets.length - 1;
  const middle = new Float64Array(pointCount);
  const column = new Int32Array(pointCount);
  const units = rows.map((row, rank) => cutUnits(row, Math.max(1, spacing.columns[rank] ?? 1), spacing, column));
  const offsets = units.map((row) => offsetsOf(row, spacing));
  // To begin with, each row as close as it can be, and in the middle of the tallest.
  const tallest = offsets.reduce((most, row) => Math.max(most, row.at(-1) ?? 0), 0);
  units.forEach((row, rank) => {
    const shift = (tallest - (offsets[rank]?.at(-1) ?? 0)) / 2;
    for (const [at, unit] of row.entries()) setMiddle(unit, middle, (offsets[rank]?.[at] ?? 0) + shift);
  });
  for (let pass = 0; pass < passes; pass++) {
    const isDown = pass % 2 === 0;
    const sides = pass >= passes - 2 ? [parents, children] : [isDown ? parents : children];
    for (let at = 0; at < units.length; at++) {
      const rank = isDown ? at : units.length - 1 - at;
      settle(units[rank] ?? [], offsets[rank] ?? new Float64Array(), { sides, middle, sizeOf: spacing.sizeOf });
    }
  }
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const row of units)
    for (const { points, size } of row) {
      const y = middle[points[0] ?? 0] ?? 0;
      top = Math.min(top, y - size / 2);
      bottom = Math.max(bottom, y + size / 2);
    }
  for (let point = 0; point < pointCount; point++) middle[point] = (middle[point] ?? 0) - top;
  return { middle, column, height: bottom - top };
}

function cutUnits(row: Int32Array, columns: number, { sizeOf }: Spacing, column: Int32Array): Unit[] {
  const units: Unit[] = [];
  let beside: number[] = [];
  const close = () => {
    if (beside.length > 0) units.push({ points: beside, size: Math.max(...beside.map(sizeOf)) });
    beside = [];
  };
  for (const point of row) {
    if (sizeOf(point) === 0) {
      units.push({ points: [point], size: 0 });
      continue;
    }
    column[point] = beside.length;
    beside.push(point);
    if (beside.length === columns) close();
  }
  close();
  return units;
}

/** How far the middles are from the first one's when all stand as close as they may. */
function offsetsOf(row: readonly Unit[], { gap, threadGap }: Spacing): Float64Array {
  const offsets = new Float64Array(row.length);
  for (let at = 1; at < row.length; at++) {
    const [before, unit] = [row[at - 1], row[at]];
    if (!before || !unit) continue;
    const between = before.size === 0 && unit.size === 0 ? threadGap : before.size === 0 || unit.size === 0 ? (gap + threadGap) / 2 : gap;
    offsets[at] = (offsets[at - 1] ?? 0) + (before.size + unit.size) / 2 + between;
  }
  return offsets;
}

function setMiddle({ points }: Unit, middle: Float64Array, y: number): void {
  for (const point of points) middle[point] = y;
}

interface Surroundings {
  readonly sides: readonly Adjacency[];
  readonly middle: Float64Array;
  readonly sizeOf: (point: number) => number;
}

/** The heights nearest to the wished ones, by least squares, that keep order and distances: where wishes collide, those units move as one block. */
function settle(row: readonly Unit[], offsets: Float64Array, around: Surroundings): void {
  const value = new Float64Array(row.length);
  const weight = new Float64Array(row.length);
  const last = new Int32Array(row.length);
  let blocks = 0;
  row.forEach((unit, at) => {
    const wish = wishOf(unit, around);
    value[blocks] = wish.y - (offsets[at] ?? 0);
    weight[blocks] = wish.weight;
    last[blocks] = at;
    blocks++;
    while (blocks > 1 && (value[blocks - 2] ?? 0) > (value[blocks - 1] ?? 0)) {
      const [one, other] = [weight[blocks - 2] ?? 0, weight[blocks - 1] ?? 0];
      value[blocks - 2] = ((value[blocks - 2] ?? 0) * one + (value[blocks - 1] ?? 0) * other) / (one + other);
      weight[blocks - 2] = one + other;
      last[blocks - 2] = at;
      blocks--;
    }
  });
  for (let block = 0, at = 0; block < blocks; block++)
    for (; at <= (last[block] ?? 0); at++) {
      const unit = row[at];
      if (unit) setMiddle(unit, around.middle, (value[block] ?? 0) + (offsets[at] ?? 0));
    }
}

/** Between points on the way of an arrow the wish is stronger: long arrows run straight. */
function wishOf({ points, size }: Unit, { sides, middle, sizeOf }: Surroundings): { readonly y: number; readonly weight: number } {
  let sum = 0;
  let weight = 0;
  for (const point of points)
    for (const { offsets, targets } of sides)
      for (let at = offsets[point] ?? 0; at < (offsets[point + 1] ?? 0); at++) {
        const neighbour = targets[at] ?? 0;
        const strength = (size === 0 ? 2 : 1) * (sizeOf(neighbour) === 0 ? 2 : 1);
        sum += (middle[neighbour] ?? 0) * strength;
        weight += strength;
      }
  return weight === 0 ? { y: middle[points[0] ?? 0] ?? 0, weight: 0.1 } : { y: sum / weight, weight };
}
