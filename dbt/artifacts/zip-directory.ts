/** Reads the end of a zip (central directory and end records) and holds it against the entries that were received. */
import { Fault } from '@weft/base/fault';
import type { ByteSource } from './byte-source.ts';
import { centralTailSize, type DirectoryEnd, headSize, readCentral, readEnd, readEnd64, signature, type ZipEntry } from './zip-record.ts';

/**
 * Takes all that is left of the source. The directory must name the received entries and no others, with the same names, places, sizes
 * and checksums, and the file must end with it: so no two readers of the zip can see different contents.
 */
export async function checkDirectory(source: ByteSource, received: readonly ZipEntry[]): Promise<void> {
  const offset = source.position;
  const left = new Map(received.map((entry) => [entry.offset, entry]));
  for (;;) {
    const head = await source.peek(headSize.central);
    if (head.length < 4) throw truncated();
    if (head.readUInt32LE(0) !== signature.central) break;
    const record = await readWhole(source, headSize.central, centralTailSize);
    const stated = readCentral(record);
    const entry = left.get(stated.offset);
    if (!entry || !isSame(entry, stated)) throw damaged(`its directory and its contents disagree on ${stated.path}`);
    left.delete(stated.offset);
  }
  const missing = left.values().next().value;
  if (missing) throw damaged(`its directory does not name ${missing.path}`);
  await checkEnd(source, { entries: received.length, offset, size: source.position - offset });
}

async function checkEnd(source: ByteSource, found: DirectoryEnd): Promise<void> {
  const wide = await readWideEnd(source, found);
  const record = await readWhole(source, headSize.end, (head) => (isAt(head, signature.end) ? head.readUInt16LE(20) : 0));
  if (!isAt(record, signature.end)) throw damaged('its end record is missing');
  const { entries, size, offset } = readEnd(record);
  const isRight =
    (entries ?? wide?.entries) === found.entries && (size ?? wide?.size) === found.size && (offset ?? wide?.offset) === found.offset;
  if (!isRight) throw damaged('its end record and its directory disagree');
  const rest = await source.take(1);
  if (rest) throw damaged('something follows its end');
}

/** The zip64 end record and its locator, where they are. */
async function readWideEnd(source: ByteSource, found: DirectoryEnd): Promise<DirectoryEnd | null> {
  const position = source.position;
  const head = await source.peek(headSize.end64);
  if (!isAt(head, signature.end64)) return null;
  const record = await readWhole(source, headSize.end64, (whole) => Number(whole.readBigUInt64LE(4)) + 12 - headSize.end64);
  const locator = await readWhole(source, headSize.locator64, () => 0);
  if (!isAt(locator, signature.locator64) || Number(locator.readBigUInt64LE(8)) !== position) throw damaged('its zip64 records disagree');
  const wide = readEnd64(record);
  if (wide.entries !== found.entries || wide.size !== found.size || wide.offset !== found.offset)
    throw damaged('its zip64 records disagree');
  return wide;
}

/** Takes a record: its head, and the tail whose size the head tells. */
export async function readWhole(source: ByteSource, size: number, tailSize: (head: Buffer) => number): Promise<Buffer> {
  const head = await source.peek(size);
  if (head.length < size) throw truncated();
  const tail = tailSize(head);
  if (tail < 0 || tail > recordTailMax) throw damaged('a record in it has an impossible size');
  const record = await source.peek(size + tail);
  if (record.length < size + tail) throw truncated();
  source.skip(record.length);
  return record;
}

/** Name, extra field and comment of a header have two bytes of length each. */
const recordTailMax = 3 * 0xffff;

function isSame(entry: ZipEntry, stated: ZipEntry): boolean {
  const { path, method, crc, compressedSize, size } = stated;
  return (
    entry.path === path && entry.method === method && entry.crc === crc && entry.compressedSize === compressedSize && entry.size === size
  );
}

function isAt(record: Buffer, wanted: number): boolean {
  return record.length >= 4 && record.readUInt32LE(0) === wanted;
}

function damaged(why: string): Fault {
  return new Fault('invalid', 'zip.damaged', `The zip is damaged: ${why}. Upload it again.`);
}

function truncated(): Fault {
  return new Fault('invalid', 'zip.truncated', 'The zip breaks off before its end. Upload the whole file.');
}
