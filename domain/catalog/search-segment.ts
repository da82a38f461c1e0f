/** An index over the words of one environment's nodes: a sorted dictionary, and for each word the nodes that have it and in which fields, in flat arrays. Pure. */
import { growing, SegmentDictionary, type SortedWords } from './segment-dictionary.ts';

export interface SearchSegment extends Omit<SortedWords, 'ranks'> {
  readonly nodeCount: number;
  readonly wordCount: number;
  /** What word `w` is in: `postings[offsets[w]] … postings[offsets[w + 1] - 1]`. What words that begin alike are in stands together. */
  readonly offsets: Uint32Array;
  /** The node, and in the lowest bits the fields. */
  readonly postings: Uint32Array;
  readonly bytes: number;
}

export const fieldBits = 7;
const fieldsMask = (1 << fieldBits) - 1;
const [blank, lineBreak] = [0x20, 0x0a];

/** What a node has on average, or more: arrays that need not grow are not thrown away. */
const [wordsOfNode, ownWordsOfNode] = [64, 12];

/** Takes nodes some at a time, so that the words of a large environment need not be in memory at once. */
export class SegmentBuilder {
  readonly #dictionary: SegmentDictionary;
  readonly #nodeCount: number;
  #words: Uint32Array;
  #values: Uint32Array;
  #pairs = 0;

  constructor(nodeCount: number) {
    this.#nodeCount = nodeCount;
    this.#dictionary = new SegmentDictionary(nodeCount * ownWordsOfNode);
    this.#words = new Uint32Array(nodeCount * wordsOfNode + 1);
    this.#values = new Uint32Array(nodeCount * wordsOfNode + 1);
  }

  /** A line of words (`encodeWords`) for each of the nodes, which may come in any order. */
  add(lines: Buffer, nodes: ArrayLike<number>): void {
    let at = 0;
    for (let line = 0; line < nodes.length; line++) {
      const node = nodes[line] ?? 0;
      while (at < lines.length && lines[at] !== lineBreak) at = this.#take(lines, at, node);
      at += 1;
    }
  }

  /** Answers where the next word, or the end of the line, is. */
  #take(lines: Buffer, from: number, node: number): number {
    const fields = (digitOf(lines[from]) << 4) | digitOf(lines[from + 1]);
    let end = from + 2;
    let hash = 0x811c9dc5;
    let byte = lines[end] ?? lineBreak;
    while (byte !== blank && byte !== lineBreak) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      byte = lines[++end] ?? lineBreak;
    }
    if (this.#pairs === this.#words.length) [this.#words, this.#values] = [growing(this.#words), growing(this.#values)];
    this.#words[this.#pairs] = this.#dictionary.numberOf(lines, from + 2, end, hash);
    this.#values[this.#pairs++] = (node << fieldBits) | (fields & fieldsMask);
    return byte === blank ? end + 1 : end;
  }

  finish(): SearchSegment {
    const { ranks, ...sorted } = this.#dictionary.sort();
    const { offsets, postings } = group(ranks, this.#words.subarray(0, this.#pairs), this.#values);
    const bytes = [...Object.values(sorted), offsets, postings].reduce((sum, it) => sum + it.byteLength, 0);
    return { nodeCount: this.#nodeCount, wordCount: ranks.length, ...sorted, offsets, postings, bytes };
  }
}

/** Of 0 to 9 and a to f. */
function digitOf(byte: number | undefined): number {
  return byte === undefined ? 0 : byte < 0x3a ? byte - 0x30 : byte - 0x57;
}

/** By counting: pairs stay in the order in which they came within a word. */
function group(ranks: Uint32Array, words: Uint32Array, values: Uint32Array): Pick<SearchSegment, 'offsets' | 'postings'> {
  const offsets = new Uint32Array(ranks.length + 1);
  for (let at = 0; at < words.length; at++) {
    const after = (ranks[words[at] ?? 0] ?? 0) + 1;
    offsets[after] = (offsets[after] ?? 0) + 1;
  }
  for (let rank = 0; rank < ranks.length; rank++) offsets[rank + 1] = (offsets[rank + 1] ?? 0) + (offsets[rank] ?? 0);
  const next = offsets.slice();
  const postings = new Uint32Array(words.length);
  for (let at = 0; at < words.length; at++) {
    const rank = ranks[words[at] ?? 0] ?? 0;
    const place = next[rank] ?? 0;
    postings[place] = values[at] ?? 0;
    next[rank] = place + 1;
  }
  return { offsets, postings };
}
