/** The records of a zip file, read from bytes: local headers, the central directory, and its end (PKWARE's APPNOTE 6.3, with zip64). */
import { Fault } from '@weft/base/fault';

export const signature = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  end: 0x06054b50,
};
export const headSize = { local: 30, central: 46, end64: 56, locator64: 20, end: 22 };

/** One file as its header tells it; `offset` is where its local header begins. */
export interface ZipEntry {
  readonly path: string;
  readonly offset: number;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
}

export const stored = 0;
export const deflated = 8;
const flagEncrypted = 0x0001;
/** Sizes and checksum follow the data, since the writer could not go back to the header. */
const flagDescriptor = 0x0008;
const flagPatched = 0x0020;
const flagStrongEncryption = 0x0040;
const flagMasked = 0x2000;
const unreadable = flagEncrypted | flagPatched | flagStrongEncryption | flagMasked;
const placeholder = 0xffffffff;
const extraZip64 = 0x0001;

export function hasDescriptor(entry: ZipEntry): boolean {
  return (entry.flags & flagDescriptor) !== 0;
}

/** Bytes of name and extra field that follow a local header's head. */
export function localTailSize(head: Buffer): number {
  return head.readUInt16LE(26) + head.readUInt16LE(28);
}

/** Reads a local header with its tail; throws `zip.not_supported` for what cannot be read. */
export function readLocal(record: Buffer, offset: number): ZipEntry {
  const nameEnd = headSize.local + record.readUInt16LE(26);
  const widen = wideValues(record.subarray(nameEnd));
  const size = widen(record.readUInt32LE(22));
  const compressedSize = widen(record.readUInt32LE(18));
  const entry = {
    path: record.toString('utf8', headSize.local, nameEnd),
    offset,
    flags: record.readUInt16LE(6),
    method: record.readUInt16LE(8),
    crc: record.readUInt32LE(14),
    compressedSize,
    size,
  };
  const { path, flags, method } = entry;
  if ((flags & unreadable) !== 0) throw notSupported(`${path} in the zip is encrypted or a patch.`);
  if (method !== stored && method !== deflated)
    throw notSupported(`${path} in the zip is compressed by method ${method}, not stored or deflated.`);
  return entry;
}

/** Bytes of name, extra field and comment that follow a central header's head. */
export function centralTailSize(head: Buffer): number {
  return head.readUInt16LE(28) + head.readUInt16LE(30) + head.readUInt16LE(32);
}

export function readCentral(record: Buffer): ZipEntry {
  const nameEnd = headSize.central + record.readUInt16LE(28);
  const widen = wideValues(record.subarray(nameEnd, nameEnd + record.readUInt16LE(30)));
  const size = widen(record.readUInt32LE(24));
  const compressedSize = widen(record.readUInt32LE(20));
  return {
    path: record.toString('utf8', headSize.central, nameEnd),
    offset: widen(record.readUInt32LE(42)),
    flags: record.readUInt16LE(8),
    method: record.readUInt16LE(10),
    crc: record.readUInt32LE(16),
    compressedSize,
    size,
  };
}

/** Where the central directory is, as an end record tells it. */
export interface DirectoryEnd {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

/** Reads an end record; a field that only zip64 can hold is null. */
export function readEnd(record: Buffer): { readonly [Field in keyof DirectoryEnd]: number | null } & { readonly commentSize: number } {
  const entries = record.readUInt16LE(10);
  const size = record.readUInt32LE(12);
  const offset = record.readUInt32LE(16);
  return {
    entries: entries === 0xffff ? null : entries,
    size: size === placeholder ? null : size,
    offset: offset === placeholder ? null : offset,
    commentSize: record.readUInt16LE(20),
  };
}

export function readEnd64(record: Buffer): DirectoryEnd {
  return { entries: wide(record, 32), size: wide(record, 40), offset: wide(record, 48) };
}

/** Puts the wide values of a zip64 extra field, in its fixed order, in the place of the placeholders it is given. */
function wideValues(extra: Buffer): (value: number) => number {
  let at = 0;
  let field: Buffer | null = null;
  while (at + 4 <= extra.length) {
    const size = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === extraZip64 && at + 4 + size <= extra.length) field = extra.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
  let next = 0;
  return (value) => {
    if (value !== placeholder || field === null || next + 8 > field.length) return value;
    next += 8;
    return wide(field, next - 8);
  };
}

function wide(record: Buffer, at: number): number {
  return Number(record.readBigUInt64LE(at));
}

function notSupported(message: string): Fault {
  return new Fault('invalid', 'zip.not_supported', `${message} Make it as dbt does: stored or deflated, not encrypted.`);
}
