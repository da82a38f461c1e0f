/** Lists of entry ids as they rest: differences between neighbours, zigzag varints, deflated. One intake's ids lie together, so most differences are 1. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Ids are whole numbers from 0 to before 2^52 (twice a difference must still be exact), in any order, repeats allowed. */
export function encodeEntryIds(ids: Float64Array): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * differenceBytesMax);
  let length = 0;
  let before = 0;
  for (const id of ids) {
    const difference = id - before;
    before = id;
    // Not by bit operators: those have 32 bits, and ids have 53.
    let rest = difference < 0 ? -2 * difference - 1 : 2 * difference;
    while (rest >= 128) {
      bytes[length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    bytes[length++] = rest;
  }
  return deflateRawSync(bytes.subarray(0, length), { level: 6 });
}

export function decodeEntryIds(encoded: Buffer): Float64Array {
  const bytes = inflateRawSync(encoded);
  // Every id ends with the one byte that is under 128.
  let count = 0;
  for (const byte of bytes) if (byte < 128) count++;
  const ids = new Float64Array(count);
  let at = 0;
  let id = 0;
  let zigzag = 0;
  let scale = 1;
  for (const byte of bytes) {
    zigzag += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    id += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    ids[at++] = id;
    zigzag = 0;
    scale = 1;
  }
  return ids;
}

/** 53 bits in groups of seven. */
const differenceBytesMax = 8;
