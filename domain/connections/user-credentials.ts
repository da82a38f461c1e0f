/** With what a person develops in each project: their own, seen and changed by nobody else. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { listEnvironments } from '../projects/environments.ts';
import { getCredential } from './credentials.ts';
import type { InProject } from './model.ts';
import {
  insertUserCredential,
  selectProfilesOf,
  selectUserCredentials,
  type UserCredential,
  updateUserCredential,
} from './store-profiles.ts';

/** In order of id; all accounts. */
export function listUserCredentials(host: Host, userId: Id<'user'>): Promise<UserCredential[]> {
  return selectUserCredentials(host.database.db, { userId });
}

/** Faults: not_found `user_credential.not_found`. */
export async function getUserCredential(host: Host, userId: Id<'user'>, id: Id<'userCredential'>): Promise<UserCredential> {
  const found = (await listUserCredentials(host, userId)).find((it) => it.id === id);
  if (!found) throw new Fault('not_found', 'user_credential.not_found', `There are no development credentials ${id} of this person.`);
  return found;
}

/** Faults: not_found `credential.not_found`; conflict `user_credential.taken`, `credential.of_other_person`, `credential.in_use`. */
export async function linkUserCredential(
  host: Host,
  userId: Id<'user'>,
  { accountId, projectId, credentialId }: InProject & { readonly credentialId: Id<'credential'> },
): Promise<UserCredential> {
  await requireFree(host, userId, { accountId, projectId }, credentialId);
  return host.database
    .transaction((tx) => insertUserCredential(tx, { accountId, projectId, userId, credentialId }, host.clock.now()))
    .catch((error: unknown) => {
      if (uniqueViolation(error) === 'user_credential_project')
        throw new Fault(
          'conflict',
          'user_credential.taken',
          `There are development credentials for the project ${projectId} already. Change those.`,
        );
      throw error;
    });
}

/** Faults: as `linkUserCredential`; not_found `user_credential.not_found`. */
export async function relinkUserCredential(
  host: Host,
  userId: Id<'user'>,
  id: Id<'userCredential'>,
  credentialId: Id<'credential'>,
): Promise<UserCredential> {
  const before = await getUserCredential(host, userId, id);
  await requireFree(host, userId, before, credentialId);
  await host.database.transaction((tx) => updateUserCredential(tx, id, { credentialId, updatedAt: host.clock.now() }));
  return getUserCredential(host, userId, id);
}

/** Faults: not_found `user_credential.not_found`. */
export async function unlinkUserCredential(host: Host, userId: Id<'user'>, id: Id<'userCredential'>): Promise<UserCredential> {
  const found = await getUserCredential(host, userId, id);
  const at = host.clock.now();
  await host.database.transaction((tx) => updateUserCredential(tx, id, { updatedAt: at, deletedAt: at }));
  return found;
}

/** `dbt_<name>`: letters and digits of the part of the e-mail address before the @. */
export function developmentSchema(email: string): string {
  const name = (email.split('@')[0] ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return `dbt_${name || 'me'}`.slice(0, 63);
}

/** Another person's look as if they were not there. Faults: not_found `credential.not_found`. */
export async function requireNotOfOther(host: Host, userId: Id<'user'> | null, credentialId: Id<'credential'>): Promise<void> {
  const owners = await selectUserCredentials(host.database.db, { credentialId });
  if (owners.some((it) => it.userId !== userId))
    throw new Fault('not_found', 'credential.not_found', `There are no credentials ${credentialId} in this project.`);
}

/** Those that other people develop with. */
export async function credentialsOfOthers(host: Host, userId: Id<'user'> | null): Promise<ReadonlySet<Id<'credential'>>> {
  const all = await selectUserCredentials(host.database.db, {});
  return new Set(all.filter((it) => it.userId !== userId).map(({ credentialId }) => credentialId));
}

/** What one person entered is not another's to use, and what environments run with is nobody's own: the others would not see it any more. */
async function requireFree(host: Host, userId: Id<'user'>, place: InProject, credentialId: Id<'credential'>): Promise<void> {
  await getCredential(host, place, credentialId);
  const others = (await selectUserCredentials(host.database.db, { credentialId })).filter((it) => it.userId !== userId);
  if (others.length > 0)
    throw new Fault('conflict', 'credential.of_other_person', `The credentials ${credentialId} are another person's. Make your own.`);
  const environments = (await listEnvironments(host, place.accountId)).filter((it) => it.credentialId === credentialId);
  const profiles = await selectProfilesOf(host.database.db, { credentialId });
  const [named] = [...environments.map(({ name }) => `the environment ${name}`), ...profiles.map(({ key }) => `the profile ${key}`)];
  if (named !== undefined)
    throw new Fault('conflict', 'credential.in_use', `The credentials ${credentialId} are used by ${named}. Make your own.`);
}
