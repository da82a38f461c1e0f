/** Testing a connection runs the adapter's real `dbt debug`, and says what to change. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openDraftTarget } from '@weft/domain/connections/draft-target';
import { beginTest, getTest } from '@weft/domain/connections/test-connection';
import type { ConnectionTest } from '@weft/domain/connections/test-model';
import { systemClock } from '@weft/host/clock';
import type { Host } from '@weft/host/host';
import { makeEmptyDatabase } from '@weft/kit/database';
import { venvOf as venvWith } from '@weft/kit/hand-venv';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount } from '@weft/kit/runnable';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { venvOf, venvs } from './engine-kit.ts';

let house: House;
let host: Host;
let accountId: ConnectionTest['accountId'];

beforeAll(async () => {
  house = await openHouse();
  host = { ...house, clock: systemClock, paths: { ...house.paths, venvs } };
  accountId = await makeAccount(house);
});
afterAll(() => house.close());

async function tried(given: {
  adapter: string;
  config: object;
  values?: object;
  extendedAttributes?: string;
  variables?: Record<string, string>;
}): Promise<ConnectionTest> {
  const { variables = {} } = given;
  const target = await openDraftTarget(host, { accountId, connectionId: null, saved: null, schema: 'tried', ...given });
  const { test, ended } = await beginTest(host, {
    accountId,
    projectId: null,
    asker: { label: 'a test', userId: null, serviceTokenId: null },
    target,
    connectionId: null,
    credentialId: null,
    engineVersion: 'latest',
    variables,
    secrets: Object.values(variables),
  });
  expect(test.state).toBe('running');
  const end = await ended;
  expect(await getTest(host, accountId, test.id)).toEqual(end);
  return end;
}

describe('PostgreSQL', () => {
  let config: { hostname: string; port: number; dbname: string };
  let values: { username: string; password: string };

  beforeAll(async () => {
    const { hostname, port, username, password, pathname, searchParams } = new URL((await makeEmptyDatabase()).url);
    // Weft's own server listens on a socket in a folder only.
    config = { hostname: searchParams.get('host') ?? hostname, port: Number(port || 5432), dbname: pathname.slice(1) };
    values = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  });

  test('what is right succeeds, and tells its steps', async () => {
    const end = await tried({ adapter: 'postgres', config, values });
    expect(end).toMatchObject({ state: 'succeeded', advice: null, detail: null });
    expect(end.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(['Engine succeeded', 'Connection succeeded']);
    expect(end.steps[0]?.text).toContain('dbt Core 1.11');
  });

  test.each([
    ['the password', {}, { password: 'wrong, and a secret' }, 'password', 'The password or the username is wrong'],
    ['the database', { dbname: 'nowhere' }, {}, 'dbname', 'There is no such database'],
    ['the host', { hostname: 'no-such-host.invalid' }, {}, 'hostname', 'The host is not found'],
    ['the port', { hostname: '127.0.0.1', port: 1 }, {}, 'port', 'Nothing answers on this port'],
  ])('%s is wrong', async (_, wrongConfig, wrongValues, field, title) => {
    const end = await tried({ adapter: 'postgres', config: { ...config, ...wrongConfig }, values: { ...values, ...wrongValues } });
    expect(end).toMatchObject({ state: 'failed', advice: { field, title } });
    expect(end.detail).not.toBe('');
    expect(JSON.stringify(end)).not.toContain('wrong, and a secret');
    expect(end.steps.at(-1)).toMatchObject({ name: 'Connection', state: 'failed' });
  });

  test('extended attributes lead elsewhere', async () => {
    const end = await tried({ adapter: 'postgres', config, values, extendedAttributes: 'dbname: elsewhere' });
    expect(end.advice?.change).toContain('elsewhere');
  });

  test('extended attributes read the environment’s variables, and secrets among them are told to nobody', async () => {
    const extendedAttributes = `dbname: "{{ env_var('DBT_ENV_SECRET_PLACE') }}"`;
    const variables = { DBT_ENV_SECRET_PLACE: 'a-hidden-place' };
    const end = await tried({ adapter: 'postgres', config, values, extendedAttributes, variables });
    expect(end).toMatchObject({ state: 'failed', advice: { field: 'dbname' } });
    expect(end.detail).toContain('does not exist');
    expect(JSON.stringify(end)).not.toContain('a-hidden-place');
  });

  test('no process shows the password on its command line', async () => {
    const watching = tried({
      adapter: 'postgres',
      config: { ...config, hostname: '10.255.255.1' },
      values: { ...values, password: 'argv-canary' },
    });
    const seen: string[] = [];
    let isOver = false;
    void watching.then(() => {
      isOver = true;
    });
    while (!isOver) {
      seen.push(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(seen.join('\n')).not.toContain('argv-canary');
    expect((await watching).state).toBe('failed');
    expect(JSON.stringify(house.log)).not.toContain('argv-canary');
  });
});

describe('DuckDB', () => {
  test('a file of its own is made and entered', async () => {
    expect(await tried({ adapter: 'duckdb', config: { path: 'tried.duckdb' } })).toMatchObject({ state: 'succeeded' });
  });

  test('a run that holds the file is named as the reason', async () => {
    const { python } = await venvOf('latest');
    const path = join(house.paths.warehouses, 'held.duckdb');
    const code = 'import duckdb, sys; c = duckdb.connect(sys.argv[1]); print("held", flush=True); sys.stdin.read()';
    const holder = spawn(python, ['-c', code, path]);
    await once(holder.stdout, 'data');
    try {
      const end = await tried({ adapter: 'duckdb', config: { path: 'held.duckdb' } });
      expect(end).toMatchObject({ state: 'failed', advice: { field: 'path', title: 'The DuckDB file is in use' } });
    } finally {
      holder.stdin.end();
    }
  });

  test('what is no DuckDB file is told', async () => {
    await writeFile(join(house.paths.warehouses, 'text.duckdb'), 'x'.repeat(10_000));
    const end = await tried({ adapter: 'duckdb', config: { path: 'text.duckdb' } });
    expect(end).toMatchObject({ state: 'failed', advice: { title: 'This is not a DuckDB file' } });
  });
});

describe('Snowflake, against a server that pretends to be one', () => {
  let server: ChildProcess;
  let port: number;

  beforeAll(async () => {
    // Its own venv: the newest connector has lost what it stands on.
    const { python } = await venvWith('fakesnow', ['fakesnow[server]==0.12.1', 'snowflake-connector-python<5']);
    port = await freePort();
    server = spawn(python, ['-m', 'uvicorn', 'fakesnow.server:app', '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), { timeout: 60_000, interval: 200 });
  });
  afterAll(() => {
    server.kill();
  });

  test('a password gets in, and extended attributes lead to the server', async () => {
    const end = await tried({
      adapter: 'snowflake',
      config: { account: 'acme', database: 'shop', warehouse: 'w' },
      values: { auth_type: 'password', user: 'u', password: 'p' },
      extendedAttributes: `{host: localhost, port: ${port}, protocol: http}`,
    });
    expect(end).toMatchObject({ state: 'succeeded', detail: null });
  });
});

test('a key that is none is told before anything is sent', async () => {
  const end = await tried({
    adapter: 'snowflake',
    config: { account: 'acme-shop', database: 'd', warehouse: 'w' },
    values: { auth_type: 'keypair', user: 'u', private_key: '-----BEGIN PRIVATE KEY-----\nbm8ga2V5\n-----END PRIVATE KEY-----' },
  });
  expect(end).toMatchObject({ state: 'failed', advice: { field: 'private_key' } });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
