/** Makes the documents of a state version's entries: those that no earlier version had. */
import { setImmediate } from 'node:timers/promises';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import { documentSections, readNodeDocument } from '@weft/dbt/artifacts/node-document';
import type { Host } from '@weft/host/host';
import { entryIdsOf, getStateVersion, listEntryNames } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { wordsOf } from './search-words.ts';
import type { DocumentRow } from './store-documents.ts';
import { insertDocuments, selectWithoutDocument } from './store-documents.ts';

/** A few blocks of a pack: some megabytes of JSON, some tens of milliseconds of parsing, after which others have their turn. */
const entriesAtOnce = 256;

const underWay = new WeakMap<Host['database'], Map<Id<'stateVersion'>, Promise<number>>>();

/**
 * Safe to do twice. Who asks while a version is being written waits, and then writes what is still missing: a large manifest takes seconds,
 * and people ask at once. Answers how many were made. Fault not_found `state_version.not_found`.
 */
export function writeDocuments(host: Host, versionId: Id<'stateVersion'>): Promise<number> {
  const writing = underWay.get(host.database) ?? new Map<Id<'stateVersion'>, Promise<number>>();
  underWay.set(host.database, writing);
  const before = writing.get(versionId) ?? Promise.resolve(0);
  const work = before.catch(() => 0).then(() => writeMissing(host, versionId));
  writing.set(versionId, work);
  const forget = () => {
    if (writing.get(versionId) === work) writing.delete(versionId);
  };
  work.then(forget, forget);
  return work;
}

async function writeMissing(host: Host, versionId: Id<'stateVersion'>): Promise<number> {
  const version = await getStateVersion(host, versionId);
  const missing = await selectWithoutDocument(host.database.db, entryIdsOf(version, documentSections));
  for (let at = 0; at < missing.length; at += entriesAtOnce) {
    const ids = missing.slice(at, at + entriesAtOnce);
    const [names, bodies] = await Promise.all([listEntryNames(host, ids), readEntryBodies(host, ids)]);
    const rows: DocumentRow[] = [];
    for (const { id, section, key } of names) {
      const body = bodies.get(id);
      const parsed = body === undefined ? { value: null } : parseJson(body.toString('utf8'));
      const read = 'value' in parsed ? readNodeDocument(section, key, parsed.value) : null;
      // What is no object is shown by nobody; its file is still given out as it was.
      if (read) rows.push({ entryId: id, projectId: version.projectId, ...read, words: wordsOf(read.document, read.code) });
    }
    await insertDocuments(host.database.db, rows);
    await setImmediate();
  }
  return missing.length;
}
