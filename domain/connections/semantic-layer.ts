/** Keeps what a semantic layer is set to: in which environment it asks, and with what credentials. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { getEnvironment } from '../projects/environments.ts';
import { requireAdapter } from './adapters/all.ts';
import type { InProject, Secrets } from './model.ts';
import { sealSecrets } from './seal-secrets.ts';
import {
  insertSemanticConfiguration,
  insertSemanticCredential,
  type SemanticLayerConfiguration,
  type SemanticLayerCredential,
  selectSemanticConfigurations,
  selectSemanticCredentials,
  updateSemanticConfiguration,
  updateSemanticCredential,
} from './store-semantic-layer.ts';

export interface SemanticCredentialInput {
  readonly name: string;
  readonly adapterVersion: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Faults: invalid `connection.adapter_unknown`. */
export async function createSemanticCredential(
  host: Host,
  { accountId, projectId }: InProject,
  { name, adapterVersion, values }: SemanticCredentialInput,
): Promise<SemanticLayerCredential> {
  const { plain, secrets } = divide(adapterVersion, values);
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const made = await insertSemanticCredential(tx, { accountId, projectId, name, adapterVersion, plain, sealed: {} }, at);
    const sealed = sealSecrets(host, {}, { secrets, dropped: [] }, `semantic_layer_credential:${made.id}`);
    await updateSemanticCredential(tx, made.id, { sealed, updatedAt: at });
    return { ...made, sealed };
  });
}

/** Faults: as `createSemanticCredential`; not_found `semantic_layer_credential.not_found`. */
export async function changeSemanticCredential(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'semanticLayerCredential'>,
  change: Partial<SemanticCredentialInput>,
): Promise<SemanticLayerCredential> {
  const before = await getSemanticCredential(host, accountId, id);
  const adapterVersion = change.adapterVersion ?? before.adapterVersion;
  const { plain, secrets } = divide(adapterVersion, { ...before.plain, ...change.values });
  const sealed = sealSecrets(host, before.sealed, { secrets, dropped: [] }, `semantic_layer_credential:${id}`);
  const values = { name: change.name ?? before.name, adapterVersion, plain, sealed, updatedAt: host.clock.now() };
  await host.database.transaction((tx) => updateSemanticCredential(tx, id, values));
  return getSemanticCredential(host, accountId, id);
}

/** Faults: not_found `semantic_layer_credential.not_found`. */
export async function deleteSemanticCredential(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'semanticLayerCredential'>,
): Promise<SemanticLayerCredential> {
  const found = await getSemanticCredential(host, accountId, id);
  const at = host.clock.now();
  await host.database.transaction((tx) => updateSemanticCredential(tx, id, { sealed: {}, updatedAt: at, deletedAt: at }));
  return found;
}

export function listSemanticCredentials(host: Host, accountId: Id<'account'>): Promise<SemanticLayerCredential[]> {
  return selectSemanticCredentials(host.database.db, accountId);
}

/** Faults: not_found `semantic_layer_credential.not_found`. */
export async function getSemanticCredential(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'semanticLayerCredential'>,
): Promise<SemanticLayerCredential> {
  const found = (await listSemanticCredentials(host, accountId)).find((it) => it.id === id);
  if (!found)
    throw new Fault('not_found', 'semantic_layer_credential.not_found', `There are no semantic layer credentials ${id} in this account.`);
  return found;
}

/** One a project. Faults: not_found `environment.not_found`; conflict `semantic_layer.taken`. */
export async function createSemanticConfiguration(
  host: Host,
  place: InProject,
  environmentId: Id<'environment'>,
): Promise<SemanticLayerConfiguration> {
  await requireOwnEnvironment(host, place, environmentId);
  return host.database
    .transaction((tx) =>
      insertSemanticConfiguration(tx, { accountId: place.accountId, projectId: place.projectId, environmentId }, host.clock.now()),
    )
    .catch((error: unknown) => {
      if (uniqueViolation(error) === 'semantic_layer_configuration_project')
        throw new Fault('conflict', 'semantic_layer.taken', 'This project has a semantic layer configuration already. Change that one.');
      throw error;
    });
}

/** Faults: not_found `semantic_layer.not_found`, `environment.not_found`. */
export async function changeSemanticConfiguration(
  host: Host,
  place: InProject,
  id: Id<'semanticLayerConfiguration'>,
  environmentId: Id<'environment'>,
): Promise<SemanticLayerConfiguration> {
  await getSemanticConfiguration(host, place, id);
  await requireOwnEnvironment(host, place, environmentId);
  await host.database.transaction((tx) => updateSemanticConfiguration(tx, id, { environmentId, updatedAt: host.clock.now() }));
  return getSemanticConfiguration(host, place, id);
}

/** Faults: not_found `semantic_layer.not_found`. */
export async function deleteSemanticConfiguration(
  host: Host,
  place: InProject,
  id: Id<'semanticLayerConfiguration'>,
): Promise<SemanticLayerConfiguration> {
  const found = await getSemanticConfiguration(host, place, id);
  const at = host.clock.now();
  await host.database.transaction((tx) => updateSemanticConfiguration(tx, id, { updatedAt: at, deletedAt: at }));
  return found;
}

export function listSemanticConfigurations(host: Host, accountId: Id<'account'>): Promise<SemanticLayerConfiguration[]> {
  return selectSemanticConfigurations(host.database.db, accountId);
}

/** Faults: not_found `semantic_layer.not_found`. */
export async function getSemanticConfiguration(
  host: Host,
  { accountId, projectId }: InProject,
  id: Id<'semanticLayerConfiguration'>,
): Promise<SemanticLayerConfiguration> {
  const found = (await listSemanticConfigurations(host, accountId)).find((it) => it.id === id && it.projectId === projectId);
  if (!found) throw new Fault('not_found', 'semantic_layer.not_found', `There is no semantic layer configuration ${id} in this project.`);
  return found;
}

async function requireOwnEnvironment(host: Host, { accountId, projectId }: InProject, environmentId: Id<'environment'>): Promise<void> {
  const environment = await getEnvironment(host, accountId, environmentId);
  if (environment.projectId !== projectId)
    throw new Fault('not_found', 'environment.not_found', `There is no environment ${environmentId} in this project.`);
}

/** What the adapter declares as a secret is sealed, and so is all that sounds like one: what a client calls it is not ours to know. */
function divide(
  adapterVersion: string,
  values: Readonly<Record<string, unknown>>,
): { readonly plain: Readonly<Record<string, unknown>>; readonly secrets: Secrets } {
  const adapter = requireAdapter(adapterVersion);
  const declared = [...adapter.connection, ...adapter.credential].flatMap(({ name, isSecret }) => (isSecret ? [name] : []));
  const isSecret = (name: string) => declared.includes(name) || /password|secret|token$|private_key|passphrase/i.test(name);
  const entries = Object.entries(values);
  const secrets = entries.flatMap(([name, value]) => (isSecret(name) && typeof value === 'string' && value !== '' ? [[name, value]] : []));
  return { plain: Object.fromEntries(entries.filter(([name]) => !isSecret(name))), secrets: Object.fromEntries(secrets) };
}
