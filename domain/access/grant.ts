/** Gives permission sets to people and tokens, in the transaction that makes them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { Caller, Grant, NewGrant, WritableCategory } from './model.ts';
import { environmentCategories, hold, may } from './model.ts';
import type { PermissionSet } from './permission-sets.ts';
import { isPermissionSet } from './permission-sets.ts';
import {
  deleteGrantsOfServiceToken,
  insertGrants,
  type KeptGrant,
  selectGrantsOfServiceToken,
  selectGrantsOfServiceTokens,
} from './store.ts';

export function grantUser(tx: Tx, userId: Id<'user'>, grant: NewGrant): Promise<void> {
  return insertGrants(tx, { userId }, [grant]);
}

export function grantServiceToken(tx: Tx, serviceTokenId: Id<'serviceToken'>, grants: readonly NewGrant[]): Promise<void> {
  return insertGrants(tx, { serviceTokenId }, grants);
}

/** Whoever makes a project may set it up, whatever else they hold: without this, who may only make projects would make them for nobody. */
export async function grantCreator(
  host: Host,
  caller: Caller,
  place: { accountId: Id<'account'>; projectId: Id<'project'> },
): Promise<void> {
  if (may(caller, 'projects:write', place)) return;
  const { userId, serviceTokenId } = caller;
  const holder = userId !== null ? { userId } : serviceTokenId !== null ? { serviceTokenId } : null;
  if (holder !== null) await host.database.transaction((tx) => insertGrants(tx, holder, [{ ...place, permissionSet: 'admin' }]));
}

/** Instead of all that it had. */
export function replaceServiceTokenGrants(host: Host, serviceTokenId: Id<'serviceToken'>, grants: readonly Grant[]): Promise<void> {
  return host.database.transaction(async (tx) => {
    await deleteGrantsOfServiceToken(tx, serviceTokenId);
    await insertGrants(tx, { serviceTokenId }, grants);
  });
}

export function listServiceTokenGrants(host: Host, serviceTokenId: Id<'serviceToken'>): Promise<KeptGrant[]> {
  return selectGrantsOfServiceToken(host.database.db, serviceTokenId);
}

/** Of all tokens of an account, each under its id. */
export function mapServiceTokenGrants(host: Host, accountId: Id<'account'>): Promise<Map<Id<'serviceToken'>, KeptGrant[]>> {
  return selectGrantsOfServiceTokens(host.database.db, accountId);
}

/** The token as a caller: what it may is asked of this one without its secret. */
export async function callerOfServiceToken(host: Host, token: { readonly id: Id<'serviceToken'>; readonly name: string }): Promise<Caller> {
  const grants = hold(await selectGrantsOfServiceToken(host.database.db, token.id));
  return { kind: 'service_token', userId: null, serviceTokenId: token.id, label: `service token ${token.name}`, grants };
}

export function readPermissionSet(text: string): PermissionSet {
  if (!isPermissionSet(text)) throw new Fault('invalid', 'permission_set.unknown', `There is no permission set "${text}".`);
  return text;
}

/** Fault: invalid `permission_set.category_unknown`. */
export function readCategories(names: readonly string[]): WritableCategory[] {
  const known: readonly WritableCategory[] = ['all', ...environmentCategories];
  return [...new Set(names)].map((name) => {
    const found = known.find((it) => it === name);
    if (found === undefined)
      throw new Fault(
        'invalid',
        'permission_set.category_unknown',
        `There is no environment category "${name}": there are ${known.join(', ')}.`,
      );
    return found;
  });
}
