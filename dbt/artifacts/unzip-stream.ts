/** Unpacks a zip while it is received: entries in any order, stored (passed on without a copy) or deflated, never held in memory. */
import { crc32 } from 'node:zlib';
import { Fault } from '@weft/base/fault';
import { ByteSource } from './byte-source.ts';
import { type InflateLimits, inflateEntry } from './inflate-entry.ts';
import { basenameOf } from './known-artifacts.ts';
import { checkDirectory, readWhole } from './zip-directory.ts';
import { hasDescriptor, headSize, localTailSize, readLocal, signature, stored, type ZipEntry } from './zip-record.ts';

/**
 * `name` is the entry's basename, whatever folders its path names, so that a path can lead nowhere.
 * Between `entry` and `end` come its bytes; `end` has held them against the stored checksum.
 * `left-out`: not wanted, passed over. `needs-central-directory`: the last event; this zip can be read only as a whole file.
 */
export type UnzipEvent =
  | { readonly kind: 'entry'; readonly name: string }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly name: string; readonly sizeBytes: number }
  | { readonly kind: 'left-out'; readonly name: string }
  | { readonly kind: 'needs-central-directory'; readonly name: string };

export interface UnzipLimits extends InflateLimits {
  readonly entries: number;
  /** Of all entries together, unpacked. */
  readonly totalBytes: number;
}

export const defaultUnzipLimits: UnzipLimits = { entries: 1000, totalBytes: 8 * 1024 ** 3, ratio: 400, ratioFromBytes: 32 * 1024 * 1024 };

/** One zip being received. */
interface Receipt {
  readonly source: ByteSource;
  readonly wanted: (name: string) => boolean;
  readonly limits: UnzipLimits;
  readonly names: Set<string>;
  readonly entries: ZipEntry[];
  totalBytes: number;
}

/**
 * Throws a Fault: `zip.not_a_zip`, `zip.truncated`, `zip.damaged`, `zip.not_supported`, `zip.too_large`, `zip.same_name`.
 * Nothing may be trusted before the generator has ended: the directory at the end is what confirms the entries.
 * It does not end `chunks` when it stops early, so that the caller can go on spooling them.
 * Written for this, since the streaming readers at hand look for an unsized entry's end by its signature, and check no checksum.
 *
 * @param wanted whether the entry of this basename is to be unpacked; two wanted entries may not have one name
 */
export async function* unzip(
  chunks: AsyncIterable<Buffer>,
  wanted: (name: string) => boolean,
  limits: Partial<UnzipLimits> = {},
): AsyncGenerator<UnzipEvent, void> {
  const source = new ByteSource(chunks);
  const receipt: Receipt = { source, wanted, limits: { ...defaultUnzipLimits, ...limits }, names: new Set(), entries: [], totalBytes: 0 };
  while (await isNextLocal(source)) {
    const offset = source.position;
    const header = readLocal(await readWhole(source, headSize.local, localTailSize), offset);
    const name = basenameOf(header.path);
    if (receipt.entries.length === receipt.limits.entries) throw tooLarge(`has more than ${receipt.limits.entries} entries`);
    if (isUnsized(header)) {
      yield { kind: 'needs-central-directory', name };
      return;
    }
    yield* receiveEntry(receipt, header, name);
  }
  await checkDirectory(source, receipt.entries);
}

async function* receiveEntry(receipt: Receipt, header: ZipEntry, name: string): AsyncGenerator<UnzipEvent, void> {
  if (!receipt.wanted(name)) {
    yield { kind: 'left-out', name };
    await passOver(receipt, header);
    return;
  }
  if (receipt.names.has(name)) throw new Fault('invalid', 'zip.same_name', `The zip holds two files named ${name}. Upload one of each.`);
  receipt.names.add(name);
  yield { kind: 'entry', name };
  for await (const bytes of contents(receipt, header)) yield { kind: 'data', bytes };
  yield { kind: 'end', name, sizeBytes: receipt.entries.at(-1)?.size ?? 0 };
}

/** Takes an entry's bytes without unpacking them, save where only unpacking finds their end. */
async function passOver(receipt: Receipt, header: ZipEntry): Promise<void> {
  if (hasDescriptor(header)) for await (const _ of contents(receipt, header));
  else {
    for await (const _ of takeExactly(receipt.source, header.compressedSize, header.path));
    receipt.entries.push(header);
  }
}

/** The unpacked bytes of one entry; when they end, they have been checked and the entry is noted. */
async function* contents(receipt: Receipt, header: ZipEntry): AsyncGenerator<Buffer, void> {
  const { source, limits } = receipt;
  const start = source.position;
  let size = 0;
  let crc = 0;
  const unpacked =
    header.method === stored
      ? takeExactly(source, header.compressedSize, header.path)
      : inflateEntry(source, hasDescriptor(header) ? null : header.compressedSize, header.path, limits);
  for await (const bytes of unpacked) {
    size += bytes.length;
    receipt.totalBytes += bytes.length;
    if (receipt.totalBytes > limits.totalBytes) throw tooLarge(`unpacks to more than ${limits.totalBytes} bytes`);
    crc = crc32(bytes, crc);
    yield bytes;
  }
  const entry = { ...header, crc, size, compressedSize: source.position - start };
  const isRight = hasDescriptor(header) ? await takeDescriptor(source, entry) : header.crc === crc && header.size === size;
  if (!isRight) throw damaged(`${header.path} in the zip does not match its checksum or size`);
  receipt.entries.push(entry);
}

async function* takeExactly(source: ByteSource, size: number, path: string): AsyncGenerator<Buffer, void> {
  let left = size;
  while (left > 0) {
    const bytes = await source.take(left);
    if (!bytes) throw new Fault('invalid', 'zip.truncated', `The zip breaks off inside ${path}. Upload the whole file.`);
    left -= bytes.length;
    yield bytes;
  }
}

/** Takes the record after an entry whose header was written before its sizes were known. It may bear a signature or not, and be wide or not. */
async function takeDescriptor(source: ByteSource, entry: ZipEntry): Promise<boolean> {
  const record = await source.peek(descriptorSizeMax + recordStart.length);
  for (const withSignature of [true, false]) {
    for (const isWide of [false, true]) {
      const expected = Buffer.concat([descriptor(entry, withSignature, isWide), recordStart]);
      if (!record.subarray(0, expected.length).equals(expected)) continue;
      source.skip(expected.length - recordStart.length);
      return true;
    }
  }
  return false;
}

const descriptorSizeMax = 24;
/** Every record that can follow begins so; without it, a narrow record could be taken for the first half of a wide one. */
const recordStart = Buffer.from('PK');

function descriptor(entry: ZipEntry, withSignature: boolean, isWide: boolean): Buffer {
  const record = Buffer.alloc((withSignature ? 4 : 0) + 4 + (isWide ? 16 : 8));
  let at = withSignature ? record.writeUInt32LE(signature.descriptor, 0) : 0;
  at = record.writeUInt32LE(entry.crc, at);
  for (const size of [entry.compressedSize, entry.size]) {
    at = isWide ? record.writeBigUInt64LE(BigInt(size), at) : record.writeUInt32LE(size % 2 ** 32, at);
  }
  return record;
}

async function isNextLocal(source: ByteSource): Promise<boolean> {
  const head = await source.peek(4);
  const found = head.length < 4 ? null : head.readUInt32LE(0);
  if (source.position === 0 && found !== signature.local && found !== signature.end) {
    throw new Fault('invalid', 'zip.not_a_zip', 'The upload is not a zip file. Send the zip that dbt makes of its artifacts.');
  }
  return found === signature.local;
}

/** Only the directory at the end of the file tells where a stored entry of unknown size ends. */
function isUnsized(header: ZipEntry): boolean {
  return header.method === stored && hasDescriptor(header) && header.compressedSize === 0;
}

function tooLarge(why: string): Fault {
  return new Fault('too_large', 'zip.too_large', `The zip ${why}.`);
}

function damaged(why: string): Fault {
  return new Fault('invalid', 'zip.damaged', `${why}. Upload it again.`);
}
