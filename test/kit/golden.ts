/** Answers kept as files, with what differs from one test run to the next taken out: a changed shape is seen in the diff of its file. */
import { join } from 'node:path';
import { expect } from 'vitest';

/** `folder`: of the test; the file lies in its `golden/`. Remake with `npx vitest run --update`. */
export async function expectGolden(folder: string, name: string, answer: unknown): Promise<void> {
  await expect(`${JSON.stringify(normalise(answer, ''), null, 2)}\n`).toMatchFileSnapshot(join(folder, 'golden', `${name}.json`));
}

function normalise(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => normalise(item, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, normalise(inner, name)]));
  if (typeof value === 'number') return /(^|_)ids?$/.test(key) ? '<id>' : value;
  if (typeof value !== 'string') return value;
  if (key === 'token_string') return `${value.slice(0, 5)}<secret>`;
  if (key === 'token_hint') return '<hint>';
  if (key === 'head_sha') return '<sha>';
  return value
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00/g, '<time>')
    .replace(/\/tmp\/weft-house-\w+/g, '<home>')
    .replace(/\/\d+(?=\/|\.git|$)/g, '/<id>')
    .replace(/(wst_|weft-)\d+/g, '$1<id>');
}
