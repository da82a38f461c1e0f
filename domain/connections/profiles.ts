/** Named sets of connection, credentials and extended attributes that environments of a project share. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { changeEnvironment, listEnvironments } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';
import { checkAdapters } from './check-ties.ts';
import type { InProject, Profile } from './model.ts';
import { insertProfile, selectProfile, selectProfilesOf, updateProfile } from './store-profiles.ts';

export interface ProfileTies {
  readonly connectionId: Id<'connection'>;
  readonly credentialId: Id<'credential'>;
  readonly extendedAttributesId: Id<'extendedAttributes'> | null;
}

/** Faults: invalid `profile.key_invalid`; conflict `profile.key_taken`; those of `checkAdapters`. */
export async function createProfile(host: Host, place: InProject, input: ProfileTies & { readonly key: string }): Promise<Profile> {
  const key = checkKey(input.key);
  await checkAdapters(host, place, input);
  const { accountId, projectId } = place;
  const { connectionId, credentialId, extendedAttributesId } = input;
  const values = { accountId, projectId, key, connectionId, credentialId, extendedAttributesId };
  return host.database.transaction((tx) => insertProfile(tx, values, host.clock.now())).catch((error: unknown) => throwTaken(error, key));
}

/** Environments that are tied to it follow. Faults: as `createProfile`; not_found `profile.not_found`. */
export async function changeProfile(
  host: Host,
  place: InProject,
  profileId: Id<'profile'>,
  change: Partial<ProfileTies> & { readonly key?: string },
): Promise<Profile> {
  const before = await getProfile(host, place, profileId);
  const key = change.key === undefined ? before.key : checkKey(change.key);
  const after = { ...before, ...change };
  await checkAdapters(host, place, after);
  const { connectionId, credentialId, extendedAttributesId } = after;
  await host.database
    .transaction((tx) =>
      updateProfile(tx, profileId, { key, connectionId, credentialId, extendedAttributesId, updatedAt: host.clock.now() }),
    )
    .catch((error: unknown) => throwTaken(error, key));
  for (const environment of await environmentsOfProfile(host, place, profileId)) {
    await changeEnvironment(host, place.accountId, environment.id, { connectionId, credentialId, extendedAttributesId });
  }
  return getProfile(host, place, profileId);
}

/** Faults: not_found `profile.not_found`; conflict `profile.in_use`, naming the environments. */
export async function deleteProfile(host: Host, place: InProject, profileId: Id<'profile'>): Promise<Profile> {
  const profile = await getProfile(host, place, profileId);
  const users = await environmentsOfProfile(host, place, profileId);
  if (users.length > 0)
    throw new Fault(
      'conflict',
      'profile.in_use',
      `The profile ${profile.key} is used by ${users.map(({ name, id }) => `the environment ${name} (${id})`).join(', ')}. Give them another one first.`,
    );
  const at = host.clock.now();
  await host.database.transaction((tx) => updateProfile(tx, profileId, { updatedAt: at, deletedAt: at }));
  return profile;
}

/** Faults: not_found `profile.not_found`. */
export async function getProfile(host: Host, place: InProject, profileId: Id<'profile'>): Promise<Profile> {
  const found = await selectProfile(host.database.db, place, profileId);
  if (!found) throw new Fault('not_found', 'profile.not_found', `There is no profile ${profileId} in this project.`);
  return found;
}

export function listProfiles(host: Host, projectId: Id<'project'>): Promise<Profile[]> {
  return selectProfilesOf(host.database.db, { projectId });
}

export async function environmentsOfProfile(host: Host, place: InProject, profileId: Id<'profile'>): Promise<readonly Environment[]> {
  return (await listEnvironments(host, place.accountId)).filter(({ primaryProfileId }) => primaryProfileId === profileId);
}

function checkKey(given: string): string {
  const key = given.trim();
  if (/^[A-Za-z0-9_-]{1,255}$/.test(key) && !/^[-_]|[-_]$/.test(key)) return key;
  throw new Fault(
    'invalid',
    'profile.key_invalid',
    `"${key.slice(0, 100)}" cannot be a profile's key: use letters, digits, dashes and underscores, beginning and ending with a letter or digit.`,
  );
}

function throwTaken(error: unknown, key: string): never {
  if (uniqueViolation(error) === 'profile_key')
    throw new Fault('conflict', 'profile.key_taken', `This project has a profile "${key}" already.`);
  throw error;
}
