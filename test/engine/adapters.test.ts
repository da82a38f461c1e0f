/** Every adapter's own code reads the profile that Weft renders for it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { adapterOf } from '@weft/domain/connections/adapters/all';
import { describeTarget } from '@weft/domain/connections/describe-target';
import { readValues } from '@weft/domain/connections/read-values';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { type AdapterName, adapterNames } from '@weft/engine/venv/track-table';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { expect, test } from 'vitest';
import { openBench, quiet, venvs } from './engine-kit.ts';

/** Loads each profile through dbt's own reader and the adapter's own credentials class, and tells what it understood. */
const script = `
import argparse, json, os, sys
from dbt.adapters.factory import load_plugin, get_adapter_class_by_name
from dbt.config.profile import read_profile
from dbt.config.renderer import ProfileRenderer
from dbt.config.profile import Profile
told = {}
for name in json.loads(sys.argv[1]):
    folder = os.path.join(sys.argv[2], name)
    for key, value in json.load(open(os.path.join(folder, 'variables.json'))).items():
        os.environ[key] = value
    from dbt_common.context import set_invocation_context
    set_invocation_context(os.environ)
    from dbt.flags import set_from_args
    set_from_args(argparse.Namespace(PROFILES_DIR=folder), None)
    profile = Profile.from_raw_profiles(read_profile(folder), 'weft', ProfileRenderer({}), target_override=None, threads_override=None)
    credentials = profile.credentials
    said = {key: getattr(credentials, key, None) for key in json.load(open(os.path.join(folder, 'asked.json')))}
    told[name] = {'type': credentials.type, 'schema': credentials.schema, 'threads': profile.threads, **said}
print('TOLD ' + json.dumps(told, default=str))
`;

interface Case {
  readonly adapter: AdapterName;
  readonly connection: object;
  readonly credential: object;
  /** What the adapter must have understood. */
  readonly understood: Readonly<Record<string, unknown>>;
}

const key = '-----BEGIN PRIVATE KEY-----\nabc\ndef\n-----END PRIVATE KEY-----\n';
const cases: Readonly<Record<string, Case>> = {
  duckdb: { adapter: 'duckdb', connection: { path: '/data/x.duckdb' }, credential: {}, understood: { path: '/data/x.duckdb' } },
  postgres: {
    adapter: 'postgres',
    connection: { hostname: 'db', dbname: 'shop', retries: 3 },
    credential: { username: 'dbt', password: '0123' },
    understood: { host: 'db', port: 5432, user: 'dbt', password: '0123', database: 'shop', sslmode: 'prefer', retries: 3 },
  },
  redshift: {
    adapter: 'redshift',
    connection: { hostname: 'db', dbname: 'shop' },
    credential: { username: 'dbt', password: 'p{{' },
    understood: { host: 'db', port: 5439, user: 'dbt', password: 'p{{', database: 'shop', method: 'database' },
  },
  snowflakePassword: {
    adapter: 'snowflake',
    connection: { account: 'acme-shop', database: 'd', warehouse: 'w', role: 'r' },
    credential: { auth_type: 'password', user: 'u', password: 'p', role: 'r2' },
    understood: { account: 'acme-shop', user: 'u', password: 'p', role: 'r2', warehouse: 'w', database: 'd' },
  },
  snowflakeKeyPair: {
    adapter: 'snowflake',
    connection: { account: 'acme-shop', database: 'd', warehouse: 'w' },
    credential: { auth_type: 'keypair', user: 'u', private_key: key, private_key_passphrase: 'secret' },
    understood: { user: 'u', password: null, private_key: key, private_key_passphrase: 'secret' },
  },
  snowflakeOauth: {
    adapter: 'snowflake',
    connection: { account: 'acme-shop', database: 'd', warehouse: 'w' },
    credential: { auth_type: 'external_oauth', oauth_token: 'tok' },
    understood: { authenticator: 'oauth', token: 'tok' },
  },
  bigquery: {
    adapter: 'bigquery',
    connection: { project_id: 'p', private_key: key, client_email: 'a@p', location: 'EU', retries: 2, priority: 'batch', scopes: ['s'] },
    credential: {},
    understood: { database: 'p', location: 'EU', job_retries: 2, priority: 'batch', scopes: ['s'], method: 'service-account-json' },
  },
  databricks: {
    adapter: 'databricks',
    connection: { host: 'dbc.cloud', http_path: '/sql/1', catalog: 'main' },
    credential: { token: 'tok' },
    understood: { host: 'dbc.cloud', http_path: '/sql/1', database: 'main', token: 'tok' },
  },
  databricksOauth: {
    adapter: 'databricks',
    connection: { host: 'dbc.cloud', http_path: '/sql/1', catalog: 'main', client_id: 'id', client_secret: 'se' },
    credential: { auth_type: 'oauth' },
    understood: { auth_type: 'oauth', client_id: 'id', client_secret: 'se', token: null },
  },
  trino: {
    adapter: 'trino',
    connection: { host: 'trino' },
    credential: { user: 'u', password: 'p', database: 'hive' },
    understood: { host: 'trino', port: 443, user: 'u', password: 'p', database: 'hive' },
  },
  trinoWithoutTls: {
    adapter: 'trino',
    connection: { host: 'trino', port: 8080, method: 'none' },
    credential: { user: 'u', database: 'hive' },
    understood: { host: 'trino', port: 8080, user: 'u' },
  },
  spark: {
    adapter: 'spark',
    connection: { host: 'spark', port: 10_000, method: 'thrift', user: 'u' },
    credential: {},
    understood: { host: 'spark', port: 10_000, user: 'u', connect_retries: 0, connect_timeout: 10 },
  },
  sparkHttp: {
    adapter: 'spark',
    connection: { host: 'spark', cluster: 'c' },
    credential: { token: 't' },
    understood: { host: 'spark', port: 443, cluster: 'c', token: 't' },
  },
};

test('the profile of every adapter is one that the adapter itself accepts', async () => {
  const bench = await openBench();
  const venv = await provisionVenv({
    paths: { venvs },
    engineVersion: 'latest',
    adapters: adapterNames,
    environment: provisioningEnvironment(),
    log: quiet,
  });
  for (const [name, it] of Object.entries(cases)) {
    const adapter = adapterOf(it.adapter);
    const connection = readValues(adapter.connection, it.connection);
    const credential = readValues(adapter.credential, it.credential);
    expect([...connection.problems, ...credential.problems], name).toEqual([]);
    const { output, variables } = describeTarget({ adapter: it.adapter, connection, credential, schema: 'prod', threads: 2 });
    await bench.write(`${name}/profiles.yml`, renderProfile({ profileName: 'weft', targetName: 'prod', output }));
    await writeFile(join(bench.folder, name, 'variables.json'), JSON.stringify(variables));
    await writeFile(join(bench.folder, name, 'asked.json'), JSON.stringify(Object.keys(it.understood)));
  }
  const args = ['-c', script, JSON.stringify(Object.keys(cases)), bench.folder];
  const answer = await runTool(venv.python, args, { cwd: bench.folder, env: systemEnvironment(), timeoutMilliseconds: 120_000 });
  const line = answer.stdout.split('\n').find((it) => it.startsWith('TOLD ')) ?? '';
  expect(answer.exitCode, answer.stderr.slice(-3000)).toBe(0);
  const told = JSON.parse(line.slice(5));
  const expected = Object.entries(cases).map(([name, it]) => [
    name,
    { type: adapterOf(it.adapter).type, schema: 'prod', threads: 2, ...it.understood },
  ]);
  expect(told).toEqual(Object.fromEntries(expected));
  await bench.close();
});
