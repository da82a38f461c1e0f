/** Reads who is asking from a request: `Authorization: Token|Bearer|Basic`, or the session cookie of the web. */
import { Fault } from '@weft/base/fault';
import { findCallerBySession, findCallerByToken } from '@weft/domain/access/authenticate';
import type { Caller } from '@weft/domain/access/model';
import type { Host } from '@weft/host/host';
import '@fastify/cookie';
import type { FastifyRequest } from 'fastify';

export const sessionCookie = 'weft_session';

/** Scheme words are read in any letter case (clients differ); Basic carries the token as its password, for clients that only know user and password. */
export async function findCaller(host: Host, request: FastifyRequest): Promise<Caller | null> {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const secret = readSecret(header);
    return secret === null ? null : findCallerByToken(host, secret);
  }
  const cookie = request.cookies[sessionCookie];
  if (!cookie) return null;
  const caller = await findCallerBySession(host, cookie);
  if (caller && request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request);
  return caller;
}

/** What the Authorization header carries, whatever its scheme; null: nothing. */
export function readSecret(header: string): string | null {
  const match = /^(token|bearer|basic)\s+(\S+)\s*$/i.exec(header);
  const [, scheme = '', credential = ''] = match ?? [];
  if (!match) return null;
  if (scheme.toLowerCase() !== 'basic') return credential;
  const decoded = Buffer.from(credential, 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1);
}

/** A cookie is sent by whatever page asks; only our own pages may change things with it. */
export function requireSameOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  const isOwn = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
  if (!isOwn)
    throw new Fault(
      'forbidden',
      'request.cross_origin',
      'This request came from another page than one of Weft itself. Use a token for programs.',
    );
}
