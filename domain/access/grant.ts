/** Gives permission sets to people and tokens, in the transaction that makes them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { Grant } from './model.ts';
import type { PermissionSet } from './permission-sets.ts';
import { isPermissionSet } from './permission-sets.ts';
import { deleteGrantsOfServiceToken, insertGrants, selectGrantsOfServiceToken } from './store.ts';

export function grantUser(tx: Tx, userId: Id<'user'>, grant: Grant): Promise<void> {
  return insertGrants(tx, { userId }, [grant]);
}

export function grantServiceToken(tx: Tx, serviceTokenId: Id<'serviceToken'>, grants: readonly Grant[]): Promise<void> {
  return insertGrants(tx, { serviceTokenId }, grants);
}

/** Instead of all that it had. */
export function replaceServiceTokenGrants(host: Host, serviceTokenId: Id<'serviceToken'>, grants: readonly Grant[]): Promise<void> {
  return host.database.transaction(async (tx) => {
    await deleteGrantsOfServiceToken(tx, serviceTokenId);
    await insertGrants(tx, { serviceTokenId }, grants);
  });
}

export function listServiceTokenGrants(host: Host, serviceTokenId: Id<'serviceToken'>): Promise<Grant[]> {
  return selectGrantsOfServiceToken(host.database.db, serviceTokenId);
}

export function readPermissionSet(text: string): PermissionSet {
  if (!isPermissionSet(text)) throw new Fault('invalid', 'permission_set.unknown', `There is no permission set "${text}".`);
  return text;
}
