/** `GET /docs/api/openapi.json`: the description of everything else; it holds no secret, so tools read it without a token. */
import type { WireApiDescription } from '@weft/wire/weft/api-description';
import { z } from 'zod';
import { describeRoutes } from '../kit/describe-routes.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';

/** `routes`: all of them; `version`: of Weft. */
export function apiDescriptionRoute(routes: readonly AnyRoute[], version: string): AnyRoute {
  let made: WireApiDescription | null = null;
  return route({
    method: 'GET',
    path: '/docs/api/openapi.json',
    summary: 'Get this description',
    tag: 'Server',
    needs: 'nobody',
    input: z.object({}),
    answer: async (host, _input, { reply }) => {
      made ??= describeRoutes(routes, { url: host.config.publicUrl, version });
      reply.type('application/json; charset=utf-8').header('access-control-allow-origin', '*').header('cache-control', 'no-cache');
      return new Bare(200, JSON.stringify(made));
    },
  });
}
