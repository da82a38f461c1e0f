/** Sends one request to an address that a person gave: resolved once, held against what may be reached, and connected to that very address. */
import { lookup } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { messageOf } from '@weft/base/fault';
import { refusedAddress } from './outward-address.ts';

export interface OutwardPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted when Weft stops. */
  readonly signal?: AbortSignal;
}

export interface OutwardRequest extends Omit<OutwardPost, 'body'> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** null: nothing is sent with it. */
  readonly body: string | null;
  /** The rest of a longer answer is never read. */
  readonly answerCharactersMax: number;
}

export type OutwardAnswer =
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      readonly body: string;
      /** Names in small letters; of one that comes twice, the first. */
      readonly headers: Readonly<Record<string, string>>;
    }
  /** `message` says for people why there is no answer. */
  | { readonly kind: 'unanswered'; readonly message: string };

export const timeoutSeconds = 10;
const answerCharactersMax = 2000;

export function postOutward(post: OutwardPost): Promise<OutwardAnswer> {
  return askOutward({ ...post, method: 'POST', answerCharactersMax });
}

/** Never throws: that nobody answers is an outcome. Redirects are not followed. The limit holds for all of it: name, connection, answer. */
export async function askOutward(post: OutwardRequest): Promise<OutwardAnswer> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutSeconds * 1000);
  const signal = post.signal ? AbortSignal.any([timeout.signal, post.signal]) : timeout.signal;
  try {
    const addresses = await ended(resolve(post.url.hostname), signal);
    const [address] = addresses;
    if (address === undefined) return { kind: 'unanswered', message: `${post.url.hostname} has no address.` };
    for (const it of addresses) {
      const why = refusedAddress(it);
      if (why !== null) return { kind: 'unanswered', message: `Weft does not send to ${post.url.hostname}: ${it} is ${why}.` };
    }
    return await send(post, address, signal);
  } catch (error) {
    return { kind: 'unanswered', message: explain(error, timeout.signal, post) };
  } finally {
    clearTimeout(timer);
  }
}

/** `URL` has made odd spellings of an address (`0xA9FEA9FE`, `2852039166`) plain already. */
async function resolve(hostname: string): Promise<readonly string[]> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return [bare];
  return (await lookup(bare, { all: true })).map(({ address }) => address);
}

function send(
  { url, method, headers, body, answerCharactersMax: charactersMax }: OutwardRequest,
  address: string,
  signal: AbortSignal,
): Promise<OutwardAnswer> {
  return new Promise((done, fail) => {
    const isSecure = url.protocol === 'https:';
    const options = {
      method,
      // The name could have another address by the time the connection is made.
      host: address,
      port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      agent: false as const,
      signal,
    };
    const hear = (response: IncomingMessage) => {
      const told = Object.entries(response.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
      const answer = { kind: 'answered', statusCode: response.statusCode ?? 0, headers: Object.fromEntries(told) } as const;
      readHead(response, charactersMax).then((text) => done({ ...answer, body: text }), fail);
    };
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const request: ClientRequest = isSecure
      ? requestHttps({ ...options, ...(isIP(name) === 0 ? { servername: name } : {}) }, hear)
      : requestHttp(options, hear);
    request.on('error', fail);
    request.end(body ?? undefined);
  });
}

/** Enough to see what a receiver says; the rest is never read, however much it is. */
async function readHead(response: IncomingMessage, charactersMax: number): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const piece of response) {
    text += String(piece);
    if (text.length >= charactersMax) break;
  }
  response.destroy();
  return text.slice(0, charactersMax).replaceAll('\u0000', '\ufffd');
}

function ended<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return Promise.race([
    work,
    new Promise<never>((_, fail) => {
      signal.addEventListener('abort', () => fail(new Error('it was ended')), { once: true });
    }),
  ]);
}

function explain(error: unknown, timeout: AbortSignal, { url, signal }: OutwardRequest): string {
  if (signal?.aborted) return 'Weft was stopped while it waited for the answer; it may have arrived all the same.';
  if (timeout.aborted) return `${url.host} did not answer within ${timeoutSeconds} seconds.`;
  return `${url.host} could not be reached: ${messageOf(error)}`;
}
