/** Reads request bodies as clients really send them: empty with a JSON content type, the word null, forms, or no content type at all. */
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import type { FastifyInstance } from 'fastify';

/** Applies to the routes registered on `app` (an encapsulated instance); larger bodies have routes of their own, which stream. */
export function readSmallBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      done(null, readBody(body, request.headers['content-type'] ?? ''));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)), undefined);
    }
  });
}

/** Answers undefined for nothing, so that a schema may say what an absent body means. */
export function readBody(body: Buffer, contentType: string): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString('utf8');
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return readForm(text);
  const parsed = parseJson(text);
  if ('problem' in parsed) throw new Fault('invalid', 'request.malformed', `The request body is not JSON: ${parsed.problem}.`);
  return parsed.value ?? undefined;
}

/** A repeated name becomes a list; `name[]` is the same name. */
function readForm(text: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null);
  for (const [rawName, value] of new URLSearchParams(text)) {
    const name = rawName.replace(/\[\]$/, '');
    const before = form[name];
    if (before === undefined) form[name] = rawName.endsWith('[]') ? [value] : value;
    else form[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return { ...form };
}
