/** The words of a document, as they are kept beside it for the index to be made of: each once, with the fields that it is in. Pure. */
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import { eachWord, eachWordOfName } from './words.ts';

/** What can be found. Their order is that of the bits by which a word says where it is, and is kept with every document: a change needs all words made anew. */
export const searchFields = ['name', 'column', 'tag', 'owner', 'description', 'path', 'code'] as const;
export type SearchField = (typeof searchFields)[number];

/** Texts of one node; what it has not is empty. */
export type SearchTexts = Readonly<Record<SearchField, readonly string[]>>;

const ofNames: ReadonlySet<SearchField> = new Set(['name', 'column', 'tag']);

/** In one line, parted by blanks: two digits of base 16 for the fields, then the word, in small letters. */
export function encodeWords(texts: SearchTexts): string {
  const fieldsOf = new Map<string, number>();
  for (const [at, field] of searchFields.entries()) {
    const take = (word: string) => fieldsOf.set(word, (fieldsOf.get(word) ?? 0) | (1 << at));
    for (const text of texts[field]) {
      if (ofNames.has(field)) eachWordOfName(text, take);
      else eachWord(text, take);
    }
  }
  let line = '';
  for (const [word, fields] of fieldsOf) line += `${line === '' ? '' : ' '}${prefixes[fields] ?? ''}${word}`;
  return line;
}

const prefixes = Array.from({ length: 1 << searchFields.length }, (_, fields) => fields.toString(16).padStart(2, '0'));

export function wordsOf(document: NodeDocument, code: string | null): string {
  return encodeWords(textsOf(document, code));
}

const nothing: SearchTexts = { name: [], column: [], tag: [], owner: [], description: [], path: [], code: [] };

function textsOf(document: NodeDocument, code: string | null): SearchTexts {
  const { name, label, sourceName, columns, tags, owner, group, description, originalFilePath } = document;
  // Tests are many, and made of the words of what they test.
  if (document.resourceType === 'test') return { ...nothing, name: [name], tag: tags };
  return {
    name: [name, ...filled(label), ...filled(sourceName)],
    column: columns.map((column) => column.name),
    tag: [...tags, ...columns.flatMap((column) => column.tags)],
    owner: [...filled(owner?.name), ...filled(owner?.email), ...filled(group)],
    description: [description, ...columns.map((column) => column.description)],
    path: [originalFilePath],
    code: filled(code),
  };
}

function filled(text: string | null | undefined): readonly string[] {
  return text == null || text === '' ? [] : [text];
}
