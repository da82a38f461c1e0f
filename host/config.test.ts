import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { expect, test } from 'vitest';
import { provisioningEnvironment, provisioningSecrets, readConfig, secretsIn, systemEnvironment } from './config.ts';

const defaults = { root: '/srv/weft' };

test('an empty environment is the whole start contract', () => {
  expect(readConfig({}, defaults)).toEqual({
    home: '/srv/weft/.weft',
    port: 8580,
    listenHost: '127.0.0.1',
    publicUrl: 'http://localhost:8580',
    rateLimit: 6_000,
    databaseUrl: null,
    storageUrl: null,
    storageCredentials: null,
    storageRegion: null,
    bootstrapToken: null,
    isDemo: true,
    tlsCertFile: null,
    tlsKeyFile: null,
    trustedProxies: [],
    secretKey: null,
    smtpUrl: null,
    mailFrom: null,
  });
});

test('the public URL follows the port, and loses its trailing slash when it is given', () => {
  expect(readConfig({ WEFT_PORT: '9000' }, defaults).publicUrl).toBe('http://localhost:9000');
  expect(readConfig({ WEFT_PUBLIC_URL: 'https://Weft.Example.com/' }, defaults).publicUrl).toBe('https://weft.example.com');
  expect(readConfig({ WEFT_PUBLIC_URL: 'https://example.com/weft/' }, defaults).publicUrl).toBe('https://example.com/weft');
});

test('every mistake is reported at once, a line each', () => {
  const found = problemsOf({
    WEFT_PORT: 'eighty',
    WEFT_PUBLIC_URL: 'weft.example.com',
    WEFT_DATABASE_URL: 'mysql://root:hunter2@db/weft',
    WEFT_STORAGE_URL: 's3:///no-bucket',
    WEFT_DEMO: 'maybe',
    WEFT_SECRET_KEY: 'c2hvcnQ=',
    WEFT_TLS_CERT: '/nowhere/cert.pem',
  });
  expect(found.map((problem) => problem.split(':')[0])).toEqual([
    'WEFT_PORT',
    'WEFT_PUBLIC_URL',
    'WEFT_DATABASE_URL',
    'WEFT_STORAGE_URL',
    'WEFT_DEMO',
    'WEFT_SECRET_KEY',
    'WEFT_TLS_KEY',
    'WEFT_TLS_CERT',
  ]);
  expect(found.join()).not.toContain('hunter2');
  expect(found.join()).not.toContain('c2hvcnQ');
});

test.each([
  ['WEFT_PORT', ['0', '65536', '80.5', '-1', '8580x']],
  ['WEFT_RATE_LIMIT', ['-1', '1.5', 'many']],
  ['WEFT_HOST', ['http://0.0.0.0', 'two words']],
  ['WEFT_PUBLIC_URL', ['ftp://weft', 'https://user:secret@weft', 'https://weft/?a=1', '']],
  ['WEFT_DATABASE_URL', ['localhost:5432', 'postgres//x']],
  ['WEFT_STORAGE_URL', ['/var/blobs', 'file://host/blobs', 's3://bucket?endpoint=minio:9000', 'https://bucket']],
  ['WEFT_BOOTSTRAP_TOKEN', ['two words', 'naïve']],
  ['WEFT_SECRET_KEY', ['not base64 at all', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')]],
])('%s is held to its form', (name, values) => {
  for (const value of values.filter((it) => it !== '')) expect(problemsOf({ [name]: value }), value).toHaveLength(1);
});

test('an empty variable counts as absent, as in a compose file', () => {
  expect(readConfig({ WEFT_DATABASE_URL: '', WEFT_DEMO: ' ', WEFT_PORT: '' }, defaults)).toMatchObject({
    databaseUrl: null,
    isDemo: true,
    port: 8580,
  });
});

test('file: alone is the folder in the home', () => {
  expect(readConfig({ WEFT_STORAGE_URL: 'file:' }, defaults).storageUrl).toBeNull();
  expect(readConfig({ WEFT_STORAGE_URL: 'file:///var/blobs' }, defaults).storageUrl).toBe('file:///var/blobs');
});

test('half of a key pair for S3 is a mistake only where Weft stores in S3', () => {
  expect(problemsOf({ WEFT_STORAGE_URL: 's3://bucket', AWS_ACCESS_KEY_ID: 'id' })).toEqual([
    'AWS_SECRET_ACCESS_KEY: is missing, while AWS_ACCESS_KEY_ID is set: set both or neither',
  ]);
  expect(readConfig({ AWS_ACCESS_KEY_ID: 'id' }, defaults).storageCredentials).toBeNull();
});

test('files of a certificate are found relative to the clone', () => {
  const file = join(tmpdir(), 'weft-config-test.pem');
  writeFileSync(file, '');
  expect(readConfig({ WEFT_TLS_CERT: 'weft-config-test.pem', WEFT_TLS_KEY: file }, { root: tmpdir() }).tlsCertFile).toBe(file);
});

test('the secrets to keep out of logs include the password inside a URL, as it is written and as it is meant', () => {
  const config = readConfig({ WEFT_DATABASE_URL: 'postgres://weft:p%40ss%2Fword@db/weft', WEFT_BOOTSTRAP_TOKEN: 'boot-token' }, defaults);
  expect(secretsIn(config)).toEqual(['boot-token', 'p%40ss%2Fword', 'p@ss/word']);
});

test('children get the system by name; mirrors and proxies only while engines are provisioned', () => {
  const environment = {
    PATH: '/bin',
    HOME: '/root',
    PIP_INDEX_URL: 'https://u:p@mirror/simple',
    WEFT_SECRET_KEY: 'k',
    AWS_SECRET_ACCESS_KEY: 's',
  };
  expect(systemEnvironment(environment)).toEqual({ PATH: '/bin', HOME: '/root' });
  expect(provisioningEnvironment(environment)).toEqual({ PATH: '/bin', HOME: '/root', PIP_INDEX_URL: 'https://u:p@mirror/simple' });
});

test('passwords of mirrors and proxies are known, so that a log can be scrubbed of them', () => {
  const environment = {
    UV_INDEX: 'corp=https://me:s3cr%21t@mirror/simple other=https://mirror/open',
    HTTPS_PROXY: 'http://u:pw@proxy:3128',
  };
  expect(provisioningSecrets(environment)).toEqual(['pw', 'pw', 's3cr%21t', 's3cr!t']);
});

test('proxies are named by their addresses and ranges, and by nothing else', () => {
  const read = readConfig({ WEFT_TRUST_PROXY: '10.0.0.5, 2001:db8::/32 192.168.0.0/16' }, defaults);
  expect(read.trustedProxies).toEqual(['10.0.0.5', '2001:db8::/32', '192.168.0.0/16']);
  for (const wrong of ['true', 'proxy.example.com', '10.0.0.0/33'])
    expect(problemsOf({ WEFT_TRUST_PROXY: wrong })).toEqual([
      `WEFT_TRUST_PROXY: "${wrong}" is no address such as 10.0.0.5 or 10.0.0.0/8; separate several by commas`,
    ]);
});

function problemsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment, defaults);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.code).toBe('config.invalid');
    for (const problem of Array.isArray(error.details.problems) ? error.details.problems : []) expect(error.message).toContain(problem);
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}
