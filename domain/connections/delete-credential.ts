/** Deletes credentials that nobody uses, with their secrets. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listEnvironments } from '../projects/environments.ts';
import { getCredential } from './credentials.ts';
import type { Credential, InProject } from './model.ts';
import { updateCredential } from './store.ts';
import { selectProfilesOf, selectUserCredentials, updateUserCredential } from './store-profiles.ts';

/** What a person develops with goes too. Faults: not_found `credential.not_found`; conflict `credential.in_use`, naming the environments. */
export async function deleteCredential(host: Host, place: InProject, credentialId: Id<'credential'>): Promise<Credential> {
  const credential = await getCredential(host, place, credentialId);
  const environments = (await listEnvironments(host, place.accountId)).filter((it) => it.credentialId === credentialId);
  const profiles = await selectProfilesOf(host.database.db, { credentialId });
  const named = [
    ...environments.map(({ name, id }) => `the environment ${name} (${id})`),
    ...profiles.map(({ key, id }) => `the profile ${key} (${id})`),
  ];
  if (named.length > 0)
    throw new Fault('conflict', 'credential.in_use', `These credentials are used by ${named.join(', ')}. Give them others first.`);
  const at = host.clock.now();
  await host.database.transaction(async (tx) => {
    for (const { id } of await selectUserCredentials(tx, { credentialId }))
      await updateUserCredential(tx, id, { updatedAt: at, deletedAt: at });
    await updateCredential(tx, credentialId, { sealed: {}, updatedAt: at, deletedAt: at });
  });
  return credential;
}
