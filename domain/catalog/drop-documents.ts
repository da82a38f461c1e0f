/** Forgets the documents of entries that no version of a project has any more. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listStandings } from '../ingest/find-definition.ts';
import { listEnvironments } from '../projects/environments.ts';
import { deleteDocuments } from './store-documents.ts';
import { writeDocuments } from './write-documents.ts';

const entriesAtOnce = 5000;

/** An upload of this moment may have brought one of them back: what environments of the project are now is made whole again. */
export async function dropDocuments(
  host: Host,
  { accountId, projectId }: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'> },
  entryIds: readonly Id<'entry'>[],
): Promise<void> {
  for (let at = 0; at < entryIds.length; at += entriesAtOnce)
    await deleteDocuments(host.database.db, entryIds.slice(at, at + entriesAtOnce));
  const own = (await listEnvironments(host, accountId)).filter((it) => it.projectId === projectId);
  for (const { versionId } of await listStandings(
    host,
    own.map(({ id }) => id),
  ))
    await writeDocuments(host, versionId);
}
