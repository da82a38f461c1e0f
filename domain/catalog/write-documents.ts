/** Makes the documents of a state version's entries: those that no earlier version had. */
import { setImmediate } from 'node:timers/promises';
import type { Id } from '@weft/base/id';
import { documentSections } from '@weft/dbt/artifacts/node-document';
import type { Host } from '@weft/host/host';
import { entryIdsOf, getStateVersion, listEntryNames } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';
import { type DocumentMaker, openDocumentMaker } from './document-maker.ts';
import { copyDocuments, selectWithoutDocument } from './store-documents.ts';

/** A few blocks of a pack: some megabytes of JSON, some tens of milliseconds of parsing, after which others have their turn. */
const entriesAtOnce = 256;
/** While documents of some are made, others are read, and others written. */
const lanes = 3;

/** Told of entries whose documents are there now. */
type Ear = (entryIds: readonly Id<'entry'>[]) => void;

interface Writing {
  readonly work: Promise<number>;
  readonly ears: Ear[];
}

const underWay = new WeakMap<Host['database'], Map<Id<'stateVersion'>, Writing>>();

/**
 * Safe to do twice. Who asks while a version is being written waits, and then writes what is still missing: a large manifest takes seconds,
 * and people ask at once. Answers how many were made. `hear`: told of some at a time. Fault not_found `state_version.not_found`.
 */
export function writeDocuments(host: Host, versionId: Id<'stateVersion'>, hear?: Ear): Promise<number> {
  const writing = underWay.get(host.database) ?? new Map<Id<'stateVersion'>, Writing>();
  underWay.set(host.database, writing);
  const before = writing.get(versionId) ?? { work: Promise.resolve(0), ears: [] };
  const { ears } = before;
  if (hear) ears.push(hear);
  const tell: Ear = (entryIds) => {
    for (const ear of ears) ear(entryIds);
  };
  const work = before.work.catch(() => 0).then(() => writeMissing(host, versionId, tell));
  writing.set(versionId, { work, ears });
  const forget = () => {
    if (writing.get(versionId)?.work === work) writing.delete(versionId);
  };
  work.then(forget, forget);
  return work;
}

async function writeMissing(host: Host, versionId: Id<'stateVersion'>, tell: Ear): Promise<number> {
  const version = await getStateVersion(host, versionId);
  const missing = await selectWithoutDocument(host.database.db, entryIdsOf(version, documentSections));
  const maker = openDocumentMaker(missing.length);
  let next = 0;
  const lane = async () => {
    while (next < missing.length) {
      const ids = missing.slice(next, next + entriesAtOnce);
      next += entriesAtOnce;
      await writeSome(host, maker, version.projectId, ids);
      tell(ids);
      await setImmediate();
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await maker.close();
  }
  return missing.length;
}

async function writeSome(host: Host, maker: DocumentMaker, projectId: Id<'project'>, entryIds: readonly Id<'entry'>[]): Promise<void> {
  for (let ids = entryIds; ids.length > 0; ) {
    const [names, bodies] = await Promise.all([listEntryNames(host, ids), readEntryBodies(host, ids)]);
    const entries = names.flatMap((name) => {
      const body = bodies.get(name.id);
      return body === undefined ? [] : [{ ...name, body }];
    });
    if (await copyDocuments(host.database, await maker.make({ projectId, entries }))) return;
    // Another version of the project has brought some of them meanwhile.
    ids = await selectWithoutDocument(host.database.db, Float64Array.from(ids));
  }
}
