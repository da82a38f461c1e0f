/** What only a vendor's cloud can have: the official API describes it, and Weft says that it is not here instead of pretending. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

interface VendorOnly {
  readonly path: string;
  readonly methods: readonly AnyRoute['method'][];
  /** A sentence that says why, and what to do instead. */
  readonly reason: string;
}

/** The heading in the documentation that tells them from what is served. */
export const vendorOnlyTag = 'Not here';

const endpoints =
  'Private endpoints join a vendor’s network to yours. Weft runs in your network already: give connections the address themselves.';

export const vendorOnly: readonly VendorOnly[] = [
  { path: '/api/v3/accounts/:accountId/private-endpoints/', methods: ['GET', 'POST'], reason: endpoints },
  { path: '/api/v3/accounts/:accountId/private-endpoints/:endpointId/', methods: ['GET', 'PATCH', 'DELETE'], reason: endpoints },
];

export const vendorOnlyRoutes: readonly AnyRoute[] = vendorOnly.flatMap(({ path, methods, reason }) =>
  methods.map((method) =>
    route({
      method,
      path,
      tag: vendorOnlyTag,
      needs: 'account:read',
      changes: null,
      input: z.object({ accountId: idSchema<'account'>() }),
      answer: async () => {
        throw new Fault('not_found', 'path.vendor_only', reason);
      },
    }),
  ),
);
