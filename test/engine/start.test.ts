import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { request as requestHttps } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@weft/host/embedded-postgres';
import { ask, makeHybridProject } from '@weft/kit/account';
import { postmasterOf, queryOwn } from '@weft/kit/own-database';
import { quietLog } from '@weft/kit/quiet-log';
import { freePort, openServers, type Server } from '@weft/kit/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const servers = openServers();

/** What a start that gave up told the person at the terminal. */
const lines = (output: string) => output.split('\n').filter((line) => line !== '');

describe('a running Weft', () => {
  let server: Server;

  beforeAll(async () => {
    server = await servers.start();
  });

  test('is not started again on the same home: one line names the process and its URL', async () => {
    const second = await servers.refused({ home: server.home });
    expect(second.code).toBe(1);
    expect(lines(second.output)).toEqual([
      `weft: Weft already runs on this home: process ${server.pid}, ${server.url}. Stop it first, or set WEFT_HOME to another folder.`,
    ]);
    expect((await server.request('GET', '/healthz')).status).toBe(200);
  });

  test('answers http and https on its one port, and the bundle that it writes is all that a client needs to trust it', async () => {
    expect((await server.request('GET', '/healthz', { token: null })).text).toBe('ok\n');
    const file = join(server.home, 'tls', 'bundle.pem');
    for (const name of ['localhost', '127.0.0.1', 'dbt.localhost']) expect(await askHttps(server.port, name, file)).toEqual([200, 'ok\n']);
    const served = await server.request('GET', '/api/weft/ca-bundle.pem', { token: null });
    expect(served.text).toBe(readFileSync(file, 'utf8'));
    expect(served.text.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(100);
  });

  test('is not trusted without the bundle', async () => {
    await expect(askHttps(server.port, 'localhost', null)).rejects.toThrow(/certificate/);
  });

  test('says on /readyz, by name, what is there and what is not', async () => {
    const answer = await server.request('GET', '/readyz', { token: null });
    const { ready, checks } = answer.json();
    expect(answer.status).toBe(ready ? 200 : 503);
    expect(checks.map(({ name }: { name: string }) => name).sort()).toEqual(['database', 'engine']);
  });

  test('lets the bootstrap token in before there is an owner, with all rights in account 1', async () => {
    expect(await ask(server, 'GET', '/api/weft/session/', undefined, { token: null })).toMatchObject({ has_owner: false, user: null });
    expect(await ask(server, 'GET', '/api/v2/accounts/')).toMatchObject([{ id: 1 }]);
    expect(await ask(server, 'POST', '/api/v3/accounts/1/projects/', { name: 'By the bootstrap token' })).toMatchObject({ account_id: 1 });
    expect((await server.request('GET', '/api/v2/accounts/', { token: 'dbtc_of_nobody' })).status).toBe(401);
  });

  test('makes its first visitor the owner, in that same account, and nobody after', async () => {
    const visitor = {
      account_name: 'Acme',
      first_name: 'Ada',
      last_name: 'L',
      email: 'ada@example.com',
      password: 'correct horse battery',
    };
    const headers = { origin: server.url };
    expect(await ask(server, 'POST', '/api/weft/owner/', visitor, { token: null, headers })).toMatchObject({
      user: { email: 'ada@example.com' },
      accounts: [{ id: 1, name: 'Acme' }],
      has_owner: true,
      is_demo: false,
    });
    const second = { ...visitor, email: 'eve@example.com' };
    expect((await server.request('POST', '/api/weft/owner/', { body: second, token: null, headers })).status).toBe(409);
    const { email, password } = visitor;
    const again = await server.request('POST', '/api/weft/session/', { body: { email, password }, token: null, headers });
    expect(again.status).toBe(200);
    const cookie = again.headers.get('set-cookie')?.split(';')[0] ?? '';
    const projects = await server.request('GET', '/api/v3/accounts/1/projects/', { token: null, headers: { cookie } });
    expect(projects.json().data).toMatchObject([{ name: 'By the bootstrap token' }]);
  });
});

describe('a start that cannot be', () => {
  test('says in one line that the port is taken, and leaves no database behind', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    const home = servers.folder('home');
    const { code, output } = await servers.refused({ home, port });
    other.close();
    expect(code).toBe(1);
    expect(lines(output)).toEqual([expect.stringMatching(new RegExp(`^weft: .*${port}.*WEFT_PORT`))]);
    expect(postmasterOf(home)).toBeNull();
  });

  test('says in one line that the home cannot be written to', async () => {
    const home = servers.folder('home');
    // A file where the folder should be: what root may not write to either.
    writeFileSync(join(home, 'file'), '');
    chmodSync(join(home, 'file'), 0o400);
    const { code, output } = await servers.refused({ home: join(home, 'file', 'weft') });
    expect(code).toBe(1);
    expect(lines(output)).toEqual([expect.stringMatching(/^weft: Weft cannot write to its home .*\/file\/weft .* WEFT_HOME/)]);
  });

  test('says all that is wrong with the variables at once, and no secret', async () => {
    const { code, output } = await servers.refused({
      variables: { WEFT_PORT: '99999', WEFT_DEMO: 'maybe', WEFT_DATABASE_URL: 'mysql://a:hidden@b/c', WEFT_SECRET_KEY: 'c2hvcnQ=' },
    });
    expect(code).toBe(1);
    expect(lines(output)).toEqual([
      'weft: The environment has 4 mistakes:',
      expect.stringMatching(/^ {2}WEFT_PORT: /),
      expect.stringMatching(/^ {2}WEFT_DATABASE_URL: /),
      expect.stringMatching(/^ {2}WEFT_DEMO: /),
      expect.stringMatching(/^ {2}WEFT_SECRET_KEY: /),
    ]);
    expect(output).not.toMatch(/hidden|c2hvcnQ/);
  });
});

test('while the engine is not there yet, Weft serves already and /readyz says that it is missing, and why', async () => {
  const home = servers.folder('home');
  const server = await servers.start({ home, enginesIn: join(home, 'own-venvs'), variables: { PATH: '/nowhere' } });
  const answer = await server.request('GET', '/readyz', { token: null });
  expect(answer.status).toBe(503);
  const { ready, checks } = answer.json();
  expect(ready).toBe(false);
  expect(checks).toContainEqual({ name: 'engine', ready: false, detail: expect.stringMatching(/engine|Python/) });
  expect(checks).toContainEqual({ name: 'database', ready: true, detail: 'ready' });
  await server.stop();
});

test('SIGTERM lets the request under way finish, turns new ones away, and ends with 0 within 10 s', async () => {
  const server = await servers.start();
  const { environmentId, token } = await makeHybridProject(server, 'Slow');
  const opened = await ask(server, 'POST', `/api/private/accounts/1/environments/${environmentId}/ingests/`, undefined, { token });
  const upload = slowPut(new URL(opened.upload_url), 64 * 1024);
  await upload.begun;
  const startedAt = performance.now();
  const stopping = server.stop();
  // The listener closes before the request that is under way has ended.
  await untilRefused(server.port);
  upload.finish();
  expect(await upload.answer).toMatch(/^HTTP\/1\.1 \d{3} /);
  expect(await stopping).toMatchObject({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(postmasterOf(server.home)).toBeNull();
});

test('after kill -9, the next start adopts the orphaned database and has everything that was answered', async () => {
  const first = await servers.start();
  const names = ['One', 'Two', 'Three'];
  for (const name of names) await ask(first, 'POST', '/api/v3/accounts/1/projects/', { name });
  await first.kill9();
  const orphan = postmasterOf(first.home);
  expect(orphan).not.toBeNull();
  const second = await servers.start({ home: first.home });
  expect(postmasterOf(second.home)).toBe(orphan);
  const projects: { name: string }[] = await ask(second, 'GET', '/api/v3/accounts/1/projects/');
  expect(projects.map(({ name }) => name)).toEqual(names);
  expect(await second.stop()).toMatchObject({ code: 0 });
  expect(postmasterOf(second.home)).toBeNull();
});

describe('WEFT_DATABASE_URL', () => {
  let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>;

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ folder: servers.folder('postgres'), log: quietLog });
  });
  afterAll(() => postgres.stop());

  test('puts everything into that server, and Weft runs none of its own', async () => {
    const server = await servers.start({ variables: { WEFT_DATABASE_URL: postgres.url } });
    await ask(server, 'POST', '/api/v3/accounts/1/projects/', { name: 'Elsewhere' });
    expect(postmasterOf(server.home)).toBeNull();
    await server.stop();
    const again = await servers.start({ variables: { WEFT_DATABASE_URL: postgres.url } });
    expect(await ask(again, 'GET', '/api/v3/accounts/1/projects/')).toMatchObject([{ name: 'Elsewhere' }]);
    expect(again.output()).not.toContain(decodeURIComponent(new URL(postgres.url).password));
    await again.stop();
  });

  test('to where there is no server is said within seconds, in a line without the password', async () => {
    const url = `postgres://weft:hidden@127.0.0.1:${await freePort()}/weft`;
    const { code, output } = await servers.refused({ variables: { WEFT_DATABASE_URL: url } });
    expect(code).toBe(1);
    expect(lines(output).filter((line) => line.startsWith('weft: '))).toHaveLength(1);
    expect(output).not.toContain('hidden');
  });
});

test('the database of a home that was started twice in turn is the same', async () => {
  const first = await servers.start();
  await ask(first, 'POST', '/api/v3/accounts/1/projects/', { name: 'Kept' });
  expect(await first.stop()).toMatchObject({ code: 0 });
  const second = await servers.start({ home: first.home });
  expect(await queryOwn(second.home, 'select name from projects.project')).toEqual([{ name: 'Kept' }]);
});

function askHttps(port: number, host: string, bundle: string | null): Promise<readonly [number | undefined, string]> {
  return new Promise((resolve, reject) => {
    const ca = bundle === null ? {} : { ca: readFileSync(bundle, 'utf8') };
    // dbt.localhost need not resolve everywhere; what is tested is the certificate's name.
    const options = { host: '127.0.0.1', port, path: '/healthz', headers: { host: `${host}:${port}` }, agent: false, ...ca };
    const named = /^[\d.]+$/.test(host) ? {} : { servername: host };
    const request = requestHttps({ ...options, ...named }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve([response.statusCode, text]));
    });
    request.on('error', reject).end();
  });
}

/** Sends half of the body, and the rest when it is told to. */
function slowPut(url: URL, sizeBytes: number) {
  const half = Buffer.alloc(sizeBytes / 2, 'x');
  const socket = connect({ host: '127.0.0.1', port: Number(url.port) });
  socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: ${sizeBytes}\r\n\r\n`);
  const begun = new Promise<void>((resolve) => socket.write(half, () => setTimeout(resolve, 300)));
  const answer = new Promise<string>((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject).on('close', () => resolve(text));
  });
  return { begun, answer, finish: () => socket.write(half) };
}

async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port }, () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (!isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
