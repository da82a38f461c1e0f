/** Finds nodes in a segment by words as people type them: whole, their beginning, their inside, or with one letter wrong. Pure. */
import { lettersOf, type SearchField, type SearchSegment, searchFields } from './search-segment.ts';
import { eachWord, isOneWord } from './words.ts';

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
const worths = searchFields.map((field) => worth[field]);
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
    const { from, to } = rangeOf(segment, part);
    if (part !== '' && from < to) words.push(part);
    else eachWord(part, (word) => words.push(word));
  }
  const wanted = [...new Set(words)].slice(0, wordsMax);
  if (wanted.length === 0) return [];
  const search: Search = { segment, sees: query.sees, fields: fieldsIn(segment, query) };
  let found: Found | null = null;
  for (const word of wanted) {
    const hits: Found = findWord(search, word, found);
    if (hits.count === 0) return [];
    found = hits;
  }
  return found === null ? [] : listHits(found);
}

interface Search {
  readonly segment: SearchSegment;
  readonly sees: SegmentQuery['sees'];
  readonly fields: ReturnType<typeof fieldsIn>;
}

/** Those that are searched. `at`: in `searchFields`. */
function fieldsIn({ postings }: SearchSegment, { fields }: SegmentQuery) {
  return searchFields.flatMap((field, at) => {
    const own = postings[at];
    return own && fields.has(field) ? [{ ...own, at, worth: worth[field], isInside: insideFields.has(field) }] : [];
  });
}

/** In flat arrays, since a common word is in every other node. */
interface Found {
  /** The first `count` are those that were found. */
  readonly nodes: Uint32Array;
  count: number;
  /** By node; 0: it was not found. */
  readonly scores: Uint16Array;
  /** By node: a place in `searchFields`. */
  readonly fields: Uint8Array;
}

function nothingFound({ nodeCount }: SearchSegment): Found {
  return { nodes: new Uint32Array(nodeCount), count: 0, scores: new Uint16Array(nodeCount), fields: new Uint8Array(nodeCount) };
}

function listHits({ nodes, count, scores, fields }: Found): readonly Hit[] {
  const hits: Hit[] = [];
  for (let at = 0; at < count; at++) {
    const node = nodes[at] ?? 0;
    hits.push({ node, score: scores[node] ?? 0, field: searchFields[fields[node] ?? 0] ?? 'name' });
  }
  return hits;
}

/** `within`: only nodes that had the words before, with what those were worth. */
function findWord(search: Search, word: string, within: Found | null): Found {
  const { segment } = search;
  const hits = nothingFound(segment);
  const { from, to } = rangeOf(segment, word);
  const isWhole = segment.words[from] === word;
  if (isWhole) collect(search, [from], qualities.whole, within, hits);
  // One letter begins nearly everything.
  if (word.length > 1) collect(search, rangeWithout(from, to, isWhole), qualities.beginning, within, hits);
  if (hits.count > 0 || word.length < 3) return hits;
  collect(search, wordsAround(segment, word), qualities.inside, within, hits);
  if (hits.count > 0 || word.length < 4) return hits;
  collect(search, wordsLike(segment, word), qualities.typo, within, hits);
  return hits;
}

function* rangeWithout(from: number, to: number, isFirstDone: boolean): Iterable<number> {
  for (let word = isFirstDone ? from + 1 : from; word < to; word++) yield word;
}

function collect({ sees, fields }: Search, words: Iterable<number>, quality: number, within: Found | null, hits: Found): void {
  for (const word of words) {
    for (const { offsets, nodes, at, worth: own, isInside } of fields) {
      for (let place = offsets[word] ?? 0; place < (offsets[word + 1] ?? 0); place++) {
        const node = nodes[place] ?? 0;
        const before = within === null ? 0 : (within.scores[node] ?? 0);
        if (within !== null && before === 0) continue;
        const total = own * quality + before;
        const known = hits.scores[node] ?? 0;
        if (known >= total) continue;
        if (known === 0 || isInside) {
          const seen = sees(node);
          if (seen === 'nothing' || (seen === 'offer' && isInside)) continue;
        }
        if (known === 0) hits.nodes[hits.count++] = node;
        hits.scores[node] = total;
        const fieldBefore = within?.fields[node];
        hits.fields[node] = fieldBefore === undefined || own > (worths[fieldBefore] ?? 0) ? at : fieldBefore;
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

function* wordsAround({ words, joined, places, inner }: SearchSegment, inside: string): Iterable<number> {
  if (!isOneWord(inside)) {
    for (const [number, word] of words.entries()) if (word.includes(inside)) yield number;
    return;
  }
  let at = 0;
  for (let place = joined.indexOf(inside); place >= 0; place = joined.indexOf(inside, place)) {
    while ((places[at + 1] ?? joined.length) <= place) at += 1;
    const word = inner[at];
    if (word !== undefined) yield word;
    // A word that holds it twice is one word.
    place = places[at + 1] ?? joined.length;
  }
}

function* wordsLike({ words, lengths, letters }: SearchSegment, typed: string): Iterable<number> {
  const wanted = lettersOf(typed);
  for (let number = 0; number < words.length; number++) {
    const length = lengths[number] ?? 0;
    if (length > typed.length + 1 || length < typed.length - 1 || hasMoreThanTwo((letters[number] ?? 0) ^ wanted)) continue;
    if (isOneOff(words[number] ?? '', typed)) yield number;
  }
}

function hasMoreThanTwo(bits: number): boolean {
  const withoutOne = bits & (bits - 1);
  return (withoutOne & (withoutOne - 1)) !== 0;
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
