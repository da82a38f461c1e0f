/** Writes a stored zip to disk as dbt's uploader does: bodies as they come, each header mended once its size is known. */
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
}

/** Writes the files one after the other, each body streamed; answers the zip's size in bytes. No zip64: everything stays under 4 GiB. */
export async function writeStoredZip(
  path: string,
  files: readonly { readonly name: string; readonly body: Iterable<Buffer> }[],
): Promise<number> {
  const file = await open(path, 'w');
  try {
    const written: Written[] = [];
    let offset = 0;
    for (const { name, body } of files) {
      const entry = await writeEntry(file, Buffer.from(name), body, offset);
      written.push(entry);
      offset += headSize + entry.name.length + entry.size;
    }
    const directory = Buffer.concat(written.map(centralHeader));
    await file.write(Buffer.concat([directory, endRecord(written.length, directory.length, offset)]), 0, null, offset);
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

const headSize = 30;

async function writeEntry(file: FileHandle, name: Buffer, body: Iterable<Buffer>, offset: number): Promise<Written> {
  let at = offset + headSize + name.length;
  let crc = 0;
  let size = 0;
  for (const block of body) {
    await file.write(block, 0, block.length, at);
    at += block.length;
    size += block.length;
    crc = crc32(block, crc);
  }
  const entry = { name, offset, crc, size };
  await file.write(localHeader(entry), 0, null, offset);
  return entry;
}

function localHeader({ name, crc, size }: Written): Buffer {
  const header = Buffer.alloc(headSize + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  name.copy(header, headSize);
  return header;
}

function centralHeader({ name, offset, crc, size }: Written): Buffer {
  const header = Buffer.alloc(46 + name.length);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(size, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(offset, 42);
  name.copy(header, 46);
  return header;
}

function endRecord(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
