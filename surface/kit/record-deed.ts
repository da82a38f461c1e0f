/** What the audit log hears of a request: a deed before it is begun and when it has ended, and whoever was refused. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import type { Caller } from '@weft/domain/access/model';
import { seesProject } from '@weft/domain/access/model';
import { actorOf, type Subject, subjectOf } from '@weft/domain/audit/model';
import { beginEvent, endEvent, recordRefusal } from '@weft/domain/audit/record-event';
import { plainAddress } from '@weft/domain/network/model';
import type { Host } from '@weft/host/host';
import type { FastifyRequest } from 'fastify';
import { sessionCookie } from './find-caller.ts';
import type { AnyRoute, Changes } from './route.ts';
import { Bare, Listed, Written } from './route.ts';

/** What became known of a request on its way in; what is not known yet is null. */
export interface Visit {
  caller: Caller | null;
  accountId: Id<'account'> | null;
  projectId: Id<'project'> | null;
}

/** Answers, and has it in the audit log where something is changed. Faults: the answer's own, and those of the database. */
export async function answerOnRecord(
  host: Host,
  it: AnyRoute,
  request: FastifyRequest,
  visit: Visit,
  input: never,
  answer: () => Promise<unknown>,
): Promise<unknown> {
  const { changes } = it;
  if (changes === null || changes === undefined) return answer();
  const [noun = ''] = changes.event.split('.');
  const subject = { type: noun, id: idInPath(it, request, noun), label: null };
  const before = await read(host, changes, input);
  const { accountId, projectId } = visit;
  const eventId = await beginEvent(host, {
    ...{ accountId, projectId, actor: actorOf(visit.caller), event: eventOf(changes, request), before },
    ...originOf(request),
    subject: { ...subject, ...named(subject, before) },
  });
  try {
    const given = await answer();
    const after = changes.read ? await read(host, changes, input) : shown(given);
    endEvent(host, eventId, { outcome: 'done', after, faultCode: null, subject: named(subject, after, shown(given), before) });
    return given;
  } catch (error) {
    const faultCode = error instanceof Fault ? error.code : 'internal';
    const isRefused = error instanceof Fault && (error.kind === 'forbidden' || error.kind === 'unauthenticated');
    endEvent(host, eventId, { outcome: isRefused ? 'refused' : 'failed', after: null, faultCode, subject: named(subject, before) });
    throw error;
  }
}

/** For what failed on its way in, and for questions whose answer refuses. What is only not there is no refusal. */
export function recordIfRefused(host: Host, it: AnyRoute, request: FastifyRequest, visit: Visit, error: unknown): void {
  if (!(error instanceof Fault) || it.needs === 'nobody' || !isRefusal(error, request, visit)) return;
  recordRefusal(host, {
    ...{ accountId: visit.accountId, projectId: visit.projectId, actor: actorOf(visit.caller), event: 'access.refused' },
    ...originOf(request),
    subject: { type: 'route', id: it.path, label: `${it.method} ${pathOf(request)}`.slice(0, 300) },
    faultCode: error.code,
  });
}

function isRefusal(fault: Fault, request: FastifyRequest, { caller, accountId, projectId }: Visit): boolean {
  if (fault.kind === 'forbidden') return true;
  // Who shows nothing has not signed in yet.
  if (fault.kind === 'unauthenticated') return request.headers.authorization !== undefined || request.cookies[sessionCookie] !== undefined;
  if (fault.kind !== 'not_found' || caller === null || accountId === null) return false;
  const isMember = caller.grants.some((grant) => grant.accountId === accountId);
  return !isMember || (projectId !== null && !seesProject(caller, { accountId, projectId }));
}

export function originOf(request: FastifyRequest): { readonly address: string; readonly userAgent: string | null } {
  return { address: plainAddress(request.ip), userAgent: request.headers['user-agent']?.slice(0, 300) ?? null };
}

/** The official way to delete is to write the state 2. */
function eventOf({ event }: Changes<never>, { body }: FastifyRequest): string {
  return isRecord(body) && Number(body.state) === 2 ? event.replace(/\.[a-z_]+$/, '.deleted') : event;
}

/** A thing that cannot be read must not keep it from being changed. */
async function read(host: Host, changes: Changes<never>, input: never): Promise<unknown> {
  if (!changes.read) return null;
  return changes.read(host, input).catch((error: unknown) => {
    if (!(error instanceof Fault)) host.log.warn('audit.not_read', { event: changes.event, error });
    return null;
  });
}

function shown(answer: unknown): unknown {
  return answer instanceof Bare || answer instanceof Listed || answer instanceof Written ? null : answer;
}

function named(known: Subject, ...things: readonly unknown[]): Pick<Subject, 'id' | 'label'> {
  const { id, label } = subjectOf(...things);
  return { id: id ?? known.id, label: label ?? known.label };
}

/** `runId` where the event is `run.cancelled`, or what the path ends in. */
function idInPath(it: AnyRoute, request: FastifyRequest, noun: string): string | null {
  const params: Record<string, unknown> = isRecord(request.params) ? request.params : {};
  const own = `${noun.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}Id`;
  const [, last = null] = /:([A-Za-z]+)\/?$/.exec(it.path) ?? [];
  const value = params[own] ?? (last === null ? undefined : params[last]);
  return typeof value === 'string' ? value.slice(0, 300) : null;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}
