/** Serves the built web: files under their hashed names for ever, and its one page for every address that is not an API's. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { sendFailure } from '@weft/surface/kit/render-fault';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Programs read bodies, so what begins like an API is never answered with a page, however many slashes are before it. */
const programs = /^\/+(api|git|graphql|beta|oauth|\.well-known|healthz|readyz|assets)(\/|$)/i;

/** `folder`: the web's build; null where there is none, such as in tests of the API. */
export async function serveWeb(app: FastifyInstance, host: Host, folder: string | null): Promise<void> {
  const page =
    folder === null
      ? '<!doctype html><title>Weft</title><p>The web is not part of this process.'
      : await readFile(join(folder, 'index.html'), 'utf8');
  if (folder !== null) {
    await app.register(fastifyStatic, {
      // What the build has compressed is sent as it is to who takes it so.
      ...{ root: folder, wildcard: false, index: false, cacheControl: false, preCompressed: true },
      // Only what has its hash in its name never changes under it.
      setHeaders: (reply, path) =>
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !programs.test(path);
    if (isPage) return sendPage(reply, page);
    return sendFailure(host, new Fault('not_found', 'path.not_found', `There is nothing at ${path}.`), request, reply);
  });
  app.get('/', (_request, reply) => sendPage(reply, page));
}

/** The page may load only what it came with: an injected script finds no way out. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .header(
      'content-security-policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'",
    )
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'same-origin')
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(page);
}
