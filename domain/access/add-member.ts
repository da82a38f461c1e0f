/** Takes a person into an account: a licence, the default groups, and those they were invited to. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { Licence } from '../identity/model.ts';
import { seatMember } from '../identity/seat-member.ts';
import { insertGroupMembers, selectGroups } from './store-groups.ts';

export interface NewMember {
  readonly accountId: Id<'account'>;
  /** A person that there is already. */
  readonly userId: Id<'user'>;
  readonly licence: Licence;
  /** Beside the groups that everybody new comes into. */
  readonly groupIds?: readonly Id<'group'>[];
}

/** Who was deactivated is active again; who is a member gets the licence and the groups. Fault: not_found `group.not_found`. */
export async function addMember(host: Host, tx: Tx, { accountId, userId, licence, groupIds = [] }: NewMember): Promise<void> {
  const groups = await selectGroups(tx, accountId);
  const missing = groupIds.find((id) => !groups.some((it) => it.id === id));
  if (missing !== undefined) throw new Fault('not_found', 'group.not_found', `There is no group ${missing} in this account.`);
  await seatMember(host, tx, { accountId, userId, licence });
  const defaults = groups.filter((it) => it.assignByDefault).map(({ id }) => id);
  await insertGroupMembers(tx, userId, [...new Set([...defaults, ...groupIds])]);
}
