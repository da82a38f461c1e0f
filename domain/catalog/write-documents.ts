/** Makes the documents of a state version's entries: those that no earlier version had. */
import { setImmediate } from 'node:timers/promises';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import { documentSections, readNodeDocument } from '@weft/dbt/artifacts/node-document';
import type { Host } from '@weft/host/host';
import { entryIdsOf, getStateVersion, listEntryNames } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import type { DocumentRow } from './store-documents.ts';
import { insertDocuments, selectWithoutDocument } from './store-documents.ts';

/** A few blocks of a pack: some megabytes of JSON, some tens of milliseconds of parsing, after which others have their turn. */
const entriesAtOnce = 256;

/** Safe to do twice. Answers how many were made. Fault not_found `state_version.not_found`. */
export async function writeDocuments(host: Host, versionId: Id<'stateVersion'>): Promise<number> {
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
      if (read) rows.push({ entryId: id, projectId: version.projectId, ...read });
    }
    await insertDocuments(host.database.db, rows);
    await setImmediate();
  }
  return missing.length;
}
