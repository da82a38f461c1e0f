/** Where a reader of a run's stream is in the logs: what `id:` and Last-Event-ID carry, such as `5;3:1024,4:0`. */

export interface LogCursor {
  /** Steps up to this index had been told of; later ones are new to the reader. */
  readonly stepsKnown: number;
  /** Index of each step whose log is still followed → byte to go on at. */
  readonly offsets: ReadonlyMap<number, number>;
}

export function writeLogCursor({ stepsKnown, offsets }: LogCursor): string {
  return `${stepsKnown};${[...offsets].map(([index, offset]) => `${index}:${offset}`).join(',')}`;
}

/** null: it is none of ours, so the reader begins anew. */
export function readLogCursor(text: unknown): LogCursor | null {
  if (typeof text !== 'string' || text.length > 10_000) return null;
  const match = /^(\d{1,9});((?:\d{1,9}:\d{1,15}(?:,|$))*)$/.exec(text);
  if (!match) return null;
  const [, known = '0', list = ''] = match;
  const pairs = list.split(',').flatMap((pair): [number, number][] => {
    const [index, offset] = pair.split(':').map(Number);
    return index === undefined || offset === undefined ? [] : [[index, offset]];
  });
  return { stepsKnown: Number(known), offsets: new Map(pairs) };
}
