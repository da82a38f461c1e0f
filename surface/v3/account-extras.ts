/** What clients ask of an account beside the published description: feature flags, and lists of things that Weft has none of. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { getAccount } from '@weft/domain/identity/get-account';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();

/** Terraform reads them as they are: nothing there is not the same as nothing known. */
const emptyLists: readonly { readonly path: string; readonly summary: string }[] = [
  {
    path: '/api/v3/accounts/:accountId/platform-metadata-credentials/',
    summary: 'List credentials that read a warehouse’s own metadata: none, since runs and uploads tell it',
  },
  {
    path: '/api/v3/accounts/:accountId/private-link-endpoints/',
    summary: 'List private endpoints: none, since Weft runs in its own network',
  },
];

export const accountExtraRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/feature-flag/',
    summary: 'Say what is turned on',
    needs: 'account:read',
    isList: true,
    input: z.object({ accountId }),
    // Each is false until Weft does it: a client that is told true offers what would then fail.
    answer: async (host, { accountId }): Promise<Readonly<Record<string, boolean>>> => ({
      'hybrid-projects': (await getAccount(host, accountId)).isHybridEnabled,
      'advanced-ci': false,
      'repo-caching': true,
    }),
  }),
  ...emptyLists.map(({ path, summary }) =>
    route({
      method: 'GET',
      path,
      summary,
      needs: 'account:read',
      isList: true,
      input: z.object({ accountId, query: pageSchema }),
      answer: async (_host, { query }) => listedFrom([], query, (it) => it),
    }),
  ),
  route({
    method: 'GET',
    path: '/api/v3/integrations/azure-ad/projects/',
    summary: 'List projects of an Azure DevOps app',
    needs: 'caller',
    input: z.object({}),
    answer: async () => {
      throw new Fault(
        'not_found',
        'integration.not_connected',
        'This Weft has no Azure DevOps app. Add the repository by its address, with a deploy token that may read it.',
      );
    },
  }),
];
