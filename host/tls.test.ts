import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { handClock, systemClock } from './clock.ts';
import { systemEnvironment } from './config.ts';
import { runTool } from './process.ts';
import { namesOf, openTls, type Tls } from './tls.ts';

/** Real clients look at the real clock. */
const now = systemClock.now().toISOString();
const config = { tlsCertFile: null, tlsKeyFile: null, publicUrl: 'https://weft.example.com:8580', listenHost: '0.0.0.0' };
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('Weft is found under localhost, dbt.localhost, the public host and the API hosts of each', () => {
  expect(namesOf('https://Weft.Example.com/base', '127.0.0.1')).toEqual({
    dns: [
      ...['localhost', 'metadata.localhost', 'semantic-layer.localhost'],
      ...['dbt.localhost', 'metadata.dbt.localhost', 'semantic-layer.dbt.localhost'],
      ...['weft.example.com', 'metadata.weft.example.com', 'semantic-layer.weft.example.com'],
    ],
    addresses: ['127.0.0.1', '::1'],
  });
  expect(namesOf('http://192.0.2.7:8580', '2001:db8:0:0::7').addresses).toEqual(['127.0.0.1', '::1', '192.0.2.7', '2001:db8::7']);
  expect(namesOf('http://[::1]:8580', '::').addresses).toEqual(['127.0.0.1', '::1']);
  expect(namesOf('http://localhost:8580', 'Box.lan').dns).toContain('metadata.box.lan');
});

test('a client that trusts the authority, or the bundle, accepts every name; one that does not, none', async () => {
  const tls = await open(await newFolder());
  const port = await serve(tls);
  for (const ca of [await read(tls.caFile), await read(tls.bundleFile)]) {
    for (const name of ['localhost', 'metadata.dbt.localhost', 'weft.example.com', 'semantic-layer.weft.example.com', '127.0.0.1'])
      expect(await get(port, name, ca), name).toBe('hello');
    await expect(get(port, 'other.example.com', ca)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  }
  await expect(get(port, 'localhost', undefined)).rejects.toThrow(/certificate/);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('Whether Python trusts the bundle is not tried: there is no python3 on this machine.\n');

test.skipIf(!hasPython)('Python accepts it too, as strictly as it can look', async () => {
  const tls = await open(await newFolder());
  const port = await serve(tls);
  const program = `
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[1])
context.verify_flags |= ssl.VERIFY_X509_STRICT
for host in ('localhost', '127.0.0.1'):
    print(urllib.request.urlopen(f'https://{host}:{sys.argv[2]}/', context=context, timeout=10).read().decode())
print(len(context.get_ca_certs()))
try:
    import requests
    print(requests.get(f'https://localhost:{sys.argv[2]}/', verify=sys.argv[1], timeout=10).text)
except ImportError:
    print('hello')
`;
  const options = { cwd: tmpdir(), env: systemEnvironment(), timeoutMilliseconds: 15_000 };
  const answer = await runTool('python3', ['-c', program, tls.bundleFile ?? '', String(port)], options);
  expect(answer).toMatchObject({ exitCode: 0, stdout: `hello\nhello\n${rootCertificates.length + 1}\nhello\n` });
});

test('everything stays as it is at the next start', async () => {
  const folder = await newFolder();
  const first = await open(folder);
  expect(await open(folder)).toEqual(first);
  expect((await readdir(folder)).sort()).toEqual(['bundle.pem', 'ca.crt', 'ca.key', 'server.crt', 'server.key']);
  for (const name of ['ca.key', 'server.key']) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
});

test('the certificate is made anew when the names change or it ends within 30 days; the authority stays', async () => {
  const folder = await newFolder();
  const first = await open(folder);
  const ca = await read(first.caFile);
  const renamed = await openTls({ config: { ...config, publicUrl: 'https://other.example.com' }, folder, clock: handClock(now) });
  expect(renamed.cert).not.toBe(first.cert);
  const clock = handClock(now);
  clock.turn(360 * 86_400_000);
  const second = await openTls({ config, folder, clock });
  clock.turn(330 * 86_400_000);
  expect((await openTls({ config, folder, clock })).cert).toBe(second.cert);
  clock.turn(40 * 86_400_000);
  const third = await openTls({ config, folder, clock });
  expect(third.cert).not.toBe(second.cert);
  expect(third.expiresAt.getTime()).toBeGreaterThan(clock.now().getTime());
  expect(await read(third.caFile)).toBe(ca);
  expect(new X509Certificate(third.cert).verify(new X509Certificate(ca).publicKey)).toBe(true);
});

test.each(['ca.key', 'ca.crt', 'server.key', 'server.crt', 'bundle.pem'])('a lost or damaged %s is mended', async (name) => {
  const folder = await newFolder();
  await open(folder);
  for (const spoil of [() => rm(join(folder, name)), () => writeFile(join(folder, name), 'half a fi')]) {
    await spoil();
    const tls = await open(folder);
    expect(await get(await serve(tls), 'localhost', await read(tls.bundleFile))).toBe('hello');
    expect(await open(folder)).toEqual(tls);
  }
});

test('a configured certificate is used as it is, and no authority is made', async () => {
  const folder = await newFolder();
  const own = await open(await newFolder());
  const [tlsCertFile, tlsKeyFile] = [join(folder, 'own.crt'), join(folder, 'own.key')];
  await writeFile(tlsCertFile, own.cert);
  await writeFile(tlsKeyFile, own.key);
  const tls = await openTls({ config: { ...config, tlsCertFile, tlsKeyFile }, folder, clock: handClock(now) });
  expect(tls).toEqual({ ...own, caFile: null, bundleFile: null, isPrivateCa: false });
  expect((await readdir(folder)).sort()).toEqual(['own.crt', 'own.key']);
});

test('a configured certificate whose key is another, or that is none, stops the start', async () => {
  const [one, other] = [await newFolder(), await newFolder()];
  await Promise.all([open(one), open(other)]);
  for (const [tlsCertFile, tlsKeyFile] of [
    [join(one, 'server.crt'), join(other, 'server.key')],
    [join(one, 'server.key'), join(one, 'server.key')],
  ] as const) {
    const attempt = openTls({ config: { ...config, tlsCertFile, tlsKeyFile }, folder: one, clock: handClock(now) });
    await expect(attempt).rejects.toMatchObject({ code: 'tls.certificate_unreadable', kind: 'invalid' });
  }
});

function open(folder: string): Promise<Tls> {
  return openTls({ config, folder, clock: handClock(now) });
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'weft-tls-'));
}

function read(file: string | null): Promise<string> {
  return readFile(file ?? '', 'utf8');
}

async function serve(tls: Tls): Promise<number> {
  const server = createServer({ cert: tls.cert, key: tls.key }, (_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const address: AddressInfo | string | null = server.address();
  return address !== null && typeof address !== 'string' ? address.port : 0;
}

function get(port: number, name: string, ca: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const lookup = { host: '127.0.0.1', port, servername: name === '127.0.0.1' ? '' : name, agent: false, headers: { host: name } };
    request({ ...lookup, ...(ca === undefined ? {} : { ca }) }, async (response) => {
      let body = '';
      for await (const chunk of response) body += String(chunk);
      resolve(body);
    })
      .on('error', reject)
      .end();
  });
}
