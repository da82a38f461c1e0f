/** Gives a new account the groups that it begins with, and its owner. */
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { BuiltIn } from './group-model.ts';
import { insertGrants } from './store.ts';
import { insertGroup, insertGroupMembers, lockGroups, selectGroups } from './store-groups.ts';

/** dbt Cloud's names. Everyone new comes into Everyone, which is granted nothing before somebody says so. */
const beginning: readonly { readonly builtIn: BuiltIn; readonly name: string; readonly set: 'owner' | 'member' | null }[] = [
  { builtIn: 'owner', name: 'Owner', set: 'owner' },
  { builtIn: 'member', name: 'Member', set: 'member' },
  { builtIn: 'everyone', name: 'Everyone', set: null },
];

/** Safe to do twice: groups that are there stay as they are. `ownerId` null: nobody came yet. */
export async function foundAccount(
  host: Host,
  tx: Tx,
  { accountId, ownerId }: { accountId: Id<'account'>; ownerId: Id<'user'> | null },
): Promise<void> {
  await lockGroups(tx, accountId);
  const isNew = (await selectGroups(tx, accountId)).length === 0;
  for (const { builtIn, name, set } of isNew ? beginning : []) {
    const values = { accountId, name, builtIn, assignByDefault: builtIn === 'everyone', ssoMappingGroups: [], at: host.clock.now() };
    const made = await insertGroup(tx, values);
    if (made && set !== null) await insertGrants(tx, { groupId: made.id }, [{ accountId, permissionSet: set, projectId: null }]);
  }
  if (ownerId === null) return;
  const groups = await selectGroups(tx, accountId);
  const own = groups.filter(({ builtIn, assignByDefault }) => builtIn === 'owner' || assignByDefault).map(({ id }) => id);
  await insertGroupMembers(tx, ownerId, own);
}
