import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from './read-lines.ts';

test.each<[string, (string | Buffer)[], string[]]>([
  ['nothing', [], []],
  ['a last line without an end', ['one\ntwo'], ['one', 'two']],
  ['empty lines', ['\n\na\n\n'], ['', '', 'a', '']],
  ['a line over several chunks', ['o', 'n', 'e\nt', 'wo\n'], ['one', 'two']],
  ['both kinds of line ends, also split between the two', ['one\r\ntwo\r', '\nthr\ree\n'], ['one', 'two', 'thr\ree']],
  ['a character split over two chunks', [Buffer.from([0x61, 0xc3]), Buffer.from([0xa9, 0x0a])], ['aé']],
  ['a line of just the longest length', ['12345678\n'], ['12345678']],
  ['a line of the longest length before a carriage return', ['12345678\r', '\n'], ['12345678']],
  ['a line that is longer, and the one after it', ['123456789', '0123456789\nshort\n'], ['12345678…', 'short']],
  ['a longer last line', ['1234', '56789'], ['12345678…']],
])('%s', async (_, chunks, lines) => {
  const read: string[] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const line of readLines(stream, { lengthMax: 8 })) read.push(line);
  expect(read).toEqual(lines);
});

test('a line without an end does not fill the memory', async () => {
  let pushed = 0;
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  const stream = new Readable({
    read() {
      this.push(pushed++ < 300 ? chunk : null);
    },
  });
  const before = process.memoryUsage().rss;
  for await (const line of readLines(stream, { lengthMax: 100 })) expect(line).toBe(`${'x'.repeat(100)}…`);
  expect(pushed).toBe(301);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});
