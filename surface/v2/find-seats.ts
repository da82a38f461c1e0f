/** Brings together what is said of a person: their seats and the groups they are in. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { listGroups } from '@weft/domain/access/list-groups';
import { listMembers } from '@weft/domain/identity/seat-member';
import type { Host } from '@weft/host/host';
import type { SeatDetails } from './present-user.ts';

export async function listSeatsOf(host: Host, accountId: Id<'account'>): Promise<SeatDetails[]> {
  const [members, groups] = await Promise.all([listMembers(host, accountId), listGroups(host, accountId)]);
  return members.map((member) => ({ member, groups: groups.filter(({ memberIds }) => memberIds.includes(member.user.id)) }));
}

/** Fault: not_found `user.not_found`. */
export async function getSeat(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<SeatDetails> {
  const seat = (await listSeatsOf(host, accountId)).find(({ member }) => member.user.id === userId);
  if (!seat) throw new Fault('not_found', 'user.not_found', `There is no user ${userId} in this account.`);
  return seat;
}
