/** Tries a sign-in provider as far as that goes without a person: what it says of itself, its keys, and whether it knows our client. */
import { X509Certificate } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import * as oidc from 'openid-client';
import { discoverOidc, reasonOf } from './discover-oidc.ts';
import type { OidcProvider, SamlProvider, SsoProvider } from './sso-provider.ts';
import { isOidc, isSaml, ssoAddresses } from './sso-provider.ts';

const timeoutMilliseconds = 10_000;
const soonMilliseconds = 30 * 24 * 3600_000;

export interface Finding {
  /** `bad`: nobody can sign in like this. `doubtful`: it may be as wanted. */
  readonly verdict: 'good' | 'doubtful' | 'bad';
  /** For people: what was found, and the mend. */
  readonly text: string;
}

export async function checkSsoProvider(host: Host, provider: SsoProvider): Promise<readonly Finding[]> {
  if (isOidc(provider)) return checkOidc(host, provider);
  return isSaml(provider) ? [...checkCertificates(host, provider), await checkSignOn(provider)] : [];
}

async function checkOidc(host: Host, provider: OidcProvider): Promise<readonly Finding[]> {
  const config = await discoverOidc(host, provider).catch((error: unknown) => {
    if (error instanceof Fault) return error.message;
    throw error;
  });
  if (typeof config === 'string') return [bad(config)];
  const metadata = config.serverMetadata();
  return [
    good(`It is ${metadata.issuer} and sends people to ${metadata.authorization_endpoint}.`),
    await checkKeys(metadata.jwks_uri ?? ''),
    await checkClient(host, provider, config),
    ...checkScopes(provider, metadata),
  ];
}

async function checkKeys(address: string): Promise<Finding> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMilliseconds) });
    const body: unknown = await response.json();
    const keys = typeof body === 'object' && body !== null && 'keys' in body && Array.isArray(body.keys) ? body.keys.length : 0;
    return keys > 0 ? good(`It signs with ${keys === 1 ? 'one key' : `one of ${keys} keys`}.`) : bad(`There are no keys at ${address}.`);
  } catch (error) {
    return bad(`Its keys cannot be read: ${address}: ${reasonOf(error)}.`);
  }
}

/** A code that cannot be right is refused as a code, unless the client is refused first. */
async function checkClient(host: Host, provider: OidcProvider, config: oidc.Configuration): Promise<Finding> {
  const { clientId } = provider.settings;
  const { callbackUrl } = ssoAddresses(host.config.publicUrl, provider.slug);
  try {
    await oidc.genericGrantRequest(config, 'authorization_code', {
      code: 'weft-test',
      redirect_uri: callbackUrl,
      code_verifier: oidc.randomPKCECodeVerifier(),
    });
    return doubtful('It took a code that it never gave.');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'invalid_client' || code === 'unauthorized_client')
      return bad(`It does not know the client ${clientId} with this secret (${code}). Copy both again; a secret may have expired.`);
    if (code === 'invalid_grant' || code === 'invalid_request') return good(`It knows the client ${clientId}.`);
    return doubtful(`Whether it knows the client ${clientId} could not be found out: ${reasonOf(error)}.`);
  }
}

/** Of an answer in JSON, or of a challenge in its header. */
function codeOf(error: unknown): string | null {
  if (error instanceof oidc.ResponseBodyError) return error.error;
  return error instanceof oidc.WWWAuthenticateChallengeError ? (error.cause[0]?.parameters.error ?? 'invalid_client') : null;
}

function checkScopes({ settings }: OidcProvider, metadata: oidc.ServerMetadata): readonly Finding[] {
  const known = metadata.scopes_supported;
  const missing = known === undefined ? [] : settings.scopes.split(/\s+/).filter((scope) => scope !== '' && !known.includes(scope));
  return missing.length === 0 ? [] : [doubtful(`It does not list the scope ${missing.join(', ')}: take it away, or have it set up there.`)];
}

function checkCertificates(host: Host, { settings }: SamlProvider): readonly Finding[] {
  const now = host.clock.now().getTime();
  return settings.certificates.map((pem) => {
    const certificate = new X509Certificate(pem);
    const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    const name = `The certificate ${certificate.fingerprint256.slice(0, 23)}…`;
    // Keys are trusted here because somebody pasted them; many identity providers sign on with one that is out of date.
    if (until < now) return doubtful(`${name} ended on ${day(until)}. Paste the new one as soon as the identity provider signs with it.`);
    if (from > now) return doubtful(`${name} begins on ${day(from)} only.`);
    if (until - now < soonMilliseconds) return doubtful(`${name} ends on ${day(until)}. Add the next one beside it in time.`);
    return good(`${name} is good until ${day(until)}.`);
  });
}

function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** Whatever it answers to nobody in particular: it is there. */
async function checkSignOn({ settings }: SamlProvider): Promise<Finding> {
  const address = settings.signOnUrl;
  try {
    const { status } = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMilliseconds) });
    if (status === 404) return bad(`There is no sign-on page at ${address} (404). Copy the address again.`);
    return good(`Its sign-on page ${address} answers.`);
  } catch (error) {
    // People's browsers go there, and may reach what this server does not.
    return doubtful(`Its sign-on page ${address} cannot be reached from this server: ${reasonOf(error)}.`);
  }
}

function good(text: string): Finding {
  return { verdict: 'good', text };
}

function doubtful(text: string): Finding {
  return { verdict: 'doubtful', text };
}

function bad(text: string): Finding {
  return { verdict: 'bad', text };
}
