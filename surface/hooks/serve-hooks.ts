/** `POST /hooks/{id}/`: where providers of repositories send their webhooks. Nothing is known of the sender but what its signature proves, and the answer comes before the work. */
import { Fault } from '@weft/base/fault';
import { findOpenHook, type OpenHook, receiveDelivery } from '@weft/domain/ci/receive-delivery';
import type { Host } from '@weft/host/host';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimit } from '../kit/rate-limit.ts';
import { sendFailure } from '../kit/render-fault.ts';

/** A push of a thousand commits is told in less. */
const bodyBytesMax = 5 * 1024 * 1024;
/** Of one sender at one address; a busy repository has a few a minute. */
const perMinute = 300;
/** Somebody who tries addresses or secrets. */
const refusedShare = 0.1;

/** `app` is an instance of its own: its bodies are kept as they came, since the signature is of their bytes. */
export function serveHooks(app: FastifyInstance, host: Host): void {
  const limit = new RateLimit(host.clock, perMinute);
  const refused = new RateLimit(host.clock, perMinute * refusedShare);
  const open = new WeakMap<FastifyRequest, OpenHook>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.route<{ Params: { hookId: string } }>({
    method: 'POST',
    url: '/hooks/:hookId/',
    bodyLimit: bodyBytesMax,
    errorHandler: (error, request, reply) => sendFailure(host, error, request, reply),
    // Before a byte of the body is read. Who floods one address from one place is held back there, and nobody else is.
    onRequest: async (request) => {
      limit.take(`${request.params.hookId} ${request.ip}`);
      open.set(
        request,
        await findOpenHook(host, request.params.hookId).catch((error: unknown) => {
          refused.take(request.ip);
          throw error;
        }),
      );
    },
    handler: async (request, reply) => {
      const hook = open.get(request);
      if (!hook) throw new Error('the webhook was not looked for');
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      try {
        const { isNew } = await receiveDelivery(host, hook, { headers: request.headers, body });
        return await reply.code(isNew ? 202 : 200).send({ outcome: isNew ? 'taken in' : 'seen before' });
      } catch (error) {
        if (error instanceof Fault && error.kind === 'unauthenticated') refused.take(`${request.params.hookId} ${request.ip}`);
        throw error;
      }
    },
  });
}
