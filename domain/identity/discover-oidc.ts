/** Asks an OpenID Connect provider who it is and makes ready to talk with it. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import * as oidc from 'openid-client';
import { openClientSecret } from './manage-sso-providers.ts';
import type { OidcProvider } from './sso-provider.ts';

const timeoutSeconds = 10;

/** Signatures of ID tokens are checked, though they come from the provider itself. Faults: unavailable `sso.provider_unreachable`, `sso.provider_unfit`. */
export async function discoverOidc(host: Host, provider: OidcProvider): Promise<oidc.Configuration> {
  const { issuer, clientId } = provider.settings;
  const server = new URL(issuer);
  requireSafe(provider, server);
  const execute = isThisMachine(server) ? [oidc.allowInsecureRequests] : [];
  const found = await oidc
    .discovery(server, clientId, undefined, oidc.None(), { execute, timeout: timeoutSeconds })
    .catch((error: unknown) => {
      throw unreachable(provider, error);
    });
  const metadata = found.serverMetadata();
  const secret = await openClientSecret(host, provider);
  const config = new oidc.Configuration(
    metadata,
    clientId,
    undefined,
    authenticate(secret, metadata.token_endpoint_auth_methods_supported),
  );
  config.timeout = timeoutSeconds;
  for (const it of [...execute, oidc.enableNonRepudiationChecks]) it(config);
  requireWhole(provider, metadata);
  return config;
}

/** Without a list `client_secret_basic` is what every provider takes (OpenID Connect Discovery 1.0, section 3). */
function authenticate(secret: string | null, methods: readonly string[] | undefined): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const isPostOnly = methods?.includes('client_secret_post') === true && !methods.includes('client_secret_basic');
  return isPostOnly ? oidc.ClientSecretPost(secret) : oidc.ClientSecretBasic(secret);
}

/** A secret and the tokens go there. */
function requireSafe({ name }: OidcProvider, server: URL): void {
  if (server.protocol === 'https:' || isThisMachine(server)) return;
  throw unfit(name, `its issuer ${server.href} is not https`);
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function requireWhole({ name }: OidcProvider, metadata: oidc.ServerMetadata): void {
  const missing = (['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const).filter((key) => metadata[key] === undefined);
  if (missing.length > 0) throw unfit(name, `its discovery document lacks ${missing.join(' and ')}`);
  const methods = metadata.code_challenge_methods_supported;
  if (methods !== undefined && !methods.includes('S256')) throw unfit(name, 'it knows PKCE but not with S256');
}

function unfit(name: string, why: string): Fault {
  return new Fault('unavailable', 'sso.provider_unfit', `${name} cannot be used for signing in: ${why}.`);
}

function unreachable({ name, settings }: OidcProvider, error: unknown): Fault {
  const document = `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return new Fault(
    'unavailable',
    'sso.provider_unreachable',
    `${name} did not tell who it is: ${document}: ${reasonOf(error)}. Check the issuer, to the letter, and that this server may reach it.`,
  );
}

/** What a library says went wrong, with what lay under it; never a token, since the library keeps those out of its messages. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for no reason that is told';
  const told = 'error_description' in error && typeof error.error_description === 'string' ? error.error_description : null;
  const under = error.cause instanceof Error ? reasonOf(error.cause) : error.cause instanceof Response ? String(error.cause.status) : null;
  return [error.message, told, under].filter((text) => text !== null && text !== '').join(': ');
}
