/** The text that a project shows first: its doc block `__overview__`. */
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import { readFilledText, readRecord } from '@weft/dbt/artifacts/read-field';
import type { Host } from '@weft/host/host';
import { entryIdsOf, getStateVersion, listEntryNames } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';

/** Markdown. The project's own before dbt's, which says what dbt is: null then. `__<project>__` is what dbt docs shows for one of several packages. */
export async function findOverview(host: Host, versionId: Id<'stateVersion'>, dbtProjectName: string | null): Promise<string | null> {
  const ids = [...entryIdsOf(await getStateVersion(host, versionId), ['docs'])] as Id<'entry'>[];
  const names = await listEntryNames(host, ids);
  const wanted = [`doc.${dbtProjectName}.__${dbtProjectName}__`, `doc.${dbtProjectName}.__overview__`];
  const found = wanted.flatMap((key) => names.filter((name) => name.key === key)).at(0);
  const body = found && (await readEntryBodies(host, [found.id])).get(found.id);
  const parsed = parseJson(body?.toString('utf8') ?? 'null');
  return readFilledText(readRecord('value' in parsed ? parsed.value : null).block_contents);
}
