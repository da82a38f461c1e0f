/** Writes JSON straight into bytes: an answer of a hundred thousand small numbers costs a fraction of what it costs by way of objects and text. */

const [zero, minus, comma, open, close] = [48, 45, 44, 91, 93];
const encoder = new TextEncoder();

/** Values as they stand in JSON, one behind the other, to be written as often as they are needed. */
export class JsonValues {
  bytes: Uint8Array = new Uint8Array(1024);
  /** Value `v` is from `ends[v]` to `ends[v + 1]`. */
  readonly ends: number[] = [0];

  /** Answers its place. */
  add(value: string | number | boolean | null): number {
    const from = this.ends.at(-1) ?? 0;
    const text = encoder.encode(JSON.stringify(value));
    if (from + text.length > this.bytes.length) this.bytes = widened(this.bytes, from, from + text.length);
    this.bytes.set(text, from);
    return this.ends.push(from + text.length) - 2;
  }
}

export class JsonBytes {
  #bytes: Uint8Array;
  #length = 0;

  /** `sizeBytes`: what it will probably come to. */
  constructor(sizeBytes = 1024) {
    this.#bytes = new Uint8Array(sizeBytes);
  }

  /** As it is: names of fields and what stands between them. */
  raw(text: string): void {
    const bytes = encoder.encode(text);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Of whole numbers. */
  numbers(list: Int32Array): void {
    // Ten digits, a sign and a comma at most.
    this.#reserve(12 * list.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = open;
    for (let place = 0; place < list.length; place++) {
      if (place > 0) bytes[at++] = comma;
      at = writeDigits(bytes, at, list[place] ?? 0);
    }
    bytes[at++] = close;
    this.#length = at;
  }

  /** Those at these places. */
  values(places: Int32Array, { bytes: from, ends }: JsonValues): void {
    let sum = places.length + 2;
    for (let at = 0; at < places.length; at++) sum += (ends[(places[at] ?? 0) + 1] ?? 0) - (ends[places[at] ?? 0] ?? 0);
    this.#reserve(sum);
    const bytes = this.#bytes;
    let next = this.#length;
    bytes[next++] = open;
    for (let at = 0; at < places.length; at++) {
      if (at > 0) bytes[next++] = comma;
      const place = places[at] ?? 0;
      // A call for each of a few bytes costs more than the bytes.
      for (let byte = ends[place] ?? 0, end = ends[place + 1] ?? 0; byte < end; byte++) bytes[next++] = from[byte] ?? 0;
    }
    bytes[next++] = close;
    this.#length = next;
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) this.#bytes = widened(this.#bytes, this.#length, this.#length + count);
  }
}

function widened(bytes: Uint8Array, length: number, least: number): Uint8Array {
  const wider = new Uint8Array(Math.max(2 * bytes.length, least));
  wider.set(bytes.subarray(0, length));
  return wider;
}

/** Answers where the next byte goes. */
function writeDigits(bytes: Uint8Array, from: number, number: number): number {
  let at = from;
  let rest = number;
  if (rest < 0) {
    bytes[at++] = minus;
    rest = -rest;
  }
  if (rest < 10) {
    bytes[at] = zero + rest;
    return at + 1;
  }
  let digits = 2;
  for (let bound = 100; rest >= bound; bound *= 10) digits++;
  for (let place = at + digits - 1; place > at; place--) {
    const tenth = Math.floor(rest / 10);
    bytes[place] = zero + rest - 10 * tenth;
    rest = tenth;
  }
  bytes[at] = zero + rest;
  return at + digits;
}
