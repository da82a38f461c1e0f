/** Who one is at a warehouse, linked by its own sign-in page. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import { getConnection } from '@weft/domain/connections/create-connection';
import { beginLink, finishLink, listIdentities, unlinkIdentity } from '@weft/domain/connections/link-identity';
import type { WarehouseIdentity } from '@weft/domain/connections/store-identities';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireWarehouseIdentity } from '@weft/wire/weft/credential';
import { z } from 'zod';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const path = '/api/weft/profile/warehouse-identities/';

export const warehouseIdentityRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/connections/:connectionId/identity/',
    needs: 'develop:write',
    isList: true,
    status: 201,
    input: z.object({ accountId: idSchema<'account'>(), connectionId: idSchema<'connection'>() }),
    changes: null,
    answer: async (host, place, asked) => ({ url: await beginLink(host, { ...place, userId: personOf(asked) }) }),
  }),
  route({
    method: 'GET',
    path,
    needs: 'caller',
    input: z.object({}),
    answer: async (host, _, asked) => Promise.all((await listIdentities(host, personOf(asked))).map((it) => present(host, it))),
  }),
  route({
    method: 'POST',
    path,
    needs: 'caller',
    status: 201,
    input: z.object({ body: z.object({ state: z.string().max(1000), code: z.string().max(8000) }) }),
    changes: { event: 'warehouse_identity.linked' },
    answer: async (host, { body }, asked) => present(host, await finishLink(host, personOf(asked), body)),
  }),
  route({
    method: 'DELETE',
    path: `${path}:identityId/`,
    needs: 'caller',
    input: z.object({ identityId: idSchema<'warehouseIdentity'>() }),
    changes: { event: 'warehouse_identity.unlinked' },
    answer: async (host, { identityId }, asked) => present(host, await unlinkIdentity(host, personOf(asked), identityId)),
  }),
];

async function present(host: Host, it: WarehouseIdentity): Promise<WireWarehouseIdentity> {
  const connection = await getConnection(host, it.accountId, it.connectionId).catch(() => null);
  return {
    id: it.id,
    account_id: it.accountId,
    connection_id: it.connectionId,
    connection_name: connection?.name ?? 'a connection that was deleted',
    username: it.username,
    linked_at: wireTimestamp(it.linkedAt),
    expires_at: it.expiresAt === null ? null : wireTimestamp(it.expiresAt),
  };
}

function personOf({ caller }: Asked): Id<'user'> {
  if (caller.userId !== null) return caller.userId;
  throw new Fault('forbidden', 'user_credential.not_own', 'Warehouse identities are a person’s. Sign in, or use a personal token.');
}
