import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let connections: string;
let credentials: string;

beforeAll(async () => {
  house = await openAppHouse();
  connections = `/api/weft/accounts/${house.accountId}/connections/`;
  credentials = `/api/weft/accounts/${house.accountId}/projects/${house.project.id}/credentials/`;
});
afterAll(() => house.close());

const postgres = { hostname: 'db.example', port: 5432, dbname: 'warehouse', sslmode: 'require' };

test('warehouses are made and listed', async () => {
  const duckdb = await house.ask('POST', connections, { body: { name: 'File', adapter: 'duckdb', config: { path: 'a.duckdb' } } });
  const server = await house.ask('POST', connections, { body: { name: 'Server', adapter: 'postgres', config: postgres } });
  expect([duckdb.statusCode, server.statusCode]).toEqual([201, 201]);
  expect(server.json().data).toMatchObject({ name: 'Server', adapter: 'postgres', config: postgres, max_runs: null });
  const one = `${connections}${server.json().data.id}/`;
  expect((await house.ask('PATCH', one, { body: { max_runs: 1 } })).json().data.max_runs).toBe(1);
  expect((await house.ask('PATCH', one, { body: { max_runs: 0 } })).json().data.code).toBe('connection.max_runs_invalid');
  const { data, extra } = (await house.ask('GET', connections)).json();
  expect(data.map(({ name }: { name: string }) => name)).toEqual(['File', 'Server']);
  expect(extra.pagination).toEqual({ count: 2, total_count: 2 });
});

test.each([
  ['no name', { adapter: 'duckdb', config: { path: 'b.duckdb' } }, 400],
  ['an empty name', { name: '', adapter: 'duckdb', config: { path: 'b.duckdb' } }, 400],
  ['a name of 256 characters', { name: 'x'.repeat(256), adapter: 'duckdb', config: { path: 'b.duckdb' } }, 400],
  ['a taken name', { name: 'File', adapter: 'duckdb', config: { path: 'b.duckdb' } }, 409],
  ['an unknown adapter', { name: 'x', adapter: 'oracle', config: {} }, 400],
  ['no config', { name: 'x', adapter: 'duckdb' }, 400],
  ['a file among Weft’s own', { name: 'x', adapter: 'duckdb', config: { path: '../keys/secret.key' } }, 400],
  ['a port that is none', { name: 'x', adapter: 'postgres', config: { ...postgres, port: 123456 } }, 400],
])('a connection with %s is refused', async (_, body, status) => {
  expect((await house.ask('POST', connections, { body })).statusCode).toBe(status);
});

test('who may not make connections does not, and who sees none of the account’s parts reads none', async () => {
  const body = { name: 'Never', adapter: 'duckdb', config: { path: 'never.duckdb' } };
  expect((await house.ask('POST', connections, { token: await house.token('job_admin'), body })).statusCode).toBe(403);
  expect((await house.ask('GET', connections, { token: await house.token('job_viewer') })).statusCode).toBe(403);
});

test('credentials are made; their password is never told again', async () => {
  const values = { username: 'weft', password: 'hunter2' };
  const body = { adapter: 'postgres', target_schema: 'prod', target_name: 'prod', threads: 8, values };
  const made = await house.ask('POST', credentials, { body });
  expect([made.statusCode, made.json().data]).toMatchObject([
    201,
    { target_schema: 'prod', threads: 8, values: { username: 'weft' }, secret_fields: ['password'] },
  ]);
  const read = await house.ask('GET', `${credentials}${made.json().data.id}/`);
  expect(read.json().data).toEqual(made.json().data);
  expect(made.body + read.body).not.toContain('hunter2');
});

test.each([
  ['no schema', { adapter: 'duckdb' }],
  ['a schema that is none', { adapter: 'duckdb', target_schema: 'a"; drop table x' }],
  ['an unknown adapter', { adapter: 'oracle', target_schema: 'x' }],
  ['no threads', { adapter: 'duckdb', target_schema: 'x', threads: 0 }],
  ['a target that is none', { adapter: 'duckdb', target_schema: 'x', target_name: 'a b' }],
  ['a password of a megabyte', { adapter: 'postgres', target_schema: 'x', values: { username: 'u', password: 'x'.repeat(1024 * 1024) } }],
])('credentials with %s are refused', async (_, body) => {
  expect((await house.ask('POST', credentials, { body })).statusCode).toBe(400);
});

test('credentials of another project are not at this one’s address', async () => {
  const other = await createProject(house, { accountId: house.accountId, name: 'Other', kind: 'default' });
  const made = await house.ask('POST', credentials, { body: { adapter: 'duckdb', target_schema: 'x' } });
  const url = credentials.replace(`/projects/${house.project.id}/`, `/projects/${other.id}/`);
  const answer = await house.ask('GET', `${url}${made.json().data.id}/`);
  expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'credential.not_found']);
});
