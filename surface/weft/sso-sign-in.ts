/** Where browsers go out to a sign-in provider and come back from it: `/api/weft/sso/{slug}/…`. */
import { Fault } from '@weft/base/fault';
import { signInBySso } from '@weft/domain/access/sign-in-by-sso';
import { getSignInProvider, getSsoProviderBySlug } from '@weft/domain/identity/manage-sso-providers';
import { beginOidc, finishOidc } from '@weft/domain/identity/sign-in-by-oidc';
import { acceptSaml, beginSaml, finishSaml, samlServiceMetadata } from '@weft/domain/identity/sign-in-by-saml';
import { makeBrowserSecret } from '@weft/domain/identity/sso-attempt';
import type { SsoPerson, SsoProvider } from '@weft/domain/identity/sso-provider';
import { isOidc, isSaml, readReturnPath } from '@weft/domain/identity/sso-provider';
import type { Host } from '@weft/host/host';
import { ssoProblemCookie } from '@weft/wire/weft/sso';
import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { enter, isSecure, visitorOf } from './enter.ts';

/** Says that an answer comes back to the browser that asked for it. Not sent with a post from another site, so not with SAML's. */
const browserCookie = 'weft_sso';
const browserCookieSeconds = 600;
const slug = z.string().max(64);

export const ssoSignInRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/sso/:slug/start/',
    needs: 'nobody',
    input: z.object({ slug, query: z.object({ next: z.string().optional() }) }),
    answer: (host, { slug, query }, { request, reply }) =>
      tellingBrowsers(request, reply, async () => {
        const provider = await getSignInProvider(host, slug);
        const returnPath = readReturnPath(query.next, host.config.publicUrl);
        if (returnPath === null)
          throw new Fault(
            'invalid',
            'sso.return_refused',
            'After signing in you can only be sent to a page of this Weft, such as /mesh/1.',
          );
        return go(reply, (await begin(host, provider, keepBrowser(host, request, reply), returnPath)).href);
      }),
  }),
  route({
    method: 'GET',
    path: '/api/weft/sso/:slug/callback/',
    needs: 'nobody',
    input: z.object({ slug }),
    answer: (host, { slug }, { request, reply }) =>
      tellingBrowsers(request, reply, async () => {
        const provider = await getSignInProvider(host, slug);
        if (!isOidc(provider)) throw otherProtocol(provider);
        const search = new URL(request.url, host.config.publicUrl).search;
        return letIn(host, provider, await finishOidc(host, provider, { search, browserSecret: secretOf(request) }), request, reply);
      }),
  }),
  route({
    method: 'POST',
    path: '/api/weft/sso/:slug/callback/',
    needs: 'nobody',
    changes: null,
    input: z.object({ slug, body: z.object({ SAMLResponse: z.string() }) }),
    answer: (host, { slug, body }, { request, reply }) =>
      tellingBrowsers(request, reply, async () => {
        const provider = await getSignInProvider(host, slug);
        if (!isSaml(provider)) throw otherProtocol(provider);
        const { ticket } = await acceptSaml(host, provider, body.SAMLResponse);
        return go(reply, `/api/weft/sso/${provider.slug}/finish/?ticket=${ticket}`);
      }),
  }),
  route({
    method: 'GET',
    path: '/api/weft/sso/:slug/finish/',
    needs: 'nobody',
    input: z.object({ slug, query: z.object({ ticket: z.string().max(256) }) }),
    answer: (host, { slug, query }, { request, reply }) =>
      tellingBrowsers(request, reply, async () => {
        const provider = await getSignInProvider(host, slug);
        if (!isSaml(provider)) throw otherProtocol(provider);
        const { ticket } = query;
        return letIn(host, provider, await finishSaml(host, provider, { ticket, browserSecret: secretOf(request) }), request, reply);
      }),
  }),
  route({
    method: 'GET',
    path: '/api/weft/sso/:slug/metadata.xml',
    needs: 'nobody',
    input: z.object({ slug }),
    answer: async (host, { slug }, { reply }) => {
      const provider = await getSsoProviderBySlug(host, slug);
      if (!isSaml(provider)) throw otherProtocol(provider);
      reply.type('application/samlmetadata+xml; charset=utf-8');
      return new Bare(200, samlServiceMetadata(host, provider));
    },
  }),
];

function begin(host: Host, provider: SsoProvider, browserSecret: string, returnPath: string): Promise<URL> {
  if (isOidc(provider)) return beginOidc(host, provider, browserSecret, returnPath);
  if (isSaml(provider)) return beginSaml(host, provider, browserSecret, returnPath);
  throw otherProtocol(provider);
}

async function letIn(
  host: Host,
  provider: SsoProvider,
  { person, returnPath }: { readonly person: SsoPerson; readonly returnPath: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Bare> {
  const entry = await signInBySso(host, provider, person, visitorOf(request));
  await enter(host, request, reply, { entry, deviceToken: null });
  return go(reply, returnPath);
}

/** One secret serves several tabs that begin at once. */
function keepBrowser(host: Host, request: FastifyRequest, reply: FastifyReply): string {
  const known = request.cookies[browserCookie] ?? '';
  const secret = /^[\w-]{43}$/.test(known) ? known : makeBrowserSecret();
  reply.setCookie(browserCookie, secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(host.config, request),
    path: '/api/weft/sso/',
    maxAge: browserCookieSeconds,
  });
  return secret;
}

function secretOf(request: FastifyRequest): string | undefined {
  return request.cookies[browserCookie];
}

/** 303: the browser asks with GET, whatever it came with. */
function go(reply: FastifyReply, address: string): Bare {
  reply.header('location', address).header('cache-control', 'no-store');
  return new Bare(303, null);
}

/** A person who is refused reads why on the sign-in page; the text travels in a cookie, so that no link can put words there. */
async function tellingBrowsers(request: FastifyRequest, reply: FastifyReply, answer: () => Promise<Bare>): Promise<Bare> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Fault) || !/\btext\/html\b/.test(request.headers.accept ?? '')) throw error;
    reply.setCookie(ssoProblemCookie, error.message.slice(0, 1000), { path: '/', sameSite: 'lax', maxAge: 60 });
    return go(reply, '/sign-in');
  }
}

function otherProtocol({ name, settings }: SsoProvider): Fault {
  return new Fault('not_found', 'sso_provider.other_protocol', `${name} speaks ${settings.protocol}, which has no such address.`);
}
