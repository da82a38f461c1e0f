/** Finds nodes in a segment by words as people type them: whole, their beginning, their inside, or with one letter wrong. Pure. */
import { type SearchField, type SearchSegment, searchFields } from './search-segment.ts';
import { eachWord } from './words.ts';

export interface SegmentQuery {
  /** As it was typed. */
  readonly text: string;
  /** Whether the asker may know of the node at all, and whether of everything in it; else only what is offered to everybody is searched: not its code. */
  readonly sees: (node: number) => 'nothing' | 'offer' | 'everything';
  readonly fields: ReadonlySet<SearchField>;
}

export interface Hit {
  readonly node: number;
  readonly score: number;
  /** Where the best of the words was found. */
  readonly field: SearchField;
}

/** What a word found there is worth. */
const worth: Readonly<Record<SearchField, number>> = { name: 40, column: 14, tag: 14, owner: 10, description: 8, path: 4, code: 2 };
/** In this order, each only where the one before found nothing. */
const qualities = { whole: 3, beginning: 2, inside: 1, typo: 1 } as const;
const wordsMax = 8;
/** Of what is offered they are nobody's business; a model's only owner is its group. */
const insideFields: ReadonlySet<SearchField> = new Set(['code', 'path', 'owner']);

/** All words must be in a node, in any of its fields; unordered. An empty text finds nothing. */
export function searchSegment(segment: SearchSegment, query: SegmentQuery): readonly Hit[] {
  const words: string[] = [];
  for (const part of query.text.trim().toLowerCase().split(/\s+/)) {
    // A name is one word where it is in the dictionary; else its parts are.
    if (part !== '' && rangeOf(segment, part).from < rangeOf(segment, part).to) words.push(part);
    else eachWord(part, (word) => words.push(word));
  }
  const wanted = [...new Set(words)].slice(0, wordsMax);
  if (wanted.length === 0) return [];
  let found: Map<number, Hit> | null = null;
  for (const word of wanted) {
    const hits: Map<number, Hit> = findWord(segment, word, query, found);
    if (hits.size === 0) return [];
    found = hits;
  }
  return found === null ? [] : [...found.values()];
}

/** `within`: only nodes that had the words before, with what those were worth. */
function findWord(segment: SearchSegment, word: string, query: SegmentQuery, within: ReadonlyMap<number, Hit> | null): Map<number, Hit> {
  const hits = new Map<number, Hit>();
  const { from, to } = rangeOf(segment, word);
  const isWhole = segment.words[from] === word;
  if (isWhole) collect(segment, [from], qualities.whole, query, within, hits);
  // One letter begins nearly everything.
  if (word.length > 1) collect(segment, rangeWithout(from, to, isWhole), qualities.beginning, query, within, hits);
  if (hits.size > 0 || word.length < 3) return hits;
  collect(segment, wordsAround(segment, word), qualities.inside, query, within, hits);
  if (hits.size > 0 || word.length < 4) return hits;
  collect(segment, wordsLike(segment, word), qualities.typo, query, within, hits);
  return hits;
}

function* rangeWithout(from: number, to: number, isFirstDone: boolean): Iterable<number> {
  for (let word = isFirstDone ? from + 1 : from; word < to; word++) yield word;
}

function collect(
  segment: SearchSegment,
  words: Iterable<number>,
  quality: number,
  { sees, fields }: SegmentQuery,
  within: ReadonlyMap<number, Hit> | null,
  hits: Map<number, Hit>,
): void {
  for (const word of words) {
    for (const [at, field] of searchFields.entries()) {
      const postings = segment.postings[at];
      if (!postings || !fields.has(field)) continue;
      const score = worth[field] * quality;
      for (let place = postings.offsets[word] ?? 0; place < (postings.offsets[word + 1] ?? 0); place++) {
        const node = postings.nodes[place] ?? 0;
        const before = within?.get(node);
        if (within !== null && before === undefined) continue;
        const total = score + (before?.score ?? 0);
        const known = hits.get(node);
        if (known !== undefined && known.score >= total) continue;
        if (known === undefined || insideFields.has(field)) {
          const seen = sees(node);
          if (seen === 'nothing' || (seen === 'offer' && insideFields.has(field))) continue;
        }
        const isBetterField = before === undefined || worth[field] > worth[before.field];
        hits.set(node, { node, score: total, field: isBetterField ? field : before.field });
      }
    }
  }
}

/** The words that begin with it: `[from, to)`. */
function rangeOf({ words }: SearchSegment, beginning: string): { readonly from: number; readonly to: number } {
  return { from: lowerBound(words, beginning), to: lowerBound(words, `${beginning}\uffff`) };
}

function lowerBound(words: readonly string[], wanted: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* wordsAround({ joined, places, words }: SearchSegment, inside: string): Iterable<number> {
  for (let at = joined.indexOf(inside); at >= 0; at = joined.indexOf(inside, at)) {
    let low = 0;
    let high = words.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((places[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    yield low;
    // A word that holds it twice is one word.
    at = places[low + 1] ?? joined.length;
  }
}

function* wordsLike({ words }: SearchSegment, typed: string): Iterable<number> {
  for (const [number, word] of words.entries()) if (isOneOff(word, typed)) yield number;
}

/** One letter more, less, other, or two neighbours swapped. */
export function isOneOff(one: string, other: string): boolean {
  const longer = one.length >= other.length ? one : other;
  const shorter = longer === one ? other : one;
  if (longer.length - shorter.length > 1) return false;
  let start = 0;
  while (start < shorter.length && longer.charCodeAt(start) === shorter.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter.length - start && longer.charCodeAt(longer.length - 1 - end) === shorter.charCodeAt(shorter.length - 1 - end))
    end += 1;
  const left = longer.length - start - end;
  if (left <= 1) return true;
  return left === 2 && longer.length === shorter.length && longer[start] === shorter[start + 1] && longer[start + 1] === shorter[start];
}
