/** Makes, changes and finds credentials; secrets go in sealed and come out only for a run. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { adapterOf, requireAdapter } from './adapters/all.ts';
import type { Credential, InProject, Secrets } from './model.ts';
import { type EnteredValues, readValues } from './read-values.ts';
import { openSecrets, sealSecrets } from './seal-secrets.ts';
import { insertCredential, type Sealed, selectCredential, selectCredentialsOf, updateCredential } from './store.ts';

export interface NewCredential extends InProject {
  /** `postgres`, or a version of it as the official API names them. */
  readonly adapter: string;
  readonly targetSchema: string;
  readonly targetName?: string;
  readonly threads?: number;
  /** By the names of the adapter's fields, secrets among them. */
  readonly values?: unknown;
}

/** Faults: invalid `credential.invalid`, `connection.adapter_unknown`. */
export async function createCredential(host: Host, input: NewCredential): Promise<Credential> {
  const adapter = requireAdapter(input.adapter);
  const entered = readValues(adapter.credential, input.values);
  refuse(entered);
  const { accountId, projectId } = input;
  const values = {
    ...{ accountId, projectId, adapter: adapter.name, values: entered.values },
    adapterVersion: adapter.versions.find((version) => version === input.adapter) ?? adapter.versions[0],
    targetSchema: checkSchema(input.targetSchema),
    targetName: checkTargetName(input.targetName ?? 'prod'),
    threads: checkThreads(input.threads ?? 4),
  };
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const made = await insertCredential(tx, values, at);
    return Object.keys(entered.secrets).length === 0 ? made : keepSecrets(host, tx, { thing: made, sealed: {} }, entered, at);
  });
}

export type CredentialChange = Partial<Pick<NewCredential, 'adapter' | 'targetSchema' | 'targetName' | 'threads' | 'values'>>;

/** What is left out stays, secrets too. Runs under way keep what they began with. Faults: as `createCredential`; not_found `credential.not_found`. */
export async function changeCredential(
  host: Host,
  place: InProject,
  credentialId: Id<'credential'>,
  change: CredentialChange,
): Promise<Credential> {
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const before = await get(tx, place, credentialId);
    const adapter = change.adapter === undefined ? adapterOf(before.thing.adapter) : requireAdapter(change.adapter);
    const isSame = adapter.name === before.thing.adapter;
    // Fields of another warehouse mean nothing to this one, and a secret is never sent to a place that it was not entered for.
    const known = isSame ? before.thing : { values: {}, secretNames: [] };
    const entered = readValues(adapter.credential, change.values, known);
    refuse(entered);
    await updateCredential(tx, credentialId, {
      adapter: adapter.name,
      adapterVersion:
        adapter.versions.find((version) => version === change.adapter) ?? (isSame ? before.thing.adapterVersion : adapter.versions[0]),
      ...(change.targetSchema === undefined ? {} : { targetSchema: checkSchema(change.targetSchema) }),
      ...(change.targetName === undefined ? {} : { targetName: checkTargetName(change.targetName) }),
      ...(change.threads === undefined ? {} : { threads: checkThreads(change.threads) }),
      plain: entered.values,
      updatedAt: at,
    });
    return keepSecrets(host, tx, isSame ? before : { thing: before.thing, sealed: {} }, entered, at);
  });
}

/** Those of another project look as if they were not there. Faults: not_found `credential.not_found`. */
export async function getCredential(host: Host, place: InProject, credentialId: Id<'credential'>): Promise<Credential> {
  return (await get(host.database.db, place, credentialId)).thing;
}

export function listCredentials(host: Host, projectId: Id<'project'>): Promise<Credential[]> {
  return selectCredentialsOf(host.database.db, projectId);
}

/** For the process that enters the warehouse, and nobody else. Faults: not_found `credential.not_found`; unavailable `secret.unreadable`. */
export async function openCredential(
  host: Host,
  place: InProject,
  credentialId: Id<'credential'>,
): Promise<{ readonly credential: Credential; readonly secrets: Secrets }> {
  const { thing, sealed } = await get(host.database.db, place, credentialId);
  return { credential: thing, secrets: openSecrets(host, sealed, purposeOf(credentialId)) };
}

export function purposeOf(credentialId: Id<'credential'>): string {
  return `credential:${credentialId}`;
}

async function get(db: Parameters<typeof selectCredential>[0], { accountId, projectId }: InProject, credentialId: Id<'credential'>) {
  const found = await selectCredential(db, accountId, credentialId);
  if (found?.thing.projectId === projectId) return found;
  throw new Fault('not_found', 'credential.not_found', `There are no credentials ${credentialId} in this project.`);
}

async function keepSecrets(
  host: Host,
  tx: Tx,
  { thing, sealed }: Sealed<Credential>,
  change: Pick<EnteredValues, 'secrets' | 'dropped'>,
  at: Date,
): Promise<Credential> {
  const kept = sealSecrets(host, sealed, change, purposeOf(thing.id));
  await updateCredential(tx, thing.id, { sealed: kept, updatedAt: at });
  const found = await selectCredential(tx, thing.accountId, thing.id);
  if (!found) throw new Error('credentials that were just written are gone');
  return found.thing;
}

function refuse({ problems }: EnteredValues): void {
  if (problems.length > 0) throw invalid(`The credentials cannot be made so: ${problems.join('; ')}.`);
}

/** What dbt writes into SQL as the schema's name. */
function checkSchema(schema: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_$]{0,62}$/.test(schema)) return schema;
  throw invalid(
    `"${schema.slice(0, 100)}" cannot be a schema's name: use letters, digits and underscores, at most 63, not beginning with a digit.`,
  );
}

function checkTargetName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(name)) return name;
  throw invalid(`"${name.slice(0, 100)}" cannot be a target's name: use letters, digits and underscores.`);
}

function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads;
  throw invalid(`Threads must be a whole number from 1 to 64, not ${threads}.`);
}

function invalid(message: string): Fault {
  return new Fault('invalid', 'credential.invalid', message);
}
