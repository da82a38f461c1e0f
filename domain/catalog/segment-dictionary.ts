/** Numbers words as they come, by their bytes and without making strings of them, and sorts them in the end. Pure. */

export interface SortedWords {
  /** By number of the word: its place among the sorted. */
  readonly ranks: Uint32Array;
  /** Words in UTF-8, sorted by their bytes: word `w` is from `starts[w]` to `starts[w + 1]`. */
  readonly text: Buffer;
  readonly starts: Uint32Array;
  /** Words of letters and digits alone, each with a line break before and after, for what lies inside of them: names with marks in them are made of such words. */
  readonly inner: Buffer;
  /** Of each of them, where it begins, and which word it is. */
  readonly innerStarts: Uint32Array;
  readonly innerWords: Uint32Array;
  /** Of each of them, which letters are in it, as bits: one letter wrong changes two of them at most. 0: it has others than ASCII has. */
  readonly innerLetters: Uint32Array;
}

const lineBreak = 0x0a;
const bytesOfWord = 16;

export class SegmentDictionary {
  /** Word `n` is from `#starts[n]` to `#starts[n + 1]`. */
  #text: Buffer;
  #starts: Uint32Array;
  #hashes: Int32Array;
  #count = 0;
  /** A word's number and one, at the first free place after its hash; 0: free. */
  #slots: Uint32Array;

  /** `wordCount`: about how many there will be. */
  constructor(wordCount: number) {
    const room = wordCount + 16;
    this.#text = Buffer.allocUnsafe(room * bytesOfWord);
    this.#starts = new Uint32Array(room);
    this.#hashes = new Int32Array(room);
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(room * 2)));
  }

  /** `hash`: of the bytes `[from, to)`, the same for the same bytes. */
  numberOf(bytes: Buffer, from: number, to: number, hash: number): number {
    let slot = mixed(hash) & (this.#slots.length - 1);
    for (let held = this.#slots[slot] ?? 0; held !== 0; held = this.#slots[slot] ?? 0) {
      if (this.#hashes[held - 1] === hash && this.#isSame(held - 1, bytes, from, to)) return held - 1;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    const number = this.#count++;
    this.#slots[slot] = number + 1;
    this.#keep(number, bytes, from, to, hash);
    if (this.#count * 2 > this.#slots.length) this.#spread();
    return number;
  }

  #isSame(number: number, bytes: Buffer, from: number, to: number): boolean {
    const start = this.#starts[number] ?? 0;
    if ((this.#starts[number + 1] ?? 0) - start !== to - from) return false;
    for (let at = from, own = start; at < to; at++, own++) if (bytes[at] !== this.#text[own]) return false;
    return true;
  }

  #keep(number: number, bytes: Buffer, from: number, to: number, hash: number): void {
    const start = this.#starts[number] ?? 0;
    const end = start + to - from;
    if (number + 2 > this.#starts.length) this.#starts = growing(this.#starts);
    if (number >= this.#hashes.length) this.#hashes = growing(this.#hashes);
    if (end > this.#text.length) this.#text = Buffer.concat([this.#text], Math.max(end, 2 * this.#text.length));
    copy(bytes, from, to, this.#text, start);
    this.#starts[number + 1] = end;
    this.#hashes[number] = hash;
  }

  #spread(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#count; number++) {
      let slot = mixed(this.#hashes[number] ?? 0) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }

  sort(): SortedWords {
    const count = this.#count;
    const order = new Uint32Array(count);
    for (let number = 0; number < count; number++) order[number] = number;
    sortByBytes(order, this.#text, this.#starts, 0);
    const ranks = new Uint32Array(count);
    const starts = new Uint32Array(count + 1);
    const text = Buffer.alloc(this.#starts[count] ?? 0);
    const inner = Buffer.alloc(text.length + count + 1, lineBreak);
    const [innerStarts, innerWords, innerLetters] = [new Uint32Array(count + 1), new Uint32Array(count), new Uint32Array(count)];
    let [end, innerEnd, innerCount] = [0, 1, 0];
    for (let rank = 0; rank < count; rank++) {
      const number = order[rank] ?? 0;
      const from = end;
      ranks[number] = rank;
      end += copy(this.#text, this.#starts[number] ?? 0, this.#starts[number + 1] ?? 0, text, from);
      starts[rank + 1] = end;
      if (!isInner(text, from, end)) continue;
      innerStarts[innerCount] = innerEnd;
      innerLetters[innerCount] = lettersIn(text, from, end);
      innerWords[innerCount++] = rank;
      innerEnd += copy(text, from, end, inner, innerEnd) + 1;
    }
    innerStarts[innerCount] = innerEnd;
    return {
      ...{ ranks, text, starts, inner: Buffer.from(inner.subarray(0, innerEnd)) },
      ...{ innerStarts: innerStarts.slice(0, innerCount + 1), innerWords: innerWords.slice(0, innerCount) },
      innerLetters: innerLetters.slice(0, innerCount),
    };
  }
}

/** Answers how many bytes: of a word there are so few that a call of the buffer's own costs more. */
function copy(source: Buffer, from: number, to: number, target: Buffer, at: number): number {
  for (let place = from, into = at; place < to; place++, into++) target[into] = source[place] ?? 0;
  return to - from;
}

export function growing<Numbers extends Uint32Array | Int32Array>(numbers: Numbers): Numbers {
  const larger = numbers instanceof Uint32Array ? new Uint32Array(numbers.length * 2) : new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger as Numbers;
}

/** The lower bits of the hash are of the last bytes alone. */
function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return half ^ (half >>> 13);
}

/** Letters and digits alone, as far as ASCII goes. */
function isInner(text: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = text[at] ?? 0;
    if (byte < 0x30 || (byte > 0x39 && byte < 0x61) || (byte > 0x7a && byte < 0x80)) return false;
  }
  return true;
}

/** 0, where one is beyond ASCII. */
function lettersIn(text: Buffer, from: number, to: number): number {
  let letters = 0;
  for (let at = from; at < to; at++) {
    const byte = text[at] ?? 0;
    if (byte >= 0x80) return 0;
    letters |= letterBit(byte);
  }
  return letters;
}

/** A bit a letter of the alphabet; others share four more: with 30 bits it is a small number. */
export function letterBit(code: number): number {
  return 1 << (code >= 0x61 && code <= 0x7a ? code - 0x61 : 26 + (code % 4));
}

const bytesAtOnce = 5;
const placeBits = 24;
/** Fewer are sorted by inserting. */
const fewWords = 12;

/** Words that are alike in their first `depth` bytes: by the next five, as numbers with the word's place in them, and those that are alike in these by the next. */
function sortByBytes(order: Uint32Array, text: Buffer, starts: Uint32Array, depth: number): void {
  if (order.length <= fewWords) {
    sortFew(order, text, starts);
    return;
  }
  const keys = new BigUint64Array(order.length);
  // Little-endian, as every machine that Node runs on: the higher half comes second.
  const halves = new Uint32Array(keys.buffer);
  for (let at = 0; at < order.length; at++) {
    const number = order[at] ?? 0;
    const to = starts[number + 1] ?? 0;
    let from = (starts[number] ?? 0) + depth;
    let first = 0;
    for (let shift = 24; shift >= 0 && from < to; shift -= 8) first |= (text[from++] ?? 0) << shift;
    halves[2 * at + 1] = first >>> 0;
    halves[2 * at] = (((from < to ? (text[from] ?? 0) : 0) << placeBits) | at) >>> 0;
  }
  keys.sort();
  const before = order.slice();
  for (let at = 0; at < order.length; at++) order[at] = before[(halves[2 * at] ?? 0) & (2 ** placeBits - 1)] ?? 0;
  for (let from = 0, at = 1; at <= order.length; at++) {
    if (at < order.length && isAlike(halves, from, at)) continue;
    if (at - from > 1) sortByBytes(order.subarray(from, at), text, starts, depth + bytesAtOnce);
    from = at;
  }
}

function isAlike(halves: Uint32Array, one: number, other: number): boolean {
  return halves[2 * one + 1] === halves[2 * other + 1] && (halves[2 * one] ?? 0) >>> placeBits === (halves[2 * other] ?? 0) >>> placeBits;
}

function sortFew(order: Uint32Array, text: Buffer, starts: Uint32Array): void {
  for (let at = 1; at < order.length; at++) {
    const number = order[at] ?? 0;
    let place = at;
    for (; place > 0 && compareWords(text, starts, order[place - 1] ?? 0, number) > 0; place--) order[place] = order[place - 1] ?? 0;
    order[place] = number;
  }
}

function compareWords(text: Buffer, starts: Uint32Array, one: number, other: number): number {
  const [oneEnd, otherEnd] = [starts[one + 1] ?? 0, starts[other + 1] ?? 0];
  for (let a = starts[one] ?? 0, b = starts[other] ?? 0; ; a++, b++) {
    if (a >= oneEnd || b >= otherEnd) return a >= oneEnd ? (b >= otherEnd ? 0 : -1) : 1;
    const difference = (text[a] ?? 0) - (text[b] ?? 0);
    if (difference !== 0) return difference;
  }
}
