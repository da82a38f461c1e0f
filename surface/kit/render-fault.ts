/** How faults leave through the REST protocols: one table, one envelope. */
import type { FaultKind } from '@weft/base/fault';
import { Fault } from '@weft/base/fault';
import { isRecord } from '@weft/base/json';
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
  readonly data: Readonly<Record<string, unknown>> & {
    readonly reason: string;
    readonly code: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

export function renderFault(fault: Fault): RenderedFault {
  return {
    status: { code: statusOf[fault.kind], is_success: false, user_message: fault.message, developer_message: fault.code },
    // Some clients look for the official server's own fields: a fault that knows them has them as `details.data`.
    data: { ...(isRecord(fault.details.data) ? fault.details.data : {}), reason: fault.message, code: fault.code, details: fault.details },
  };
}

export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** null: a bug. */
  readonly fault: Fault | null;
}

/** A bug is logged whole and told as "internal", with the id that finds the log line. Headers that go with a failure are set on `reply`. */
export function failureOf(host: Host, error: unknown, request: FastifyRequest, reply: FastifyReply): Failure {
  const fault = faultOf(error);
  if (fault) {
    if (fault.kind === 'unavailable') reply.header('retry-after', '2');
    if (fault.kind === 'too_many') reply.header('retry-after', String(fault.details.seconds ?? 1));
    if (fault.kind === 'unauthenticated') reply.header('www-authenticate', 'Token');
    return { status: statusOf[fault.kind], code: fault.code, message: fault.message, fault };
  }
  host.log.error('request.failed', { requestId: request.id, method: request.method, route: request.routeOptions.url, error });
  const message = `Something went wrong inside Weft. The server's log has it under the request ${request.id}.`;
  return { status: 500, code: 'internal', message, fault: null };
}

export function sendFailure(host: Host, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, code, message, fault } = failureOf(host, error, request, reply);
  if (fault) return reply.code(status).type('application/json; charset=utf-8').send(renderFault(fault));
  return reply
    .code(status)
    .send({ status: { code: status, is_success: false, user_message: message, developer_message: code }, data: null });
}

/** Fastify's own refusals (a body over the limit, a malformed URL) are faults of the caller too. */
function faultOf(error: unknown): Fault | null {
  if (error instanceof Fault) return error;
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null;
  if (error.statusCode === 413) return new Fault('too_large', 'request.too_large', 'The request body is larger than this address takes.');
  if (error.statusCode >= 400 && error.statusCode < 500) return new Fault('invalid', 'request.malformed', error.message);
  return null;
}
