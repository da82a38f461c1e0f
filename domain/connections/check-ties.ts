/** Holds what an environment is tied to against where it is: the connection of its account, everything else of its project. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { adapterOf } from './adapters/all.ts';
import { getConnection } from './create-connection.ts';
import { getCredential } from './credentials.ts';
import { getExtendedAttributes } from './extended-attributes.ts';
import type { InProject } from './model.ts';
import { selectProfile, selectUserCredentials } from './store-profiles.ts';

export interface Ties {
  readonly connectionId: Id<'connection'> | null;
  readonly credentialId: Id<'credential'> | null;
  readonly extendedAttributesId: Id<'extendedAttributes'> | null;
  readonly primaryProfileId: Id<'profile'> | null;
}

/**
 * A connection or credentials of somebody else's would lend out their warehouse, with their password. With a profile, the other three are the
 * profile's. Faults: not_found `connection.not_found`, `credential.not_found`, `extended_attributes.not_found`, `profile.not_found`;
 * invalid `credential.other_adapter`; conflict `credential.of_other_person`.
 */
export async function settleTies(host: Host, place: InProject, wanted: Ties): Promise<Ties> {
  const { primaryProfileId } = wanted;
  if (primaryProfileId === null) {
    await checkAdapters(host, place, wanted);
    return wanted;
  }
  const profile = await selectProfile(host.database.db, place, primaryProfileId);
  if (!profile) throw new Fault('not_found', 'profile.not_found', `There is no profile ${primaryProfileId} in this project.`);
  const { connectionId, credentialId, extendedAttributesId } = profile;
  return { connectionId, credentialId, extendedAttributesId, primaryProfileId };
}

export async function checkAdapters(
  host: Host,
  place: InProject,
  { connectionId, credentialId, extendedAttributesId }: Omit<Ties, 'primaryProfileId'>,
): Promise<void> {
  const connection = connectionId === null ? null : await getConnection(host, place.accountId, connectionId);
  const credential = credentialId === null ? null : await getCredential(host, place, credentialId);
  // Whoever writes what an environment runs would otherwise enter the warehouse as that person.
  if (credential && (await selectUserCredentials(host.database.db, { credentialId: credential.id })).length > 0)
    throw new Fault(
      'conflict',
      'credential.of_other_person',
      `The credentials ${credential.id} are those that a person develops with. Make others for what runs without that person.`,
    );
  if (extendedAttributesId !== null) await getExtendedAttributes(host, place, extendedAttributesId);
  if (connection && credential && connection.adapter !== credential.adapter)
    throw new Fault(
      'invalid',
      'credential.other_adapter',
      `The connection ${connection.name} is of ${adapterOf(connection.adapter).title}, but the credentials ${credential.id} are for ${adapterOf(credential.adapter).title}. Make credentials for this connection.`,
    );
}
