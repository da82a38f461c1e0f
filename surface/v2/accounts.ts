/** `/api/v2|v3/accounts/` and `…/accounts/{id}/`. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { changeAccount, getAccount } from '@weft/domain/identity/get-account';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { presentAccount } from './present-account.ts';

/** The same under both versions: clients ask whichever they know. */
export function accountRoutes(version: 'v2' | 'v3'): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: `/api/${version}/accounts/`,
      needs: 'caller',
      input: z.object({}),
      answer: async (host, _input, { caller }) => {
        const ids = [...new Set(caller.grants.map((grant) => grant.accountId))].sort((a, b) => a - b);
        const items = await Promise.all(ids.map(async (accountId) => presentAccount(await getAccount(host, accountId))));
        return new Listed({ items, totalCount: items.length, limit: Math.max(100, items.length), offset: 0, orderBy: 'id' });
      },
    }),
    route({
      method: 'GET',
      path: `/api/${version}/accounts/:accountId/`,
      needs: 'account:read',
      isList: true,
      input: z.object({ accountId: idSchema<'account'>() }),
      answer: readAgain,
    }),
    ...(['POST', 'PATCH'] as const).map((method) =>
      route({
        method,
        path: `/api/${version}/accounts/:accountId/`,
        needs: 'account:write',
        // What else an account shows is not for its admins to change.
        input: z.object({ accountId: idSchema<'account'>(), body: z.object({ name: z.string().max(255).nullish() }).optional() }),
        changes: { event: 'account.changed', read: readAgain },
        answer: async (host, { accountId, body }) =>
          presentAccount(await changeAccount(host, accountId, body?.name == null ? {} : { name: body.name })),
      }),
    ),
  ];
}

async function readAgain(host: Host, { accountId }: { readonly accountId: Id<'account'> }) {
  return presentAccount(await getAccount(host, accountId));
}
