/** `/healthz`: may traffic come here. `/readyz`: what is not ready yet, by name. */
import { messageOf } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

export interface Readiness {
  readonly name: string;
  /** null: ready; otherwise what is missing, in a sentence. */
  check(): Promise<string | null>;
}

const patienceMilliseconds = 2_000;

export function databaseReadiness(host: Host): Readiness {
  return {
    name: 'database',
    check: () =>
      host.database.ping(patienceMilliseconds).then(
        () => null,
        (error: unknown) => `PostgreSQL does not answer: ${messageOf(error)}`,
      ),
  };
}

export function healthRoutes(parts: readonly Readiness[]): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: '/healthz',
      summary: 'Say whether traffic may come here',
      tag: 'Server',
      isUncounted: true,
      needs: 'nobody',
      input: z.object({}),
      answer: async (host, _input, { reply }) => {
        const problem = await databaseReadiness(host).check();
        reply.type('text/plain; charset=utf-8');
        return problem === null ? new Bare(200, 'ok\n') : new Bare(503, `${problem}\n`);
      },
    }),
    route({
      method: 'GET',
      path: '/readyz',
      summary: 'Say what is not ready yet',
      tag: 'Server',
      isUncounted: true,
      needs: 'nobody',
      input: z.object({}),
      answer: async (host, _input, { reply }) => {
        const checks = await Promise.all(
          [databaseReadiness(host), ...parts].map(async (part) => ({ name: part.name, problem: await part.check() })),
        );
        const isReady = checks.every((check) => check.problem === null);
        reply.type('application/json; charset=utf-8');
        return new Bare(
          isReady ? 200 : 503,
          `${JSON.stringify({ ready: isReady, checks: checks.map(({ name, problem }) => ({ name, ready: problem === null, detail: problem ?? 'ready' })) })}\n`,
        );
      },
    }),
  ];
}
