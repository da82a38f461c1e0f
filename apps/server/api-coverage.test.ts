/** What docs/api-coverage.md says is covered is served, and what it says is absent is not: held without the published descriptions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vendorOnlyTag } from '@weft/surface/v3/vendor-only';
import { expect, test } from 'vitest';
import { smallRoutes } from './build-app.ts';

const table = readFileSync(join(import.meta.dirname, '../../docs/api-coverage.md'), 'utf8');
const rows = [...table.matchAll(/^\| `(v[23]) ([A-Z]+) (\S+)` \| (\w+)/gm)].map(([, version, method, path = '', state]) => ({
  operation: `${method} ${shapeOf(`/api/${version}${path}`)}`,
  state,
}));
const served = new Set(
  smallRoutes({ facts: { version: '0.0.0', dbtVersions: [] }, readiness: [] })
    .filter((it) => it.tag !== vendorOnlyTag)
    .map((it) => `${it.method} ${shapeOf(it.path)}`),
);

function shapeOf(path: string): string {
  return path.replace(/\/$/, '').replace(/:\w+|\{\w+\}|\*/g, '·');
}

test('the table has both versions of the API whole', () => {
  expect(rows.length).toBeGreaterThan(200);
});

test('what the table says is covered is served, and nothing else is; remake it as its head says', () => {
  const claimed = rows.filter(({ state }) => state === 'covered').map(({ operation }) => operation);
  const absent = rows.filter(({ state }) => state === 'absent').map(({ operation }) => operation);
  expect(claimed.filter((operation) => !served.has(operation))).toEqual([]);
  expect(absent.filter((operation) => served.has(operation))).toEqual([]);
});
