/** Makes and finds credentials; a password goes in sealed and comes out only for a run. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Credential } from './model.ts';
import { schemaNameSchema } from './model.ts';
import { insertCredential, selectCredential, updateCredentialPassword } from './store.ts';

export interface NewCredential {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly adapter: 'duckdb' | 'postgres';
  readonly targetSchema: string;
  readonly targetName?: string;
  readonly threads?: number;
  readonly username?: string | null;
  readonly password?: string | null;
}

/** Faults: invalid `credential.invalid`. */
export async function createCredential(host: Host, input: NewCredential): Promise<Credential> {
  const schema = schemaNameSchema.safeParse(input.targetSchema);
  if (!schema.success)
    throw new Fault(
      'invalid',
      'credential.invalid',
      `"${input.targetSchema}" cannot be a schema's name: ${schema.error.issues[0]?.message}.`,
    );
  const threads = input.threads ?? 4;
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new Fault('invalid', 'credential.invalid', `Threads must be a whole number from 1 to 64, not ${threads}.`);
  const { password, ...rest } = input;
  return host.database.transaction(async (tx) => {
    const made = await insertCredential(
      tx,
      { ...rest, targetName: input.targetName ?? 'prod', threads, username: input.username ?? null },
      host.clock.now(),
    );
    if (password == null) return made;
    await updateCredentialPassword(tx, made.id, host.secretBox.seal(password, `credential:${made.id}`));
    return { ...made, hasPassword: true };
  });
}

/** The project whose environments may use the credentials, and nobody else's. */
interface Place {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
}

/** Those of another project look as if they were not there. Faults: not_found `credential.not_found`. */
export async function getCredential(host: Host, place: Place, credentialId: Id<'credential'>): Promise<Credential> {
  return (await get(host, place, credentialId)).credential;
}

/** For the process that enters the warehouse, and nobody else. Faults: not_found `credential.not_found`; unavailable `secret.unreadable`. */
export async function openCredential(
  host: Host,
  place: Place,
  credentialId: Id<'credential'>,
): Promise<{ credential: Credential; password: string | null }> {
  const { credential, sealedPassword } = await get(host, place, credentialId);
  return { credential, password: sealedPassword === null ? null : host.secretBox.open(sealedPassword, `credential:${credential.id}`) };
}

async function get(host: Host, { accountId, projectId }: Place, credentialId: Id<'credential'>) {
  const found = await selectCredential(host.database.db, accountId, credentialId);
  if (found?.credential.projectId === projectId) return found;
  throw new Fault('not_found', 'credential.not_found', `There are no credentials ${credentialId} in this project.`);
}
