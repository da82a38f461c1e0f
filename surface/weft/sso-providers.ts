/** The account's sign-in providers: made, changed, tried and removed; and whether everybody must use them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { mayAppoint } from '@weft/domain/access/model';
import { checkSsoProvider } from '@weft/domain/identity/check-sso-provider';
import {
  changeSsoProvider,
  createSsoProvider,
  getSsoProvider,
  isSsoRequired,
  listSsoProviders,
  removeSsoProvider,
  requireSso,
} from '@weft/domain/identity/manage-sso-providers';
import type { SsoProvider } from '@weft/domain/identity/sso-provider';
import { isOidc, isSaml } from '@weft/domain/identity/sso-provider';
import type { Host } from '@weft/host/host';
import type { WireSso, WireSsoTest } from '@weft/wire/weft/sso';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { presentSsoProvider } from './present-sso-provider.ts';
import { oidcBody, readOidcSettings, readSamlSettings, samlBody } from './read-sso-settings.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, ssoProviderId: idSchema<'ssoProvider'>() });
const domains = z.array(z.string().max(300)).max(100);
const changeBody = z.object({
  name: z.string().trim().min(1).max(255).optional(),
  is_enabled: z.boolean().optional(),
  email_domains: domains.optional(),
  client_secret: z.string().max(4096).nullish(),
  oidc: oidcBody.optional(),
  saml: samlBody.optional(),
});
const createBody = changeBody.omit({ is_enabled: true }).extend({ name: z.string().trim().min(1).max(255) });

const base = '/api/weft/accounts/:accountId/sso/';

export const ssoProviderRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: base,
    needs: 'sso:read',
    input: z.object({ accountId }),
    answer: (host, input, { caller }) => presentTo(host, input.accountId, caller),
  }),
  route({
    method: 'PATCH',
    path: base,
    needs: 'sso:write',
    changes: { event: 'sso_policy.changed', read: (host, input) => present(host, input.accountId) },
    input: z.object({ accountId, body: z.object({ is_required: z.boolean() }) }),
    answer: async (host, { accountId, body }, { caller }) => {
      await requireSso(host, accountId, body.is_required);
      return presentTo(host, accountId, caller);
    },
  }),
  route({
    method: 'POST',
    path: `${base}providers/`,
    needs: 'sso:write',
    status: 201,
    changes: { event: 'sso_provider.created' },
    input: z.object({ accountId, body: createBody }),
    answer: async (host, { accountId, body }, { caller }) => {
      const settings = body.oidc ? readOidcSettings(body.oidc, null) : body.saml ? await readSamlSettings(body.saml, null) : null;
      if (settings === null) throw new Fault('invalid', 'request.invalid', 'Say in oidc or in saml how the provider is reached.');
      const { name, email_domains: emailDomains = [], client_secret } = body;
      const isByOwner = mayAppoint(caller, accountId);
      const made = await createSsoProvider(host, {
        accountId,
        name,
        emailDomains,
        settings,
        clientSecret: client_secret || null,
        isByOwner,
      });
      return presentSsoProvider(host, made);
    },
  }),
  route({
    method: 'GET',
    path: `${base}providers/:ssoProviderId/`,
    needs: 'sso:read',
    input: one,
    answer: get,
  }),
  route({
    method: 'PATCH',
    path: `${base}providers/:ssoProviderId/`,
    needs: 'sso:write',
    changes: { event: 'sso_provider.changed', read: get },
    input: one.extend({ body: changeBody }),
    answer: async (host, { accountId, ssoProviderId, body }, { caller }) => {
      const provider = await getSsoProvider(host, accountId, ssoProviderId);
      const change = { ...(await readChange(provider, body)), isByOwner: mayAppoint(caller, accountId) };
      return presentSsoProvider(host, await changeSsoProvider(host, accountId, ssoProviderId, change));
    },
  }),
  route({
    method: 'DELETE',
    path: `${base}providers/:ssoProviderId/`,
    needs: 'sso:write',
    changes: { event: 'sso_provider.deleted', read: get },
    input: one,
    answer: async (host, { accountId, ssoProviderId }) => {
      await removeSsoProvider(host, accountId, ssoProviderId);
      return new Bare(204, null);
    },
  }),
  route({
    method: 'POST',
    path: `${base}providers/:ssoProviderId/test/`,
    needs: 'sso:write',
    changes: null,
    input: one,
    answer: async (host, { accountId, ssoProviderId }): Promise<WireSsoTest> => {
      const findings = await checkSsoProvider(host, await getSsoProvider(host, accountId, ssoProviderId));
      return { is_good: findings.every(({ verdict }) => verdict !== 'bad'), findings };
    },
  }),
];

async function get(host: Host, { accountId, ssoProviderId }: z.output<typeof one>) {
  return presentSsoProvider(host, await getSsoProvider(host, accountId, ssoProviderId));
}

async function presentTo(host: Host, accountId: Id<'account'>, caller: Caller): Promise<WireSso> {
  return { ...(await present(host, accountId)), may_vouch: mayAppoint(caller, accountId) };
}

async function present(host: Host, accountId: Id<'account'>): Promise<Omit<WireSso, 'may_vouch'>> {
  const providers = await listSsoProviders(host, accountId);
  const { publicUrl } = host.config;
  return {
    is_required: await isSsoRequired(host, accountId),
    base_url: `${publicUrl}/api/weft/sso`,
    scim_base_url: `${publicUrl}/api/v3/accounts/${accountId}/scim/v2`,
    providers: providers.map((it) => presentSsoProvider(host, it)),
  };
}

async function readChange(provider: SsoProvider, body: z.output<typeof changeBody>) {
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.is_enabled === undefined ? {} : { isEnabled: body.is_enabled }),
    ...(body.email_domains === undefined ? {} : { emailDomains: body.email_domains }),
    ...(body.client_secret === undefined ? {} : { clientSecret: body.client_secret || null }),
    ...(body.oidc === undefined ? {} : { settings: readOidcSettings(body.oidc, isOidc(provider) ? provider.settings : null) }),
    ...(body.saml === undefined ? {} : { settings: await readSamlSettings(body.saml, isSaml(provider) ? provider.settings : null) }),
  };
}
