/** The account's settings, how this Weft is reached, and the bundle that clients need to trust it. */
import { readFile } from 'node:fs/promises';
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { changeAccount, getAccount } from '@weft/domain/identity/get-account';
import type { Account } from '@weft/domain/identity/model';
import type { Host } from '@weft/host/host';
import type { WireAccountSettings } from '@weft/wire/weft/account-settings';
import type { WireDbtVersion, WireServer } from '@weft/wire/weft/server';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

const accountId = idSchema<'account'>();

export interface ServerFacts {
  readonly version: string;
  readonly dbtVersions: readonly WireDbtVersion[];
}

export function accountSettingsRoutes(facts: ServerFacts): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/weft/accounts/:accountId/settings/',
      needs: 'account:read',
      isList: true,
      input: z.object({ accountId }),
      answer: async (host, input) => present(await getAccount(host, input.accountId)),
    }),
    route({
      method: 'PATCH',
      path: '/api/weft/accounts/:accountId/settings/',
      needs: 'account:write',
      input: z.object({
        accountId,
        body: z.object({
          name: z.string().max(255).optional(),
          is_hybrid_enabled: z.boolean().optional(),
          requires_second_factor: z.boolean().optional(),
          run_slots: z.number().nullable().optional(),
        }),
      }),
      changes: { event: 'account.changed', read: async (host, { accountId }) => present(await getAccount(host, accountId)) },
      answer: async (host, { accountId, body }) => {
        const change = {
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(body.is_hybrid_enabled === undefined ? {} : { isHybridEnabled: body.is_hybrid_enabled }),
          ...(body.run_slots === undefined ? {} : { runSlots: body.run_slots }),
          ...(body.requires_second_factor === undefined ? {} : { requiresSecondFactor: body.requires_second_factor }),
        };
        return present(await changeAccount(host, accountId, change));
      },
    }),
    route({
      method: 'GET',
      path: '/api/weft/accounts/:accountId/server/',
      needs: 'account:read',
      isList: true,
      input: z.object({ accountId }),
      answer: async (host) => presentServer(host, facts),
    }),
    route({
      method: 'GET',
      path: '/api/weft/ca-bundle.pem',
      needs: 'nobody',
      input: z.object({}),
      answer: async (host, _input, { reply }) => {
        if (host.trust.bundleFile === null)
          throw new Fault(
            'not_found',
            'ca_bundle.not_needed',
            'This Weft has a certificate of its own; clients need no bundle to trust it.',
          );
        reply.type('application/x-pem-file').header('content-disposition', 'attachment; filename="weft-ca-bundle.pem"');
        return new Bare(200, await readFile(host.trust.bundleFile));
      },
    }),
  ];
}

function present(account: Account): WireAccountSettings {
  return {
    name: account.name,
    is_hybrid_enabled: account.isHybridEnabled,
    requires_second_factor: account.requiresSecondFactor,
    run_slots: account.runSlots,
  };
}

function presentServer(host: Host, facts: ServerFacts): WireServer {
  const { publicUrl, home } = host.config;
  const url = new URL(publicUrl);
  // Behind a proxy the public URL has no port, and https means 443; on our own port both schemes are served.
  const tenant_hostname = url.host;
  const { isPrivateCa, bundleFile } = host.trust;
  return {
    version: facts.version,
    public_url: publicUrl,
    tenant_hostname,
    is_private_ca: isPrivateCa,
    ca_bundle_file: bundleFile,
    ca_bundle_url: isPrivateCa ? `${publicUrl}/api/weft/ca-bundle.pem` : null,
    home,
    dbt_versions: facts.dbtVersions,
  };
}
