/** How faults leave through GraphQL before there is a question: an answer without data, and the status beside it. */
import type { Host } from '@weft/host/host';
import type { WireGraphqlAnswer } from '@weft/wire/discovery/answer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from './render-fault.ts';

/** Clients tell a wrong token by these words. */
const unauthorized = 'User is not authorized';

export function sendGraphqlFailure(host: Host, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, message, fault } = failureOf(host, error, request, reply);
  const told = status === 401 ? `${unauthorized}. ${message}` : message;
  const body: WireGraphqlAnswer = { errors: [{ message: told, extensions: { code, kind: fault?.kind ?? 'internal' } }] };
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
}
