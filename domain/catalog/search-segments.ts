/** Finds nodes in the segments of an account by words as people type them: whole, their beginning, their inside, or with one letter wrong. Pure. */

import { fieldBits, type SearchSegment } from './search-segment.ts';
import { type SearchField, searchFields } from './search-words.ts';
import { isWord, rangeOf, wordsAround, wordsLike } from './segment-words.ts';
import { eachWord, isOneWord } from './words.ts';

export interface SearchPart {
  readonly segment: SearchSegment;
  /** By node of the segment: its number in the account. */
  readonly numbers: Uint32Array;
  /** `offer`: only what is offered to everybody is searched, and not its code. */
  readonly sees: 'offer' | 'everything';
}

export interface SegmentsQuery {
  /** As it was typed. */
  readonly text: string;
  readonly parts: readonly SearchPart[];
  readonly fields: ReadonlySet<SearchField>;
  /** By number: 1, where it is offered. */
  readonly offered: Uint8Array;
}

/** In flat arrays, since a common word is in every other node. */
export interface Found {
  /** The first `count` are those that were found, in no order. */
  readonly numbers: Uint32Array;
  readonly count: number;
  /** By number; 0: it was not found. */
  readonly scores: Uint16Array;
  /** By number: where the best of the words was found, as a place in `searchFields`. */
  readonly fields: Uint8Array;
}

type Finding = { -readonly [Key in keyof Found]: Found[Key] };

/** What a search writes to. What it found is there until the next search with it. */
export interface Scratch {
  readonly one: Finding;
  readonly other: Finding;
}

export function makeScratch(nodeCount: number): Scratch {
  const make = () => ({
    ...{ numbers: new Uint32Array(nodeCount), count: 0, scores: new Uint16Array(nodeCount), fields: new Uint8Array(nodeCount) },
  });
  return { one: make(), other: make() };
}

/** What a word found there is worth. */
const worth: Readonly<Record<SearchField, number>> = { name: 40, column: 14, tag: 14, owner: 10, description: 8, path: 4, code: 2 };
const worths = searchFields.map((field) => worth[field]);
/** In this order, each only where the one before found nothing. */
const qualities = { whole: 3, beginning: 2, inside: 1, typo: 1 } as const;
const wordsMax = 8;
/** Of what is offered they are nobody's business; a model's only owner is its group. */
const insideFields: ReadonlySet<SearchField> = new Set(['code', 'path', 'owner']);

/** By a set of fields: which of them is worth most. */
const bestFields = Uint8Array.from({ length: 1 << fieldBits }, (_, fields) =>
  worths.reduce((best, own, at) => ((fields & (1 << at)) !== 0 && (best < 0 || own > (worths[best] ?? 0)) ? at : best), -1),
);

function bitsOf(isIn: (field: SearchField) => boolean): number {
  return searchFields.reduce((bits, field, at) => bits | (isIn(field) ? 1 << at : 0), 0);
}

interface Search extends SegmentsQuery {
  /** The fields that are searched in what is seen whole, and in what is offered. */
  readonly whole: number;
  readonly offer: number;
}

/** All words must be in a node, in any of its fields. An empty text finds nothing. */
export function searchSegments(query: SegmentsQuery, scratch: Scratch): Found {
  const whole = bitsOf((field) => query.fields.has(field));
  const search: Search = { ...query, whole, offer: whole & bitsOf((field) => !insideFields.has(field)) };
  clear(scratch.one);
  clear(scratch.other);
  const done = new Set<string>();
  let found: Finding | null = null;
  const take = (word: string, isFinding: (into: Finding, within: Finding | null) => void): boolean => {
    const into: Finding = found === scratch.one ? scratch.other : scratch.one;
    clear(into);
    isFinding(into, found);
    if (into.count === 0) return false;
    done.add(word);
    found = into;
    return true;
  };
  for (const typed of query.text.trim().toLowerCase().split(/\s+/)) {
    // A name is one word where there is a node of it that may be known of; else its parts are words.
    if (typed.length > 1 && !isOneWord(typed) && take(typed, (into, within) => findBeginning(search, Buffer.from(typed), within, into)))
      continue;
    const words: string[] = [];
    eachWord(typed, (word) => words.push(word));
    for (const word of words) {
      if (done.has(word) || done.size >= wordsMax) continue;
      if (!take(word, (into, within) => findWord(search, word, within, into))) return nothingIn(scratch);
    }
  }
  return found ?? nothingIn(scratch);
}

function nothingIn({ one }: Scratch): Found {
  clear(one);
  return one;
}

function clear(finding: Finding): void {
  for (let at = 0; at < finding.count; at++) finding.scores[finding.numbers[at] ?? 0] = 0;
  finding.count = 0;
}

/** `within`: only nodes that had the words before, with what those were worth. */
function findWord(search: Search, word: string, within: Finding | null, into: Finding): void {
  const bytes = Buffer.from(word);
  findBeginning(search, bytes, within, into);
  if (into.count > 0 || word.length < 3) return;
  for (const part of search.parts) {
    for (const inside of wordsAround(part.segment, bytes)) collect(search, part, inside, inside + 1, qualities.inside, within, into);
  }
  if (into.count > 0 || word.length < 4) return;
  for (const part of search.parts) {
    for (const like of wordsLike(part.segment, word)) collect(search, part, like, like + 1, qualities.typo, within, into);
  }
}

function findBeginning(search: Search, word: Buffer, within: Finding | null, into: Finding): void {
  for (const part of search.parts) {
    const { from, to } = rangeOf(part.segment, word);
    if (from === to) continue;
    const isWhole = isWord(part.segment, from, word);
    if (isWhole) collect(search, part, from, from + 1, qualities.whole, within, into);
    // One letter begins nearly everything.
    if (word.length > 1) collect(search, part, isWhole ? from + 1 : from, to, qualities.beginning, within, into);
  }
}

/** Of the words `[from, to)`: what they are in stands together. */
function collect(search: Search, part: SearchPart, from: number, to: number, quality: number, within: Finding | null, into: Finding): void {
  const { offsets, postings } = part.segment;
  const { numbers, sees } = part;
  const { offered } = search;
  const searched = sees === 'everything' ? search.whole : search.offer;
  const { scores, fields } = into;
  const end = offsets[to] ?? 0;
  for (let at = offsets[from] ?? 0; at < end; at++) {
    const posting = postings[at] ?? 0;
    const seen = posting & searched;
    if (seen === 0) continue;
    const number = numbers[posting >>> fieldBits] ?? 0;
    const before = within === null ? 0 : (within.scores[number] ?? 0);
    if (within !== null && before === 0) continue;
    const field = bestFields[seen] ?? 0;
    const own = worths[field] ?? 0;
    const known = scores[number] ?? 0;
    const total = own * quality + before;
    if (known >= total) continue;
    if (known === 0) {
      if (sees === 'offer' && offered[number] !== 1) continue;
      into.numbers[into.count++] = number;
    }
    scores[number] = total;
    const fieldBefore = within === null ? field : (within.fields[number] ?? 0);
    fields[number] = own > (worths[fieldBefore] ?? 0) ? field : fieldBefore;
  }
}
