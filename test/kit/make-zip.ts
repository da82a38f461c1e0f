/** Makes zips as dbt's uploaders do (stored, deflated), and as hostile or odd writers do. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly path: string;
  readonly body: Buffer | string;
  readonly method?: 'stored' | 'deflated';
  /** Sizes and checksum after the data, as writers do that cannot seek. */
  readonly descriptor?: 'signed' | 'unsigned';
  readonly isZip64?: boolean;
  readonly flags?: number;
  /** What headers and directory state instead of the truth. */
  readonly stated?: { readonly crc?: number; readonly size?: number; readonly methodNumber?: number };
}

export interface ZipParts {
  /** Local headers with their data, one an entry. */
  readonly locals: readonly Buffer[];
  readonly directory: Buffer;
  readonly end: Buffer;
}

export function makeZip(files: readonly ZipFile[]): Buffer {
  const { locals, directory, end } = makeZipParts(files);
  return Buffer.concat([...locals, directory, end]);
}

/** The parts of a zip, so that a test can leave some out, swap them, or put something between them. */
export function makeZipParts(files: readonly ZipFile[]): ZipParts {
  const made = files.map(makeEntry);
  const locals = made.map(({ local }) => local);
  let offset = 0;
  const records: Buffer[] = [];
  for (const { local, central } of made) {
    records.push(central(offset));
    offset += local.length;
  }
  const directory = Buffer.concat(records);
  return {
    locals,
    directory,
    end: makeEnd(
      files.length,
      directory.length,
      offset,
      files.some(({ isZip64 }) => isZip64 === true),
    ),
  };
}

function makeEntry(file: ZipFile) {
  const body = Buffer.from(file.body);
  const data = file.method === 'deflated' ? deflateRawSync(body) : body;
  const crc = file.stated?.crc ?? crc32(body);
  const size = file.stated?.size ?? body.length;
  const name = Buffer.from(file.path);
  const flags = (file.flags ?? 0) | (file.descriptor ? 8 : 0) | 0x800;
  const method = file.stated?.methodNumber ?? (file.method === 'deflated' ? 8 : 0);
  const isLate = file.descriptor !== undefined;
  const sizes = { crc, size, compressedSize: data.length };
  const local = Buffer.concat([
    header(
      0x04034b50,
      [u16(45), u16(flags), u16(method), u32(0)],
      isLate ? { crc: 0, size: 0, compressedSize: 0 } : sizes,
      file,
      name,
      Buffer.alloc(0),
    ),
    data,
    descriptor(file, sizes),
  ]);
  const central = (offset: number) =>
    header(
      0x02014b50,
      [u16(45), u16(45), u16(flags), u16(method), u32(0)],
      sizes,
      file,
      name,
      Buffer.concat([Buffer.alloc(10), u32(offset)]),
    );
  return { local, central };
}

interface Sizes {
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
}

function header(signature: number, head: readonly Buffer[], sizes: Sizes, file: ZipFile, name: Buffer, tail: Buffer): Buffer {
  const { crc, size, compressedSize } = sizes;
  const extra = file.isZip64 ? Buffer.concat([u16(1), u16(16), u64(size), u64(compressedSize)]) : Buffer.alloc(0);
  const narrow = file.isZip64 ? [u32(0xffffffff), u32(0xffffffff)] : [u32(compressedSize), u32(size)];
  return Buffer.concat([u32(signature), ...head, u32(crc), ...narrow, u16(name.length), u16(extra.length), tail, name, extra]);
}

function descriptor(file: ZipFile, { crc, size, compressedSize }: Sizes): Buffer {
  if (!file.descriptor) return Buffer.alloc(0);
  const sizes = file.isZip64 ? [u64(compressedSize), u64(size)] : [u32(compressedSize), u32(size)];
  return Buffer.concat([file.descriptor === 'signed' ? u32(0x08074b50) : Buffer.alloc(0), u32(crc), ...sizes]);
}

function makeEnd(entries: number, size: number, offset: number, isZip64: boolean): Buffer {
  const end = [u32(0x06054b50), u16(0), u16(0)];
  if (!isZip64) return Buffer.concat([...end, u16(entries), u16(entries), u32(size), u32(offset), u16(0)]);
  const wide = [u32(0x06064b50), u64(44), u16(45), u16(45), u32(0), u32(0), u64(entries), u64(entries), u64(size), u64(offset)];
  const locator = [u32(0x07064b50), u32(0), u64(offset + size), u32(1)];
  return Buffer.concat([...wide, ...locator, ...end, u16(0xffff), u16(0xffff), u32(0xffffffff), u32(0xffffffff), u16(0)]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
