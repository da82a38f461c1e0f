/** Puts the surfaces together into one application: routed by path alone, whatever the Host header says. */
import cookie from '@fastify/cookie';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { readSmallBodies } from '@weft/surface/kit/read-body';
import { sendFailure } from '@weft/surface/kit/render-fault';
import { serveRoutes } from '@weft/surface/kit/serve-routes';
import { accountRoutes } from '@weft/surface/v2/accounts';
import Fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify';

/** Without a `serverFactory` the app is for in-process requests. */
export async function buildApp(host: Host, serverFactory?: FastifyServerFactory): Promise<FastifyInstance> {
  const app = Fastify({
    ...(serverFactory ? { serverFactory } : {}),
    logger: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2048 },
    bodyLimit: 10 * 1024 * 1024,
    forceCloseConnections: 'idle',
  });
  await app.register(cookie);
  app.setErrorHandler((error, request, reply) => sendFailure(host, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    return sendFailure(host, new Fault('not_found', 'path.not_found', `There is nothing at ${path}.`), request, reply);
  });
  await app.register(async (scope) => {
    readSmallBodies(scope);
    serveRoutes(scope, host, [...accountRoutes('v2'), ...accountRoutes('v3')]);
  });
  return app;
}
