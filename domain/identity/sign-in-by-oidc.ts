/** Signing in by OpenID Connect: the authorization code flow with PKCE, state and nonce. */
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import type { Host } from '@weft/host/host';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { discoverOidc, reasonOf } from './discover-oidc.ts';
import { hashToken } from './make-token.ts';
import { beginAttempt, finishAttempt, requireBrowser, unasked } from './sso-attempt.ts';
import type { OidcProvider, SsoPerson } from './sso-provider.ts';
import { namesIn, ssoAddresses } from './sso-provider.ts';

const contentSchema = z.object({ nonce: z.string(), verifier: z.string() });
type Claims = Readonly<Record<string, unknown>>;

/** Answers where to send the browser. Faults: `sso.provider_unreachable`, `sso.provider_unfit`. */
export async function beginOidc(host: Host, provider: OidcProvider, browserSecret: string, returnPath: string): Promise<URL> {
  const config = await discoverOidc(host, provider);
  const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
  await beginAttempt(host, provider, {
    kind: 'oidc',
    key: state,
    browserHash: hashToken(browserSecret),
    returnPath,
    content: JSON.stringify({ nonce, verifier }),
  });
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: ssoAddresses(host.config.publicUrl, provider.slug).callbackUrl,
    response_type: 'code',
    scope: ['openid', ...provider.settings.scopes.split(/\s+/).filter((scope) => scope !== '' && scope !== 'openid')].join(' '),
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
}

/**
 * `search`: what the provider put behind the callback's address, with its question mark. The state is used up, whatever comes of it.
 * Faults: unauthenticated `sso.answer_unasked`, `sso.answer_refused`; unavailable `sso.provider_unreachable`, `sso.provider_unfit`.
 */
export async function finishOidc(
  host: Host,
  provider: OidcProvider,
  answer: { readonly search: string; readonly browserSecret: string | undefined },
): Promise<{ readonly person: SsoPerson; readonly returnPath: string }> {
  const state = new URLSearchParams(answer.search).get('state');
  if (state === null) throw unasked(provider);
  const attempt = await finishAttempt(host, provider, 'oidc', state);
  requireBrowser(provider, attempt, answer.browserSecret);
  const config = await discoverOidc(host, provider);
  const { callbackUrl } = ssoAddresses(host.config.publicUrl, provider.slug);
  const claims = await exchange(config, new URL(`${callbackUrl}${answer.search}`), state, attempt.content).catch((error: unknown) => {
    throw refused(provider, error);
  });
  return { person: personIn(provider, claims), returnPath: attempt.returnPath };
}

/** The library checks issuer, audience, nonce, expiry and signature. What the ID token leaves out, the user info may say. */
async function exchange(config: oidc.Configuration, url: URL, state: string, content: string): Promise<Claims> {
  const parsed = parseJson(content);
  const { nonce, verifier } = contentSchema.parse('value' in parsed ? parsed.value : null);
  const tokens = await oidc.authorizationCodeGrant(config, url, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error('it sent no ID token');
  if (config.serverMetadata().userinfo_endpoint === undefined) return claims;
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  return { ...info, ...claims };
}

function personIn({ settings }: OidcProvider, claims: Claims): SsoPerson {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name].trim() : '');
  const verified = claims.email_verified;
  const [first = '', ...rest] = text('name').split(/\s+/);
  return {
    subject: text('sub'),
    email: text('email'),
    // Some providers write the word; one that leaves it out says nothing.
    isEmailVerified: verified === undefined ? settings.assumesVerifiedEmail : verified === true || verified === 'true',
    firstName: text('given_name') || first,
    lastName: text('family_name') || rest.join(' '),
    groups: namesIn(claims[settings.groupsClaim]),
  };
}

function refused({ name }: OidcProvider, error: unknown): Fault {
  return new Fault(
    'unauthenticated',
    'sso.answer_refused',
    `The answer of ${name} was refused: ${reasonOf(error)}. Begin again; if it stays so, ask whoever set up single sign-on.`,
  );
}
