/** A command that asks one operation, with the token in a variable: it can be pasted once that is set. */
import type { Operation } from './api-docs-queries.ts';
import { exampleOf } from './read-schema.ts';

/** Placeholders of the path stay as `{name}`, for people to fill in; what is required in the query is there by example. */
export function curlOf({ method, path, described }: Operation, host: string): string {
  const asked = described.parameters
    .filter((it) => it.in === 'query' && it.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema, name) ?? ''))}`);
  const schema = described.requestBody?.content['application/json'].schema;
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${host}${path}${asked.length === 0 ? '' : `?${asked.join('&')}`}'`,
    ...(described.security.length === 0 ? [] : ['-H "Authorization: Token $DBT_TOKEN"']),
    ...(schema === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${quoted(JSON.stringify(exampleOf(schema)))}'`]),
  ];
  return lines.join(' \\\n  ');
}

function quoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}
