/** Reads request bodies as clients really send them: empty with a JSON content type, the word null, forms, or no content type at all. */
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import type { FastifyInstance } from 'fastify';

/** Applies to the routes registered on `app` (an encapsulated instance); larger bodies have routes of their own, which stream. */
export function readSmallBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    readBody(body, request.headers['content-type'] ?? '').then(
      (value) => done(null, value),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), undefined),
    );
  });
}

/** Answers undefined for nothing, so that a schema may say what an absent body means. */
export async function readBody(body: Buffer, contentType: string): Promise<unknown> {
  if (body.length === 0) return undefined;
  if (/^multipart\/form-data/i.test(contentType)) return gather(await readMultipart(body, contentType));
  const text = body.toString('utf8');
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return gather(new URLSearchParams(text));
  const parsed = parseJson(text);
  if ('problem' in parsed) throw new Fault('invalid', 'request.malformed', `The request body is not JSON: ${parsed.problem}.`);
  if (typeof parsed.value === 'object' && parsed.value !== null) rawTexts.set(parsed.value, text);
  return parsed.value ?? undefined;
}

const rawTexts = new WeakMap<object, string>();

/** A JSON body as it was sent, for what must be kept to the letter; null: it was sent in another form. */
export function rawTextOf(body: unknown): string | null {
  return typeof body === 'object' && body !== null ? (rawTexts.get(body) ?? null) : null;
}

/** The platform's own reader of forms; files have no place in the requests that come here. */
async function readMultipart(body: Buffer, contentType: string): Promise<[string, string][]> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => {
    throw new Fault('invalid', 'request.malformed', 'The request body is not a form as its content type says.');
  });
  return [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] satisfies [string, string]] : []));
}

/** A repeated name becomes a list; `name[]` is the same name. */
function gather(fields: Iterable<[string, string]>): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null);
  for (const [rawName, value] of fields) {
    const name = rawName.replace(/\[\]$/, '');
    const before = form[name];
    if (before === undefined) form[name] = rawName.endsWith('[]') ? [value] : value;
    else form[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return { ...form };
}
