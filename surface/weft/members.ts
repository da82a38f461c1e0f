/** Letting people in an account or not: what the official API has no words for. */
import { idSchema } from '@weft/base/id';
import { changeMember, removeMember } from '@weft/domain/access/change-member';
import { requireMayChangeSeat } from '@weft/domain/access/may-assign';
import type { Host } from '@weft/host/host';
import type { WireUserPermission } from '@weft/wire/v2/user';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { getSeat } from '../v2/find-seats.ts';
import { presentSeat } from '../v2/present-user.ts';

const one = z.object({ accountId: idSchema<'account'>(), userId: idSchema<'user'>() });
const path = '/api/weft/accounts/:accountId/members/:userId/';

export const memberRoutes: AnyRoute[] = [
  // Who is deactivated keeps groups and licence, and is let in nowhere in the account until they are active again.
  route({
    method: 'POST',
    path,
    needs: 'users:write',
    input: one.extend({ body: z.object({ is_active: z.boolean() }) }),
    changes: { event: 'user.activation_changed', read },
    answer: async (host, { accountId, userId, body }, { caller }) => {
      await getSeat(host, accountId, userId);
      await requireMayChangeSeat(host, caller, accountId, userId);
      await changeMember(host, accountId, userId, { state: body.is_active ? 'active' : 'deactivated' });
      return read(host, { accountId, userId });
    },
  }),
  route({
    method: 'DELETE',
    path,
    needs: 'users:write',
    input: one,
    changes: { event: 'user.removed', read },
    answer: async (host, { accountId, userId }, { caller }) => {
      const seat = await getSeat(host, accountId, userId);
      await requireMayChangeSeat(host, caller, accountId, userId);
      await removeMember(host, accountId, userId);
      return { ...presentSeat(seat), state: 2 };
    },
  }),
];

async function read(host: Host, { accountId, userId }: z.infer<typeof one>): Promise<WireUserPermission> {
  return presentSeat(await getSeat(host, accountId, userId));
}
