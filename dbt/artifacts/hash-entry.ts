/** The content address of an entry: equal for two parses of the same code. */
import { hash } from 'node:crypto';
import type { JsonEntry } from './cut-json.ts';

/** Filled anew for each entry; grows to the largest. */
let scratch = Buffer.alloc(64 * 1024);
const scratchKeptMax = 1024 * 1024;

/**
 * SHA-256 of the entry cut to 20 bytes, as 40 hex digits, without the numbers under `created_at`: dbt writes the time of parsing there,
 * and nothing else of an entry differs between two parses of the same code. A byte that no JSON holds takes each number's place,
 * so that two entries of one hash can differ in nothing but those numbers.
 * Not SHA-1, since whoever uploads chooses the bytes; with the machine's own instructions both cost the same (1.6 µs for 2 kB).
 * One call on copied bytes is a fifth quicker than a hash object that is fed the pieces.
 */
export function hashEntry(entry: Pick<JsonEntry, 'buffer' | 'start' | 'end' | 'volatile'>): string {
  const { buffer, start, end, volatile } = entry;
  if (volatile.length === 0) return digest(buffer.subarray(start, end));
  if (end - start + volatile.length > scratch.length) scratch = Buffer.allocUnsafe((end - start) * 2);
  let filled = 0;
  let from = start;
  for (let i = 0; i < volatile.length; i += 2) {
    filled += buffer.copy(scratch, filled, from, volatile[i]);
    scratch[filled++] = 0;
    from = volatile[i + 1] ?? end;
  }
  filled += buffer.copy(scratch, filled, from, end);
  const digested = digest(scratch.subarray(0, filled));
  if (scratch.length > scratchKeptMax) scratch = Buffer.alloc(64 * 1024);
  return digested;
}

function digest(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex').slice(0, 40);
}
