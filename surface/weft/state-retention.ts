/** For how long the states of environments are kept: the account's choice, and what would go by it. */
import { idSchema } from '@weft/base/id';
import { previewOldStates } from '@weft/domain/governance/drop-old-states';
import type { Retention } from '@weft/domain/governance/model';
import { changeRetention, checkRetention, findRetention } from '@weft/domain/governance/retention';
import { listHeldInvocations } from '@weft/domain/runs/list-held-invocations';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireOldStates, WireStateRetention } from '@weft/wire/weft/state-retention';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const inAccount = z.object({ accountId: idSchema<'account'>() });
const path = '/api/weft/accounts/:accountId/state-retention/';

export const stateRetentionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    summary: 'For how long states are kept',
    needs: 'account:read',
    input: inAccount,
    answer: (host, { accountId }) => read(host, accountId),
  }),
  route({
    method: 'PUT',
    path,
    summary: 'Choose for how long states are kept',
    needs: 'account:write',
    input: inAccount.extend({
      body: z.object({
        retention: z.object({ days: z.number(), states_min: z.number() }).nullable(),
      }),
    }),
    changes: { event: 'state_retention.changed', read: (host, { accountId }) => read(host, accountId) },
    answer: async (host, { accountId, body }): Promise<WireStateRetention> => {
      const asked = body.retention && { days: body.retention.days, statesMin: body.retention.states_min };
      return present(await changeRetention(host, accountId, asked));
    },
  }),
  route({
    method: 'GET',
    path: `${path}preview/`,
    summary: 'Which states would be dropped',
    needs: 'account:write',
    input: inAccount.extend({
      query: z.object({ days: z.coerce.number().default(90), states_min: z.coerce.number().default(20) }),
    }),
    answer: async (host, { accountId, query }): Promise<WireOldStates> => {
      const retention = { days: query.days, statesMin: query.states_min };
      checkRetention(retention);
      const heldBy = () => listHeldInvocations(host, accountId);
      const { states, versions, oldest, newest } = await previewOldStates(host, { accountId, retention, heldBy });
      return { states, versions, oldest: oldest && wireTimestamp(oldest), newest: newest && wireTimestamp(newest) };
    },
  }),
];

async function read(host: Host, accountId: z.infer<typeof inAccount>['accountId']): Promise<WireStateRetention> {
  return present(await findRetention(host, accountId));
}

function present(retention: Retention | null): WireStateRetention {
  return { retention: retention && { days: retention.days, states_min: retention.statesMin } };
}
