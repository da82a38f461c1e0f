/** Finds words in a segment's dictionary: by their beginning, by what is inside of them, and with one letter wrong. Pure. */

import type { SearchSegment } from './search-segment.ts';
import { letterBit } from './segment-dictionary.ts';

type Dictionary = Pick<SearchSegment, 'wordCount' | 'text' | 'starts' | 'inner' | 'innerStarts' | 'innerWords' | 'innerLetters'>;

/** The words that begin with it are `[from, to)`; the first of them may be the word itself. */
export function rangeOf(dictionary: Dictionary, beginning: Buffer): { readonly from: number; readonly to: number } {
  const from = firstNotBefore(dictionary, beginning, 0, false);
  return { from, to: firstNotBefore(dictionary, beginning, from, true) };
}

export function isWord({ text, starts }: Dictionary, word: number, wanted: Buffer): boolean {
  const from = starts[word] ?? 0;
  return (starts[word + 1] ?? 0) - from === wanted.length && wanted.compare(text, from, from + wanted.length) === 0;
}

/** `isPast`: words that begin with it count as before it. */
function firstNotBefore({ wordCount, text, starts }: Dictionary, wanted: Buffer, from: number, isPast: boolean): number {
  let [low, high] = [from, wordCount];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(text, starts[middle] ?? 0, starts[middle + 1] ?? 0, wanted, isPast)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(text: Buffer, from: number, to: number, wanted: Buffer, isPast: boolean): boolean {
  const shared = Math.min(to - from, wanted.length);
  for (let at = 0; at < shared; at++) {
    const difference = (text[from + at] ?? 0) - (wanted[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return shared < wanted.length || isPast;
}

/** `inside`: letters and digits alone. */
export function* wordsAround({ inner, innerStarts, innerWords }: Dictionary, inside: Buffer): Iterable<number> {
  let at = 0;
  for (let place = inner.indexOf(inside); place >= 0; ) {
    while ((innerStarts[at + 1] ?? inner.length) <= place) at += 1;
    const word = innerWords[at];
    if (word !== undefined) yield word;
    // A word that holds it twice is one word.
    place = inner.indexOf(inside, innerStarts[at + 1] ?? inner.length);
  }
}

/** `typed`: letters and digits alone. Names that it is written in one for come too: `orderid` for `order_id`. */
export function* wordsLike(dictionary: Dictionary, typed: string): Iterable<number> {
  const { text, starts, innerStarts, innerWords, innerLetters } = dictionary;
  const wanted = lettersOf(typed);
  for (let at = 0; at < innerWords.length; at++) {
    const own = innerLetters[at] ?? 0;
    const length = (innerStarts[at + 1] ?? 0) - (innerStarts[at] ?? 0) - 1;
    // Of words beyond ASCII bytes and letters are not the same.
    if (own !== 0 && (length > typed.length + 1 || length < typed.length - 1 || hasMoreThanTwo(own ^ wanted))) continue;
    const word = innerWords[at] ?? 0;
    const [from, to] = [starts[word] ?? 0, starts[word + 1] ?? 0];
    if (own !== 0 && !mayBeOneOff(text, from, to, typed)) continue;
    if (isOneOff(text.toString('utf8', from, to), typed)) yield word;
  }
  for (let at = 1; at < typed.length; at++) {
    const name = Buffer.from(`${typed.slice(0, at)}_${typed.slice(at)}`);
    const word = firstNotBefore(dictionary, name, 0, false);
    if (isWord(dictionary, word, name)) yield word;
  }
}

function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= letterBit(word.charCodeAt(at));
  return letters;
}

function hasMoreThanTwo(bits: number): boolean {
  const withoutOne = bits & (bits - 1);
  return (withoutOne & (withoutOne - 1)) !== 0;
}

/** Without making a string: what is alike at both ends must be all but two letters. */
function mayBeOneOff(text: Buffer, from: number, to: number, typed: string): boolean {
  const shorter = Math.min(to - from, typed.length);
  let start = 0;
  while (start < shorter && text[from + start] === typed.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && text[to - 1 - end] === typed.charCodeAt(typed.length - 1 - end)) end += 1;
  return start + end + 2 >= shorter;
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
