import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { smallRoutes } from '@weft/server/build-app';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeRoutes } from '../kit/describe-routes.ts';

const routes = smallRoutes({ facts: { version: '0.0.0', dbtVersions: [] }, readiness: [] });
const api = describeRoutes(routes, { url: 'https://weft.example.com', version: '1.2.3' });
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);

describe('the description', () => {
  let house: AppHouse;
  beforeAll(async () => {
    house = await openAppHouse();
  });
  afterAll(() => house.close());

  test('is read without a token', async () => {
    const answer = await house.ask('GET', '/docs/api/openapi.json', { token: null });
    expect([answer.statusCode, answer.json().openapi]).toEqual([200, '3.1.0']);
    expect(Object.keys(answer.json().paths).length).toBeGreaterThan(20);
  });
});

test('every route is in it once, with words of its own', () => {
  expect(operations).toHaveLength(routes.length);
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(ids).toEqual([...new Set(ids)]);
  expect(operations.filter(({ operation }) => !/^[A-Z].{4,}$/.test(operation.summary)).map(({ name }) => name)).toEqual([]);
});

test('every parameter of a path is declared, and no other', () => {
  for (const [path, methods] of Object.entries(api.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values(methods))
      expect([path, operation.parameters.filter((it) => it.in === 'path').map(({ name }) => name)]).toEqual([path, named]);
  }
});

test('every schema in it is one that a validator takes', () => {
  const ajv = new Ajv2020({ strict: false });
  for (const { name, operation } of operations) {
    const schemas = [...operation.parameters.map(({ schema }) => schema), operation.requestBody?.content['application/json'].schema];
    for (const schema of schemas) if (schema) expect([name, ajv.validateSchema(schema)]).toEqual([name, true]);
  }
});

test('a parameter that may be left out says so, and a permission is told by its name', () => {
  const list = api.paths['/api/v2/accounts/{accountId}/runs/']?.get;
  expect(list).toMatchObject({ summary: 'List runs', tags: ['Runs'], 'x-permission': 'runs:read' });
  expect(list?.parameters.find(({ name }) => name === 'limit')).toMatchObject({ in: 'query', required: false });
});
