/** How people of the account sign in to a warehouse with another identity provider. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listConnections } from './create-connection.ts';
import { insertOauthConfiguration, type OauthConfiguration, selectOauthConfigurations, updateOauthConfiguration } from './store-legacy.ts';

export interface OauthConfigurationInput {
  readonly type: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret?: string | null;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly redirectUri: string;
  readonly applicationIdUri: string | null;
}

/** Faults: invalid `oauth_configuration.invalid`. */
export async function createOauthConfiguration(
  host: Host,
  accountId: Id<'account'>,
  { clientSecret, ...rest }: OauthConfigurationInput,
): Promise<OauthConfiguration> {
  check(rest);
  const at = host.clock.now();
  return host.database.transaction(async (tx) => {
    const made = await insertOauthConfiguration(tx, { accountId, ...rest, sealedClientSecret: null }, at);
    if (!clientSecret) return made;
    const sealedClientSecret = host.secretBox.seal(clientSecret, purposeOf(made.id));
    await updateOauthConfiguration(tx, made.id, { sealedClientSecret, updatedAt: at });
    return { ...made, sealedClientSecret };
  });
}

/** Faults: as `createOauthConfiguration`; not_found `oauth_configuration.not_found`. */
export async function changeOauthConfiguration(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'oauthConfiguration'>,
  { clientSecret, ...rest }: Partial<OauthConfigurationInput>,
): Promise<OauthConfiguration> {
  check({ ...(await getOauthConfiguration(host, accountId, id)), ...rest });
  const secret = clientSecret ? { sealedClientSecret: host.secretBox.seal(clientSecret, purposeOf(id)) } : {};
  await host.database.transaction((tx) => updateOauthConfiguration(tx, id, { ...rest, ...secret, updatedAt: host.clock.now() }));
  return getOauthConfiguration(host, accountId, id);
}

/** Faults: not_found `oauth_configuration.not_found`; conflict `oauth_configuration.in_use`, naming the connections. */
export async function deleteOauthConfiguration(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'oauthConfiguration'>,
): Promise<OauthConfiguration> {
  const found = await getOauthConfiguration(host, accountId, id);
  const users = (await listConnections(host, accountId)).filter((it) => it.oauthConfigurationId === id);
  if (users.length > 0)
    throw new Fault(
      'conflict',
      'oauth_configuration.in_use',
      `The OAuth configuration ${found.name} is used by the connections ${users.map(({ name }) => name).join(', ')}. Take it away there first.`,
    );
  const at = host.clock.now();
  await host.database.transaction((tx) => updateOauthConfiguration(tx, id, { sealedClientSecret: null, updatedAt: at, deletedAt: at }));
  return found;
}

export function listOauthConfigurations(host: Host, accountId: Id<'account'>): Promise<OauthConfiguration[]> {
  return selectOauthConfigurations(host.database.db, accountId);
}

/** Faults: not_found `oauth_configuration.not_found`. */
export async function getOauthConfiguration(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'oauthConfiguration'>,
): Promise<OauthConfiguration> {
  const found = (await listOauthConfigurations(host, accountId)).find((it) => it.id === id);
  if (!found) throw new Fault('not_found', 'oauth_configuration.not_found', `There is no OAuth configuration ${id} in this account.`);
  return found;
}

/** For the exchange of a code, and nothing else. */
export function openClientSecret(host: Host, { id, sealedClientSecret }: OauthConfiguration): string | null {
  return sealedClientSecret === null ? null : host.secretBox.open(sealedClientSecret, purposeOf(id));
}

function purposeOf(id: Id<'oauthConfiguration'>): string {
  return `oauth_configuration:${id}`;
}

function check({ authorizeUrl, tokenUrl }: Pick<OauthConfigurationInput, 'authorizeUrl' | 'tokenUrl'>): void {
  for (const url of [authorizeUrl, tokenUrl]) {
    if (url !== '' && !/^https?:\/\//.test(url))
      throw new Fault('invalid', 'oauth_configuration.invalid', `"${url.slice(0, 200)}" is not an address: it must begin with https://.`);
  }
}
