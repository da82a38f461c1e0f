/** What a browser carries: its session, the way to the second step, and the mark of a device that let somebody in before. */
import { Fault } from '@weft/base/fault';
import { findCallerBySession } from '@weft/domain/access/authenticate';
import type { Entry, Visitor } from '@weft/domain/identity/session-model';
import { type FoundSession, findSession, signOut } from '@weft/domain/identity/sessions';
import type { Config } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import type { WireSession } from '@weft/wire/weft/session';
import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionCookie } from '../kit/find-caller.ts';
import { presentSession } from './present-session.ts';

export const stepCookie = 'weft_sign_in';
const deviceCookie = 'weft_device';
const deviceSeconds = 365 * 24 * 3600;
const sessionPath = '/api/weft/session/';

export function visitorOf(request: FastifyRequest): Visitor {
  const { [deviceCookie]: deviceToken } = request.cookies;
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '', deviceToken: deviceToken ?? null };
}

/** A session that the browser had ends: a token from before signing in is never good after it. */
export async function enter(
  host: Host,
  request: FastifyRequest,
  reply: FastifyReply,
  { entry, deviceToken }: { readonly entry: Entry; readonly deviceToken: string | null },
): Promise<WireSession> {
  const found = await findSession(host, entry.token);
  const before = request.cookies[sessionCookie];
  if (before !== undefined) await signOut(host, before);
  keepSession(host, request, reply, entry);
  if (deviceToken !== null)
    reply.setCookie(deviceCookie, deviceToken, { ...safely(host, request), path: sessionPath, sameSite: 'strict', maxAge: deviceSeconds });
  reply.clearCookie(stepCookie, { path: sessionPath });
  return presentSession(host, found, await findCallerBySession(host, entry.token));
}

/** Lax: a link from elsewhere opens Weft signed in, and nothing else from elsewhere carries it. */
export function keepSession(
  host: Host,
  request: FastifyRequest,
  reply: FastifyReply,
  entry: { readonly token: string; readonly expiresAt: Date },
): void {
  reply.setCookie(sessionCookie, entry.token, { ...safely(host, request), path: '/', sameSite: 'lax', expires: entry.expiresAt });
}

export function keepStep(
  host: Host,
  request: FastifyRequest,
  reply: FastifyReply,
  step: { readonly stepToken: string; readonly expiresAt: Date },
): void {
  reply.setCookie(stepCookie, step.stepToken, { ...safely(host, request), path: sessionPath, sameSite: 'strict', expires: step.expiresAt });
}

/** No script reads it. */
function safely(host: Host, request: FastifyRequest) {
  return { httpOnly: true, secure: isSecure(host.config, request) } as const;
}

/**
 * Whether the browser speaks https, which a proxy may end before Weft: then the page's own origin tells, and where a browser sends none
 * (it followed a link), the address that Weft is configured with.
 */
export function isSecure({ publicUrl }: Pick<Config, 'publicUrl'>, request: Pick<FastifyRequest, 'protocol' | 'headers'>): boolean {
  if (request.protocol === 'https') return true;
  const page = request.headers.origin ?? publicUrl;
  // "null": a page that keeps its origin to itself.
  return (page === 'null' ? publicUrl : page).startsWith('https://');
}

/** The session itself, for what a person does about their own way in: no token of theirs may do that. Fault: forbidden `session.required`. */
export async function requireSession(host: Host, request: FastifyRequest): Promise<FoundSession> {
  const token = request.headers.authorization === undefined ? request.cookies[sessionCookie] : undefined;
  const found = token === undefined ? null : await findSession(host, token);
  if (!found)
    throw new Fault('forbidden', 'session.required', 'This is done by people who are signed in with a browser, and never with a token.');
  return found;
}
