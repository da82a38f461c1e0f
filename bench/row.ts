/** What a benchmark answers: rows of one table, each a figure of ours held against a peer measured in the same run, or against a limit. */

export interface Row {
  /** The benchmark, as `npm run bench` takes it. */
  readonly name: string;
  /** Unique within the benchmark. */
  readonly what: string;
  readonly ours: string;
  /** null: the goal is a limit, not a ratio. */
  readonly peer: string | null;
  /** Ours over the peer's. */
  readonly ratio: number | null;
  readonly goal: string;
  readonly isMet: boolean;
  readonly detail: string;
}

/** A measured value and how it is told. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly text: string;
}

type Subject = { readonly name: string; readonly what: string; readonly ours: Figure; readonly atMost: number; readonly detail?: string };

/** Holds one figure against another of the same unit. */
export function ratioRow({ name, what, ours, peer, atMost, detail = '' }: Subject & { readonly peer: Figure }): Row {
  const ratio = ours.value / peer.value;
  return { name, what, ours: ours.text, peer: peer.text, ratio, goal: `≤ ${atMost}`, isMet: ratio <= atMost, detail };
}

/** Holds a figure against a limit in its own unit. */
export function limitRow({ name, what, ours, atMost, detail = '' }: Subject): Row {
  const goal = `≤ ${atMost} ${ours.unit}`.trim();
  return { name, what, ours: ours.text, peer: null, ratio: null, goal, isMet: ours.value <= atMost, detail };
}

/** One measurement. */
export function figure(value: number, unit: string): Figure {
  return { value, unit, text: `${digits(value)} ${unit}`.trim() };
}

/** The median, told with the least and the most: how noisy the machine was. */
export function medianOf(samples: readonly number[], unit: string): Figure {
  const value = percentile(samples, 50);
  if (samples.length < 2) return figure(value, unit);
  const spread = `${digits(Math.min(...samples))} to ${digits(Math.max(...samples))}`;
  return { value, unit, text: `${digits(value)} ${unit} (${spread}, n = ${samples.length})` };
}

/** The value that the given share of the samples, in percent, does not exceed. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Three digits that count. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}
