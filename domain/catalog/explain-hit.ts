/** Says where in a node the words of a search were found: the text around them, and where in it they stand. Pure. */
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import type { SearchField } from './search-words.ts';
import { isOneOff } from './segment-words.ts';
import { eachWord } from './words.ts';

export interface HitText {
  readonly text: string;
  /** `[from, to)` in it, ascending. */
  readonly marks: readonly (readonly [number, number])[];
}

const aroundMax = 60;

/** Null: it stands in no text that the asker is shown, such as a word of a group. */
export function explainHit(
  { document, code, isOffer }: { readonly document: NodeDocument; readonly code: string | null; readonly isOffer: boolean },
  field: SearchField,
  typed: string,
): HitText | null {
  const words: string[] = [];
  eachWord(typed, (word) => words.push(word));
  const lower = typed.trim().toLowerCase();
  for (const text of textsOf(document, code, field, isOffer)) {
    const marks = marksIn(text, lower, words);
    if (marks.length > 0) return cut(text, marks);
  }
  return null;
}

function textsOf(document: NodeDocument, code: string | null, field: SearchField, isOffer: boolean): readonly string[] {
  const { owner } = document;
  const filled = (texts: readonly (string | null | undefined)[]) => texts.flatMap((text) => (text ? [text] : []));
  switch (field) {
    case 'name':
      return filled([document.name, document.label, document.sourceName]);
    case 'column':
      return document.columns.map(({ name }) => name);
    case 'tag':
      return [...document.tags, ...document.columns.flatMap(({ tags }) => tags)];
    case 'owner':
      return filled([owner?.name, owner?.email, isOffer ? null : document.group]);
    case 'description':
      return [document.description, ...document.columns.map(({ name, description }) => `${name}: ${description}`)];
    case 'path':
      return isOffer ? [] : [document.originalFilePath];
    case 'code':
      return isOffer ? [] : (code ?? '').split('\n');
  }
}

/** The whole that was typed, else each of its words, else a word that is one letter off. */
function marksIn(text: string, lower: string, words: readonly string[]): readonly (readonly [number, number])[] {
  const small = text.toLowerCase();
  // Some letters change their length with their case, and marks would be off.
  if (small.length !== text.length) return small.includes(lower) ? [[0, 0]] : [];
  const whole = lower === '' ? -1 : small.indexOf(lower);
  if (whole >= 0) return [[whole, whole + lower.length]];
  const marks: [number, number][] = [];
  for (const word of words) {
    const at = small.indexOf(word);
    if (at >= 0) marks.push([at, at + word.length]);
  }
  if (marks.length === 0) {
    let from = 0;
    eachWord(text, (word) => {
      const at = small.indexOf(word, from);
      from = at + word.length;
      if (marks.length === 0 && words.some((asked) => asked.length > 3 && isOneOff(word, asked))) marks.push([at, from]);
    });
  }
  return joined(marks.sort(([a], [b]) => a - b));
}

function joined(marks: readonly [number, number][]): readonly (readonly [number, number])[] {
  const kept: [number, number][] = [];
  for (const [from, to] of marks) {
    const last = kept.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else kept.push([from, to]);
  }
  return kept;
}

/** One line around the first mark. */
function cut(text: string, marks: readonly (readonly [number, number])[]): HitText {
  const first = marks[0]?.[0] ?? 0;
  const from = Math.max(0, text.lastIndexOf('\n', first - 1) + 1, first - aroundMax);
  const lineEnd = text.indexOf('\n', first);
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, from + 3 * aroundMax);
  const before = from > 0 && text[from - 1] !== '\n' ? '…' : '';
  const after = to < text.length && text[to] !== '\n' ? '…' : '';
  const shift = before.length - from;
  return {
    text: `${before}${text.slice(from, to)}${after}`,
    marks: marks.flatMap(([start, end]) => (start >= from && end <= to && end > start ? [[start + shift, end + shift] as const] : [])),
  };
}
