/** How faults leave through the REST protocols: one table, one envelope. */
import type { FaultKind } from '@weft/base/fault';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import type { Status } from '@weft/wire/envelope';
import type { FastifyReply, FastifyRequest } from 'fastify';

const statusOf: Record<FaultKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
};

export interface RenderedFault {
  readonly status: Status;
  readonly data: { readonly reason: string; readonly code: string; readonly details: Readonly<Record<string, unknown>> } | null;
}

export function renderFault(fault: Fault): RenderedFault {
  return {
    status: { code: statusOf[fault.kind], is_success: false, user_message: fault.message, developer_message: fault.code },
    data: { reason: fault.message, code: fault.code, details: fault.details },
  };
}

/** A bug is logged whole and told as "internal", with the id that finds the log line. */
export function sendFailure(host: Host, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = faultOf(error);
  if (fault) {
    if (fault.kind === 'unavailable') reply.header('retry-after', '2');
    if (fault.kind === 'too_many') reply.header('retry-after', String(fault.details.seconds ?? 1));
    if (fault.kind === 'unauthenticated') reply.header('www-authenticate', 'Token');
    return reply.code(statusOf[fault.kind]).type('application/json; charset=utf-8').send(renderFault(fault));
  }
  host.log.error('request.failed', { requestId: request.id, method: request.method, route: request.routeOptions.url, error });
  const user_message = `Something went wrong inside Weft. The server's log has it under the request ${request.id}.`;
  return reply.code(500).send({ status: { code: 500, is_success: false, user_message, developer_message: 'internal' }, data: null });
}

/** Fastify's own refusals (a body over the limit, a malformed URL) are faults of the caller too. */
function faultOf(error: unknown): Fault | null {
  if (error instanceof Fault) return error;
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null;
  if (error.statusCode === 413) return new Fault('too_large', 'request.too_large', 'The request body is larger than this address takes.');
  if (error.statusCode >= 400 && error.statusCode < 500) return new Fault('invalid', 'request.malformed', error.message);
  return null;
}
