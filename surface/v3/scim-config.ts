/** How an account is kept by SCIM, and the tokens for it: `/api/v3/accounts/{id}/scim-config/…`. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import {
  createScimToken,
  getScimConfig,
  getScimToken,
  listScimTokens,
  revokeScimToken,
  setScimConfig,
} from '@weft/domain/identity/scim-config';
import type { ScimToken } from '@weft/domain/identity/scim-model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireMadeScimToken, WireScimConfig, WireScimToken } from '@weft/wire/v3/scim';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, scimTokenId: idSchema<'scimToken'>() });
/** Forms send words. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);
const base = '/api/v3/accounts/:accountId/scim-config/';

/** Not `scim:write`: whoever holds a SCIM token must not be able to make more of them. */
export const scimConfigRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: base,
    needs: 'sso:read',
    input: z.object({ accountId }),
    answer: (host, input) => present(host, input.accountId),
  }),
  route({
    method: 'POST',
    path: base,
    needs: 'sso:write',
    changes: { event: 'scim_config.changed', read: (host, input) => present(host, input.accountId) },
    input: z.object({
      accountId,
      body: z.object({ enabled: flag, manual_updates_allowed: flag, scim_controlled_license_type: flag.optional() }),
    }),
    answer: async (host, { accountId, body }) => {
      const before = await getScimConfig(host, accountId);
      await setScimConfig(host, accountId, {
        isEnabled: body.enabled,
        allowsManualChanges: body.manual_updates_allowed,
        controlsLicences: body.scim_controlled_license_type ?? before.controlsLicences,
      });
      return present(host, accountId);
    },
  }),
  route({
    method: 'GET',
    path: `${base}tokens/`,
    needs: 'sso:read',
    input: z.object({ accountId, query: pageSchema }),
    answer: async (host, { accountId, query }) => listedFrom(await listScimTokens(host, accountId), query, presentToken),
  }),
  route({
    method: 'POST',
    path: `${base}tokens/`,
    needs: 'sso:write',
    status: 201,
    changes: { event: 'scim_token.created' },
    input: z.object({ accountId, body: z.object({ name: z.string().max(255) }) }),
    answer: async (host, { accountId, body }): Promise<WireMadeScimToken> => {
      const { token, secret } = await createScimToken(host, accountId, body.name);
      return { ...presentToken(token), token_string: secret };
    },
  }),
  route({
    method: 'GET',
    path: `${base}tokens/:scimTokenId/`,
    needs: 'sso:read',
    input: one,
    answer: async (host, { accountId, scimTokenId }) => presentToken(await getScimToken(host, accountId, scimTokenId)),
  }),
  route({
    method: 'DELETE',
    path: `${base}tokens/:scimTokenId/`,
    needs: 'sso:write',
    changes: {
      event: 'scim_token.revoked',
      read: async (host, { accountId, scimTokenId }) => presentToken(await getScimToken(host, accountId, scimTokenId)),
    },
    input: one,
    answer: async (host, { accountId, scimTokenId }) => {
      await revokeScimToken(host, accountId, scimTokenId);
      return new Bare(204, null);
    },
  }),
];

async function present(host: Host, accountId: Id<'account'>): Promise<WireScimConfig> {
  const { isEnabled, allowsManualChanges, controlsLicences } = await getScimConfig(host, accountId);
  return { enabled: isEnabled, manual_updates_allowed: allowsManualChanges, scim_controlled_license_type: controlsLicences };
}

function presentToken(token: ScimToken): WireScimToken {
  return {
    id: token.id,
    name: token.name,
    created_at: wireTimestamp(token.createdAt),
    last_used: token.lastUsedAt ? wireTimestamp(token.lastUsedAt) : null,
  };
}
