/** People of an account: `/api/v2/accounts/{id}/users/…`, their seats, and `/api/v2/users/{id}/`. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { changeMember, removeMember } from '@weft/domain/access/change-member';
import { requireMayChangeSeat } from '@weft/domain/access/may-assign';
import type { Caller } from '@weft/domain/access/model';
import { may, require } from '@weft/domain/access/model';
import { licences } from '@weft/domain/identity/model';
import { renameUser } from '@weft/domain/identity/rename-user';
import { listSeats } from '@weft/domain/identity/seat-member';
import type { Host } from '@weft/host/host';
import type { WireUser } from '@weft/wire/v2/user';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { getSeat, listSeatsOf } from './find-seats.ts';
import { presentAccountUser, presentLicence, presentSeat, presentUser, type SeatDetails } from './present-user.ts';

const accountId = idSchema<'account'>();
const userId = idSchema<'user'>();
const one = z.object({ accountId, userId });
const seatBody = z.object({ license_type: z.enum(licences).nullish(), state: z.coerce.number().int().nullish() });
const personalName = z.string().trim().min(1).max(255);

export const userRoutes: AnyRoute[] = [
  ...(['v2', 'v3'] as const).map((version) =>
    route({
      method: 'GET',
      path: `/api/${version}/accounts/:accountId/users/`,
      needs: 'users:read',
      input: z.object({ accountId, query: pageSchema }),
      answer: async (host, { accountId, query }) => {
        const seats = (await listSeatsOf(host, accountId)).map((seat) => ({ ...seat.member.user, ...seat }));
        return listedFrom(seats, query, (seat) => presentUser(seat.member.user, [seat]));
      },
    }),
  ),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/users/:userId/',
    needs: 'users:read',
    input: one,
    answer: async (host, { accountId, userId }) => {
      const seat = await getSeat(host, accountId, userId);
      return presentUser(seat.member.user, [seat]);
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/users/:userId/',
    needs: 'users:read',
    input: one,
    answer: async (host, { accountId, userId }) => presentAccountUser(await getSeat(host, accountId, userId)),
  }),
  // The id of a permission is the person's; `state` 2 takes them out of the account.
  route({
    method: 'POST',
    path: '/api/v2/accounts/:accountId/permissions/:userId/',
    needs: 'licenses:write',
    input: one.extend({ body: seatBody }),
    changes: { event: 'user.licence_changed', read: readSeat },
    answer: async (host, { accountId, userId, body }, { caller }) => {
      const seat = await getSeat(host, accountId, userId);
      await requireMayChangeSeat(host, caller, accountId, userId);
      if (body.state === 2) {
        require(caller, 'users:write', { accountId, projectId: null });
        await removeMember(host, accountId, userId);
        return { ...presentSeat(seat), state: 2 };
      }
      if (body.license_type != null) await changeMember(host, accountId, userId, { licence: body.license_type });
      return readSeat(host, { accountId, userId });
    },
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/licenses/',
    needs: 'licenses:read',
    input: z.object({ accountId, query: pageSchema }),
    answer: async (host, { accountId, query }) => {
      const seats = await listSeatsOf(host, accountId);
      const count = (licence: string) => seats.filter(({ member }) => member.licence === licence && member.state === 'active').length;
      const allocation = Object.fromEntries([...licences, 'explorer'].map((licence) => [licence, presentLicence(count(licence))]));
      return listedFrom([{ id: 1, ...allocation }], query, ({ id: _, ...rest }) => rest);
    },
  }),
  route({
    method: 'GET',
    path: '/api/v2/users/:userId/',
    needs: 'caller',
    input: z.object({ userId }),
    answer: async (host, { userId }, { caller }) => presentKnown(host, caller, userId),
  }),
  route({
    method: 'POST',
    path: '/api/v2/users/:userId/',
    needs: 'caller',
    input: z.object({ userId, body: z.object({ first_name: personalName.optional(), last_name: personalName.optional() }) }),
    changes: { event: 'user.renamed' },
    answer: async (host, { userId, body }, { caller }) => {
      await presentKnown(host, caller, userId);
      // A name belongs to the person, who may be in accounts that an admin of this one knows nothing of.
      if (caller.userId !== userId)
        throw new Fault('forbidden', 'access.forbidden', 'A name is changed by the person who bears it, and by nobody else.');
      await renameUser(host, userId, { firstName: body.first_name, lastName: body.last_name });
      return presentKnown(host, caller, userId);
    },
  }),
];

async function readSeat(host: Host, { accountId, userId }: z.infer<typeof one>) {
  return presentSeat(await getSeat(host, accountId, userId));
}

/** Everybody knows themselves; others are known to whoever reads the users of an account that they are in. */
async function presentKnown(host: Host, caller: Caller, userId: Id<'user'>): Promise<WireUser> {
  const seats: SeatDetails[] = [];
  for (const { accountId } of await listSeats(host, userId)) {
    if (caller.userId === userId || may(caller, 'users:read', { accountId, projectId: null }))
      seats.push(await getSeat(host, accountId, userId));
  }
  const [seat] = seats;
  if (!seat) throw new Fault('not_found', 'user.not_found', `There is no user ${userId} that you may see.`);
  return presentUser(seat.member.user, seats);
}
