/** Who answers for the nodes of an environment: the addresses of their groups' owners, as the newest manifest has them. */
import type { Id } from '@weft/base/id';
import { isRecord, parseJson } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import { isEmail } from '../identity/model.ts';
import { findDefinition } from '../ingest/find-definition.ts';
import { listEntries } from '../ingest/list-entries.ts';
import { readEntryBodies } from '../ingest/read-entry-bodies.ts';

/** By unique id. A test belongs to the owners of what it tests; a node without a group, or whose group has no address, to nobody. */
export async function ownersOf(
  host: Host,
  environmentId: Id<'environment'>,
  uniqueIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const definition = uniqueIds.length === 0 ? null : await findDefinition(host, environmentId);
  if (!definition) return new Map();
  const groups = await listEntries(host, definition.versionId, { sections: ['groups'] });
  if (groups.length === 0) return new Map();
  const [entries, bodies] = await Promise.all([
    listEntries(host, definition.versionId, { sections: ['nodes'] }),
    readEntryBodies(
      host,
      groups.map(({ id }) => id),
    ),
  ]);
  const addresses = new Map(groups.map(({ id, name }) => [name, addressesIn(bodies.get(id))]));
  const byId = new Map(entries.map((entry) => [entry.uniqueId, entry]));
  const isTest = (type: string | null | undefined) => type === 'test' || type === 'unit_test';
  return new Map(
    uniqueIds.map((uniqueId) => {
      const entry = byId.get(uniqueId);
      const parents = isTest(entry?.resourceType) ? (entry?.dependsOn.map((parent) => byId.get(parent)) ?? []) : [];
      const owners = [entry, ...parents].flatMap((it) => (it?.group == null ? [] : (addresses.get(it.group) ?? [])));
      return [uniqueId, [...new Set(owners)]];
    }),
  );
}

/** dbt takes one address or a list of them. */
function addressesIn(body: Buffer | undefined): readonly string[] {
  const parsed = parseJson(body?.toString('utf8') ?? 'null');
  const group = 'value' in parsed ? parsed.value : null;
  const email = isRecord(group) && isRecord(group.owner) ? group.owner.email : null;
  const all: readonly unknown[] = Array.isArray(email) ? email : [email];
  return all.flatMap((it) => (typeof it === 'string' && isEmail(it.trim()) ? [it.trim()] : []));
}
