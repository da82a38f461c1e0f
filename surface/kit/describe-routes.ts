/** The description of the API (OpenAPI 3.1), made of the routes that answer it: it cannot say anything else than what is served. */
import { isRecord } from '@weft/base/json';
import type { WireApiDescription, WireOperation, WireParameter, WireSchema } from '@weft/wire/weft/api-description';
import { z } from 'zod';
import { summaryOf, tagOf } from './name-route.ts';
import type { AnyRoute, Need } from './route.ts';

/** `url`: what addresses begin with; `version`: of Weft. */
export function describeRoutes(
  routes: readonly AnyRoute[],
  { url, version }: { readonly url: string; readonly version: string },
): WireApiDescription {
  const paths: Record<string, Record<string, WireOperation>> = {};
  for (const it of routes) {
    const path = describedPath(it.path);
    paths[path] = { ...paths[path], [it.method.toLowerCase()]: describe(it) };
  }
  const tags = [...new Set(routes.map(tagOf))].sort().map((name) => ({ name }));
  return {
    openapi: '3.1.0',
    info: { title: 'Weft', version, description: overview },
    servers: [{ url }],
    tags,
    paths,
    components,
  };
}

const overview =
  'Answers come in one envelope, `{ status, data, extra }`; a refusal has `status.user_message` for people and `data.code` for programs. ' +
  'Every address works with and without its trailing slash. A client that asks too often is told 429 with Retry-After.';

function describedPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}').replace('*', '{path}');
}

function describe(it: AnyRoute): WireOperation {
  const { parameters, body, isBodyRequired } = readInput(it);
  const status = it.status ?? 200;
  const envelope = it.isList === true ? 'List' : 'Answer';
  const refusals = ['400', ...(it.needs === 'nobody' ? [] : ['401', '403']), '404', ...(it.isUncounted === true ? [] : ['429'])];
  return {
    operationId: operationId(it),
    summary: summaryOf(it),
    description: needText(it.needs),
    tags: [tagOf(it)],
    parameters,
    ...(body === null ? {} : { requestBody: { required: isBodyRequired, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: { description: 'Done', content: { 'application/json': { schema: { $ref: `#/components/schemas/${envelope}` } } } },
      ...Object.fromEntries(refusals.map((code) => [code, { $ref: '#/components/responses/Refusal' }])),
    },
    security: it.needs === 'nobody' ? [] : [{ token: [] }],
    'x-permission': it.needs === 'nobody' || it.needs === 'caller' ? null : it.needs,
    'x-event': it.changes?.event ?? null,
  };
}

function operationId({ method, path }: AnyRoute): string {
  const named = path
    .replace(/^\/api\//, '')
    .replace('*', 'path')
    .replace(/:/g, '')
    .replace(/\W+/g, '_')
    .replace(/^_|_$/g, '');
  return `${method.toLowerCase()}_${named}`;
}

function needText(needs: Need): string {
  if (needs === 'nobody') return 'Open to everybody.';
  if (needs === 'caller') return 'Open to whoever is signed in or has a token.';
  return `Needs the permission \`${needs}\`.`;
}

/** Splits the one input into what the path, the query and the body bring. */
function readInput(it: AnyRoute): {
  readonly parameters: readonly WireParameter[];
  readonly body: WireSchema | null;
  readonly isBodyRequired: boolean;
} {
  const schema = z.toJSONSchema(it.input, { io: 'input', unrepresentable: 'any' });
  const fields = propertiesOf(schema);
  const query = fields.get('query');
  const missing = missingFields(it.input);
  const inPath = [...it.path.matchAll(/:(\w+)|(\*)/g)].map(([, name = 'path', star]) => ({
    ...{ name, in: 'path' as const, required: true },
    schema: fields.get(star ?? name) ?? { type: 'string' },
  }));
  const inQuery = [...(query === undefined ? [] : propertiesOf(query))].map(([name, inner]) => ({
    ...{ name, in: 'query' as const, required: missing.has(`query.${name}`) },
    schema: inner,
  }));
  const body = fields.get('body');
  const hasBody = body !== undefined && it.method !== 'GET';
  return { parameters: [...inPath, ...inQuery], body: hasBody ? body : null, isBodyRequired: missing.has('body') };
}

function propertiesOf(schema: unknown): Map<string, WireSchema> {
  const found = isRecord(schema) && isRecord(schema.properties) ? schema.properties : {};
  return new Map(Object.entries(found).flatMap(([name, inner]) => (isRecord(inner) ? [[name, inner] satisfies [string, WireSchema]] : [])));
}

/** A schema that fills in what is left out says "required" of it all the same: what really is missed is asked of the schema itself. */
function missingFields(input: z.ZodType<unknown>): ReadonlySet<string> {
  const result = input.safeParse({ query: {} });
  return new Set(result.success ? [] : result.error.issues.map(({ path }) => path.join('.')));
}

const text = { type: 'string' };
const status = {
  type: 'object',
  required: ['code', 'is_success', 'user_message', 'developer_message'],
  properties: { code: { type: 'integer' }, is_success: { type: 'boolean' }, user_message: text, developer_message: text },
};
const components = {
  securitySchemes: {
    token: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: '`Token …` or `Bearer …`, with a service token or a personal token.',
    },
  },
  schemas: {
    Status: status,
    Answer: { type: 'object', required: ['status'], properties: { status: { $ref: '#/components/schemas/Status' }, data: {} } },
    List: {
      type: 'object',
      required: ['status', 'data'],
      properties: {
        status: { $ref: '#/components/schemas/Status' },
        data: { type: 'array', items: {} },
        extra: {
          type: 'object',
          properties: {
            filters: { type: 'object' },
            order_by: { type: ['string', 'null'] },
            pagination: { type: 'object', properties: { count: { type: 'integer' }, total_count: { type: 'integer' } } },
          },
        },
      },
    },
    Refusal: {
      type: 'object',
      required: ['status', 'data'],
      properties: {
        status: { $ref: '#/components/schemas/Status' },
        data: { type: ['object', 'null'], properties: { reason: text, code: text, details: { type: 'object' } } },
      },
    },
  },
  responses: {
    Refusal: { description: 'Refused', content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } },
  },
};
