/** `GET /api/private/accounts/{id}/features/`: what is turned on. dbt's login reads `dbt-state`, Terraform reads the whole. */
import { idSchema } from '@weft/base/id';
import { getAccount } from '@weft/domain/identity/get-account';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

export const featuresRoute: AnyRoute = route({
  method: 'GET',
  path: '/api/private/accounts/:accountId/features/',
  needs: 'account:read',
  isList: true,
  input: z.object({ accountId: idSchema<'account'>() }),
  // Each is false until Weft does it: a client that is told true offers what would then fail.
  answer: async (host, { accountId }): Promise<Readonly<Record<string, boolean>>> => ({
    'advanced-ci': false,
    'ai-features': false,
    'dbt-state': false,
    'hybrid-projects': (await getAccount(host, accountId)).isHybridEnabled,
    'partial-parsing': false,
    'repo-caching': false,
  }),
});
