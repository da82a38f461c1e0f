/** Holds what an environment is tied to against where it is: the connection of its account, the credentials of its project. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getConnection } from './create-connection.ts';
import { getCredential } from './credentials.ts';

/**
 * A connection or credentials of somebody else's would lend out their warehouse, with their password.
 * Faults: not_found `connection.not_found`, `credential.not_found`.
 */
export async function checkTies(
  host: Host,
  place: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'> },
  { connectionId, credentialId }: { readonly connectionId: Id<'connection'> | null; readonly credentialId: Id<'credential'> | null },
): Promise<void> {
  if (connectionId !== null) await getConnection(host, place.accountId, connectionId);
  if (credentialId !== null) await getCredential(host, place, credentialId);
}
