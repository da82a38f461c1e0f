/** Terminal colours in a log line, as pieces of text with a tone; everything else that a terminal would obey is dropped. */
import { toneOfLine } from '@weft/dbt/log/tone-of-line';

export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'dim' | 'busy';

export interface Piece {
  readonly text: string;
  readonly tone: Tone;
}

const toneOf: Readonly<Record<string, Tone>> = {
  31: 'bad',
  32: 'good',
  33: 'warn',
  34: 'busy',
  35: 'busy',
  36: 'busy',
  90: 'dim',
  2: 'dim',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const sequence = /\u001b\[([\d;]*)([A-Za-z])/g;

export function readAnsi(line: string): readonly Piece[] {
  if (!line.includes('\u001b')) return [{ text: line, tone: toneOfLine(line) }];
  const pieces: Piece[] = [];
  let tone: Tone = 'plain';
  let at = 0;
  for (const match of line.matchAll(sequence)) {
    if (match.index > at) pieces.push({ text: line.slice(at, match.index), tone });
    at = match.index + match[0].length;
    if (match[2] === 'm') for (const code of (match[1] || '0').split(';')) tone = code === '0' ? 'plain' : (toneOf[code] ?? tone);
  }
  if (at < line.length) pieces.push({ text: line.slice(at), tone });
  return pieces;
}

export function withoutAnsi(line: string): string {
  return line.replace(sequence, '');
}
