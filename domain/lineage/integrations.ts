/** Makes, changes, deletes and finds lineage integrations, and what is watched in them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Integration, Selected } from './model.ts';
import { splitSecrets } from './model.ts';
import {
  deleteIntegration,
  deleteSelections,
  insertIntegration,
  insertSelections,
  selectIntegrations,
  selectSelections,
  updateIntegration,
} from './store.ts';

interface Place {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
}

interface Content {
  readonly name: Integration['name'];
  readonly config: Readonly<Record<string, unknown>>;
}

export function listIntegrations(host: Host, { accountId, projectId }: Place): Promise<Integration[]> {
  return selectIntegrations(host.database.db, accountId, projectId);
}

/** Faults: not_found `lineage_integration.not_found`. */
export async function getIntegration(host: Host, place: Place, id: Id<'lineageIntegration'>): Promise<Integration> {
  const found = (await listIntegrations(host, place)).find((it) => it.id === id);
  if (!found) throw new Fault('not_found', 'lineage_integration.not_found', `The project has no lineage integration ${id}.`);
  return found;
}

export function createIntegration(host: Host, place: Place, content: Content): Promise<Integration> {
  const at = host.clock.now();
  const { plain, secrets } = splitSecrets(content.config);
  return host.database.transaction(async (tx) => {
    const made = await insertIntegration(tx, { ...place, name: content.name, config: plain, createdAt: at, updatedAt: at });
    if (Object.keys(secrets).length === 0) return made;
    await updateIntegration(tx, made.id, { sealedSecrets: seal(host, made.id, secrets) });
    return { ...made, hasSecrets: true };
  });
}

/** Fields of the configuration that are left out stay. Faults: not_found `lineage_integration.not_found`. */
export async function changeIntegration(
  host: Host,
  place: Place,
  id: Id<'lineageIntegration'>,
  change: Partial<Content>,
): Promise<Integration> {
  const before = await getIntegration(host, place, id);
  const { plain, secrets } = splitSecrets(change.config ?? {});
  await host.database.transaction((tx) =>
    updateIntegration(tx, id, {
      name: change.name ?? before.name,
      config: { ...before.config, ...plain },
      ...(Object.keys(secrets).length === 0 ? {} : { sealedSecrets: seal(host, id, secrets) }),
      updatedAt: host.clock.now(),
    }),
  );
  return getIntegration(host, place, id);
}

/** Faults: not_found `lineage_integration.not_found`. */
export async function removeIntegration(host: Host, place: Place, id: Id<'lineageIntegration'>): Promise<void> {
  await getIntegration(host, place, id);
  await host.database.transaction((tx) => deleteIntegration(tx, id));
}

export function listSelected(host: Host, id: Id<'lineageIntegration'>): Promise<Selected[]> {
  return selectSelections(host.database.db, id);
}

/** Answers how many were new, and how many went. Faults: not_found `lineage_integration.not_found`. */
export async function changeSelection(
  host: Host,
  place: Place,
  id: Id<'lineageIntegration'>,
  change: { readonly add: readonly Selected[]; readonly remove: readonly string[] },
): Promise<{ readonly added: number; readonly removed: number }> {
  await getIntegration(host, place, id);
  return host.database.transaction(async (tx) => ({
    removed: await deleteSelections(tx, id, change.remove),
    added: await insertSelections(tx, id, change.add),
  }));
}

function seal(host: Host, id: Id<'lineageIntegration'>, secrets: Readonly<Record<string, unknown>>): string {
  return host.secretBox.seal(JSON.stringify(secrets), `lineage_integration:${id}`);
}
