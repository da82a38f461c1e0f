/** Makes the documents of entries from their bodies, as lines that COPY takes. Pure. */
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import { readNodeDocument } from '@weft/dbt/artifacts/node-document';
import { copyLine } from '../ingest/copy-line.ts';
import { wordsOf } from './search-words.ts';

/** May be sent to another thread. */
export interface AskedDocuments {
  readonly projectId: Id<'project'>;
  readonly entries: readonly { readonly id: Id<'entry'>; readonly section: string; readonly key: string; readonly body: Uint8Array }[];
}

/** In UTF-8, the columns as `copyDocuments` has them. What is no object is shown by nobody; its file is still given out as it was. */
export function makeDocuments({ projectId, entries }: AskedDocuments): Uint8Array<ArrayBuffer> {
  const lines = entries.flatMap(({ id, section, key, body }) => {
    const parsed = parseJson(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    const read = 'value' in parsed ? readNodeDocument(section, key, parsed.value) : null;
    if (!read) return [];
    return [copyLine([id, projectId, JSON.stringify(read.document), read.code, wordsOf(read.document, read.code)])];
  });
  return new TextEncoder().encode(lines.join(''));
}
