/** The place in a log that an address points at: `#step=4&line=1234`, or `line=10-20` for several lines. */

export interface LogPlace {
  readonly step: number;
  /** First and last line, from 0. */
  readonly lines: readonly [number, number] | null;
}

export function readLogPlace(hash: string): LogPlace | null {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const step = Number(asked.get('step'));
  if (!Number.isSafeInteger(step) || step < 1) return null;
  const match = /^(\d{1,12})(?:-(\d{1,12}))?$/.exec(asked.get('line') ?? '');
  if (match === null) return { step, lines: null };
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  return first < 1 || last < first ? { step, lines: null } : { step, lines: [first - 1, last - 1] };
}

export function writeLogPlace({ step, lines }: LogPlace): string {
  if (lines === null) return `step=${step}`;
  const [first, last] = [lines[0] + 1, lines[1] + 1];
  return `step=${step}&line=${first === last ? first : `${first}-${last}`}`;
}
