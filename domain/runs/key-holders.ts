/** Which runs may hold a key that was exchanged, and its end when none does any more. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { InProject } from '../connections/model.ts';
import { forgetKeys } from '../connections/rotate-key.ts';
import type { CredentialKey } from '../connections/store-keys.ts';
import { listEnvironments } from '../projects/environments.ts';
import { listRuns } from './list-runs.ts';

/** Ids of the runs under way that may have begun with the key. */
export type HeldBy = (key: CredentialKey) => readonly Id<'run'>[];

export async function findKeyHolders(host: Host, place: InProject, credentialId: Id<'credential'>): Promise<HeldBy> {
  const environments = (await listEnvironments(host, place.accountId)).filter((it) => it.credentialId === credentialId);
  const found = await Promise.all(
    environments.map(({ id: environmentId }) => {
      const filter = { accountId: place.accountId, environmentId, states: ['starting', 'running'] as const };
      return listRuns(host, filter, { order: { by: 'id', isDescending: false }, limit: 100, offset: 0 });
    }),
  );
  const active = found.flatMap(({ runs }) => runs);
  return ({ retiredAt }) => active.filter((run) => retiredAt !== null && run.createdAt < retiredAt).map(({ id }) => id);
}

/** The secrets of retired keys of the credentials go away, save of those that a run may hold. */
export async function putAwayKeys(host: Host, place: InProject, credentialId: Id<'credential'>): Promise<void> {
  const heldBy = await findKeyHolders(host, place, credentialId);
  await forgetKeys(host, place, credentialId, (key) => heldBy(key).length > 0);
}
