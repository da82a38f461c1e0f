/** An index over the texts of one environment's nodes: a sorted dictionary of words, and for each field the nodes that have each word, in flat arrays. Pure. */
import { eachWord, eachWordOfName, isOneWord } from './words.ts';

/** What can be found, with what a hit in it is worth. The order is the order of the arrays. */
export const searchFields = ['name', 'column', 'tag', 'owner', 'description', 'path', 'code'] as const;
export type SearchField = (typeof searchFields)[number];

/** Texts of one node; what it has not is empty. */
export type SearchTexts = Readonly<Record<SearchField, readonly string[]>>;

interface Postings {
  /** The nodes that have word `w` are `nodes[offsets[w]] … nodes[offsets[w + 1] - 1]`, ascending. */
  readonly offsets: Uint32Array;
  readonly nodes: Uint32Array;
}

export interface SearchSegment {
  readonly nodeCount: number;
  /** Sorted by code unit. */
  readonly words: readonly string[];
  /** Of each word. */
  readonly lengths: Uint8Array;
  /** Of each word, which letters are in it, as bits: one letter wrong changes two of them at most. */
  readonly letters: Uint32Array;
  /** Words of letters and digits alone, each with a line break before and after, for what lies inside of them: names with marks in them are made of such words. */
  readonly joined: string;
  /** Of each of them, where it begins, and which word it is. */
  readonly places: Uint32Array;
  readonly inner: Uint32Array;
  /** In the order of `searchFields`. */
  readonly postings: readonly Postings[];
  readonly bytes: number;
}

/** Takes nodes one after the other, numbered from 0, so that a large environment need not be in memory at once. */
export class SegmentBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #fields = searchFields.map(() => ({ words: new Growing(), nodes: new Growing(), last: new Growing() }));
  #count = 0;

  add(texts: SearchTexts): void {
    const node = this.#count++;
    for (const [at, field] of searchFields.entries()) {
      const into = this.#fields[at];
      if (!into) continue;
      const take = (word: string) => {
        let number = this.#numbers.get(word);
        if (number === undefined) {
          number = this.#numbers.size;
          this.#numbers.set(word, number);
        }
        // A word counts once a node and field, however often it stands there.
        if (into.last.get(number) === node + 1) return;
        into.last.set(number, node + 1);
        into.words.push(number);
        into.nodes.push(node);
      };
      for (const text of texts[field]) {
        if (field === 'name' || field === 'column' || field === 'tag') eachWordOfName(text, take);
        else eachWord(text, take);
      }
    }
  }

  finish(): SearchSegment {
    const words = [...this.#numbers.keys()].sort();
    const ranks = new Uint32Array(words.length);
    for (const [rank, word] of words.entries()) ranks[this.#numbers.get(word) ?? 0] = rank;
    const inner = Uint32Array.from([...words.keys()].filter((rank) => isOneWord(words[rank] ?? '')));
    const places = new Uint32Array(inner.length + 1);
    const [lengths, letters] = [Uint8Array.from(words, ({ length }) => length), Uint32Array.from(words, lettersOf)];
    let place = 1;
    for (const [at, rank] of inner.entries()) {
      places[at] = place;
      place += (lengths[rank] ?? 0) + 1;
    }
    places[inner.length] = place;
    const joined = `\n${Array.from(inner, (rank) => words[rank] ?? '').join('\n')}\n`;
    const postings = this.#fields.map(({ words: numbers, nodes }) => group(words.length, numbers, nodes, ranks));
    const arrays = [lengths, letters, places, inner, ...postings.flatMap(({ offsets, nodes }) => [offsets, nodes])];
    const bytes = arrays.reduce(
      (sum, { byteLength }) => sum + byteLength,
      joined.length + words.reduce((sum, { length }) => sum + length, 0),
    );
    return { nodeCount: this.#count, words, lengths, letters, joined, places, inner, postings, bytes };
  }
}

/** A bit a letter of the alphabet; others share the rest. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    letters |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6));
  }
  return letters >>> 0;
}

/** By counting: pairs come in the order of their nodes, and stay so within a word. */
function group(wordCount: number, numbers: Growing, nodes: Growing, ranks: Uint32Array): Postings {
  const offsets = new Uint32Array(wordCount + 1);
  for (let at = 0; at < numbers.length; at++) {
    const rank = ranks[numbers.get(at)] ?? 0;
    offsets[rank + 1] = (offsets[rank + 1] ?? 0) + 1;
  }
  for (let rank = 0; rank < wordCount; rank++) offsets[rank + 1] = (offsets[rank + 1] ?? 0) + (offsets[rank] ?? 0);
  const next = offsets.slice();
  const grouped = new Uint32Array(numbers.length);
  for (let at = 0; at < numbers.length; at++) {
    const rank = ranks[numbers.get(at)] ?? 0;
    const place = next[rank] ?? 0;
    grouped[place] = nodes.get(at);
    next[rank] = place + 1;
  }
  return { offsets, nodes: grouped };
}

/** A list of whole numbers that grows by doubling; what was never set is 0. */
class Growing {
  length = 0;
  #items = new Uint32Array(1024);

  get(at: number): number {
    return this.#items[at] ?? 0;
  }

  set(at: number, value: number): void {
    if (at >= this.#items.length) {
      const larger = new Uint32Array(Math.max(at + 1, this.#items.length * 2));
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[at] = value;
    if (at >= this.length) this.length = at + 1;
  }

  push(value: number): void {
    this.set(this.length, value);
  }
}
