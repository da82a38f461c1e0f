/** Writes a zip as its files come, so that none is held but the one at hand: deflated, UTF-8 names, small enough for no zip64. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZippedFile {
  /** With `/` between folders. */
  readonly path: string;
  readonly text: string;
}

const [utf8, deflated, version] = [0x0800, 8, 20];
/** What the end of a zip without zip64 can count. */
const filesMax = 65_535;

/** Every file bears the same time, so that equal files are an equal zip. Throws when there are more files than a zip can count. */
export async function* zipFiles(files: AsyncIterable<ZippedFile> | Iterable<ZippedFile>, at: Date): AsyncGenerator<Buffer, void> {
  const records: Buffer[] = [];
  let offset = 0;
  for await (const { path, text } of files) {
    if (records.length === filesMax) throw new Error(`a zip holds ${filesMax} files at most`);
    const [name, body] = [Buffer.from(path, 'utf8'), Buffer.from(text, 'utf8')];
    const data = deflateRawSync(body);
    const middle = middleOf(name, body, data, at);
    const local = Buffer.concat([word(0x04034b50, 4), middle, name, data]);
    const tail = [word(0, 2), word(0, 2), word(0, 2), word(0, 4), word(offset, 4), name];
    records.push(Buffer.concat([word(0x02014b50, 4), word(version, 2), middle, ...tail]));
    offset += local.length;
    yield local;
  }
  const directory = Buffer.concat(records);
  const counts = [word(0, 4), word(records.length, 2), word(records.length, 2), word(directory.length, 4), word(offset, 4), word(0, 2)];
  yield Buffer.concat([directory, word(0x06054b50, 4), ...counts]);
}

/** What a local header and its record in the directory have in common. */
function middleOf(name: Buffer, body: Buffer, data: Buffer, at: Date): Buffer {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return Buffer.concat([
    ...[word(version, 2), word(utf8, 2), word(deflated, 2), word(time, 2), word(date, 2), word(crc32(body), 4)],
    ...[word(data.length, 4), word(body.length, 4), word(name.length, 2), word(0, 2)],
  ]);
}

function word(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}
