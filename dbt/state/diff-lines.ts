/** The difference of two texts as a unified diff, for people who look at what changed in a model. */

/** Texts with more lines are told to differ without saying where: the comparison takes time by the square of what differs. */
const linesMax = 4_000;
const editsMax = 1_200;
const contextLines = 3;

/** Empty: the texts are equal. Lines begin with ` `, `-` or `+`; each part is headed as `diff -u` does. */
export function diffLines(before: string, after: string): string {
  if (before === after) return '';
  const [one, other] = [before.split('\n'), after.split('\n')];
  const edits = one.length > linesMax || other.length > linesMax ? null : shortestEdits(one, other);
  if (edits === null) return [`@@ -1,${one.length} +1,${other.length} @@ too long to compare line by line`].join('\n');
  return hunks(edits);
}

interface Edit {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** Myers' greedy algorithm; null: more differs than is looked for. */
function shortestEdits(one: readonly string[], other: readonly string[]): readonly Edit[] | null {
  let from = 0;
  while (from < one.length && from < other.length && one[from] === other[from]) from++;
  let [oneEnd, otherEnd] = [one.length, other.length];
  while (oneEnd > from && otherEnd > from && one[oneEnd - 1] === other[otherEnd - 1]) {
    oneEnd--;
    otherEnd--;
  }
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => ({ mark: ' ', line }));
  const middle = trace(one.slice(from, oneEnd), other.slice(from, otherEnd));
  return middle && [...same(one.slice(0, from)), ...middle, ...same(one.slice(oneEnd))];
}

function trace(one: readonly string[], other: readonly string[]): readonly Edit[] | null {
  const reach = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let distance = 0; distance <= editsMax; distance++) {
    history.push(new Map(reach));
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = isDown(reach, diagonal, distance) ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1;
      let y = x - diagonal;
      while (x < one.length && y < other.length && one[x] === other[y]) {
        x++;
        y++;
      }
      reach.set(diagonal, x);
      if (x >= one.length && y >= other.length) return walkBack(one, other, history);
    }
  }
  return null;
}

function isDown(reach: ReadonlyMap<number, number>, diagonal: number, distance: number): boolean {
  if (diagonal === -distance) return true;
  return diagonal !== distance && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1);
}

function walkBack(one: readonly string[], other: readonly string[], history: readonly ReadonlyMap<number, number>[]): readonly Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [one.length, other.length];
  for (let distance = history.length - 1; distance >= 0; distance--) {
    const reach = history[distance] ?? new Map<number, number>();
    const diagonal = x - y;
    const previous = isDown(reach, diagonal, distance) ? diagonal + 1 : diagonal - 1;
    const fromX = reach.get(previous) ?? 0;
    const fromY = fromX - previous;
    while (x > fromX && y > fromY && x > 0 && y > 0) edits.push({ mark: ' ', line: one[--x] ?? '' }) && y--;
    if (distance === 0) break;
    if (x === fromX) edits.push({ mark: '+', line: other[--y] ?? '' });
    else edits.push({ mark: '-', line: one[--x] ?? '' });
  }
  return edits.reverse();
}

function hunks(edits: readonly Edit[]): string {
  const wanted = edits.map(() => false);
  edits.forEach(({ mark }, at) => {
    if (mark !== ' ')
      for (let near = Math.max(0, at - contextLines); near <= at + contextLines && near < edits.length; near++) wanted[near] = true;
  });
  const out: string[] = [];
  let [line, otherLine] = [1, 1];
  for (let at = 0; at < edits.length; ) {
    if (!wanted[at]) {
      at++;
      line++;
      otherLine++;
      continue;
    }
    let end = at;
    while (end < edits.length && wanted[end]) end++;
    const part = edits.slice(at, end);
    const removed = part.filter(({ mark }) => mark !== '+').length;
    const added = part.filter(({ mark }) => mark !== '-').length;
    out.push(`@@ -${line},${removed} +${otherLine},${added} @@`, ...part.map(({ mark, line: text }) => `${mark}${text}`));
    line += removed;
    otherLine += added;
    at = end;
  }
  return out.join('\n');
}
