/** How faults leave through the addresses that git speaks to. */
import type { Host } from '@weft/host/host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from './render-fault.ts';

/** git shows people what is said in plain text, and asks for a name and a token where it is told to. */
export function sendGitFailure(host: Host, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, message } = failureOf(host, error, request, reply);
  if (status === 401) reply.header('www-authenticate', 'Basic realm="Weft", charset="UTF-8"');
  return reply.code(status).type('text/plain; charset=utf-8').send(`${message}\n`);
}
