/** `GET /api/v2/whoami`: who the token belongs to. Pickers and dbt's own set-up begin with it; it is in no published description. */
import type { Caller } from '@weft/domain/access/model';
import { findMember } from '@weft/domain/identity/seat-member';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

/** The shape that dbt's set-up insists on: every text present. */
interface WireConnectedUser {
  readonly user: { readonly id: number; readonly email: string; readonly first_name: string; readonly last_name: string };
}

/** A token is nobody's, but clients want a number: these are never a person's. */
const firstTokenUserId = 1_000_000_000_000;

export const whoamiRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/v2/whoami/',
  summary: 'Say whose token this is',
  tag: 'Users',
  needs: 'caller',
  input: z.object({}),
  answer: async (host, _input, { caller }): Promise<WireConnectedUser> => (await describeUser(host, caller)) ?? describeToken(caller),
});

async function describeUser(host: Host, { userId, grants }: Caller): Promise<WireConnectedUser | null> {
  if (userId === null) return null;
  for (const accountId of new Set(grants.map((grant) => grant.accountId))) {
    const user = (await findMember(host.database.db, accountId, userId))?.user;
    if (user) return { user: { id: user.id, email: user.email, first_name: user.firstName, last_name: user.lastName } };
  }
  return null;
}

function describeToken({ kind, serviceTokenId, label }: Caller): WireConnectedUser {
  const id = firstTokenUserId + (serviceTokenId ?? 0);
  const email = `${kind.replace('_', '-')}-${serviceTokenId ?? 0}@weft.invalid`;
  return { user: { id, email, first_name: label, last_name: '' } };
}
