/** Splits a byte stream into lines as fast as they are asked for, whatever its writer does. */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Lines without their ends (`\n` or `\r\n`); a last one without an end counts when it is not empty. The stream is read only as
 * the lines are taken, so a writer that is faster waits. Of a line longer than `lengthMax` characters the beginning is kept, and `…` says so:
 * memory stays bounded when a program prints a gigabyte without a line end.
 */
export async function* readLines(stream: Readable, limits: { readonly lengthMax: number }): AsyncGenerator<string, void, void> {
  for await (const lines of readLineGroups(stream, limits)) yield* lines;
}

/** The same, those together that came together: to wait for each costs more than many a line is worth. No group is empty. */
export async function* readLineGroups(
  stream: Readable,
  { lengthMax }: { readonly lengthMax: number },
): AsyncGenerator<readonly string[], void, void> {
  const decoder = new StringDecoder('utf8');
  /** The beginning of the line, one more than may stay: it may be a carriage return. */
  let head = '';
  let length = 0;
  let endsInReturn = false;
  for await (const chunk of stream) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
    const lines: string[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      keep(text.slice(start, end));
      lines.push(take());
      start = end + 1;
    }
    keep(text.slice(start));
    if (lines.length > 0) yield lines;
  }
  keep(decoder.end());
  if (length > 0) yield [take()];

  function keep(part: string): void {
    if (part === '') return;
    if (head.length <= lengthMax) head += part.slice(0, lengthMax + 1 - head.length);
    length += part.length;
    endsInReturn = part.endsWith('\r');
  }

  function take(): string {
    const lineLength = endsInReturn ? length - 1 : length;
    const line = lineLength > lengthMax ? `${head.slice(0, lengthMax)}…` : head.slice(0, lineLength);
    head = '';
    length = 0;
    endsInReturn = false;
    return line;
  }
}
