import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { ask, until } from '@weft/kit/account';
import { queryDuckdb } from '@weft/kit/hand-venv';
import { openServers, root, type Server } from '@weft/kit/server';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireMesh } from '@weft/wire/weft/mesh';
import { beforeAll, expect, test } from 'vitest';

const servers = openServers();
const expectedRows: Record<string, number> = JSON.parse(readFileSync(join(root, 'demo/expected_rows.json'), 'utf8'))['0.1'];

let server: Server;
let headers: { readonly cookie: string };

/** As a newcomer has it: nothing is there, engines neither; the password is on the terminal. */
beforeAll(async () => {
  const home = servers.folder('empty');
  server = await servers.start({ home, enginesIn: null, isWhole: true, variables: { WEFT_DEMO: null, WEFT_BOOTSTRAP_TOKEN: null } });
  const signIn = async () => /Sign in as (\S+) with the password (\S+)/.exec(server.output());
  const [, email, password] = await until(10, 'the block that says how to sign in', signIn);
  const origin = { origin: server.url };
  const entered = await server.request('POST', '/api/weft/session/', { token: null, headers: origin, body: { email, password } });
  expect(entered.status, server.output()).toBe(200);
  headers = { cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '' };
  const finished = async () => {
    const log = readFileSync(join(home, 'weft.log'), 'utf8');
    if (log.includes('demo.failed')) throw new Error(`the demo failed:\n${server.output()}`);
    return existsSync(join(home, 'demo', 'done')) ? true : null;
  };
  await until(540, 'the end of the demo', finished);
});

const read = (path: string) => ask(server, 'GET', path, undefined, { token: null, headers });

test('the three projects are there, one of them hybrid', async () => {
  const projects: { name: string; type: number; dbt_project_name: string }[] = await read('/api/v3/accounts/1/projects/');
  expect(projects.map(({ name, type, dbt_project_name }) => [name, type, dbt_project_name])).toEqual([
    ['Foundational Project', 1, 'foundational_project'],
    ['Finance Project', 0, 'finance_project'],
    ['Marketing Project', 0, 'marketing_project'],
  ]);
});

test('every table in the DuckDB file has the rows that it should, counted by a program of its own', async () => {
  const venvs = join(server.home, 'venvs');
  const python = join(venvs, readdirSync(venvs).find((name) => name.startsWith('core-')) ?? '', 'bin', 'python');
  const counts = Object.keys(expectedRows).map((table) => `select '${table}', count(*) from ${table}`);
  const rows = await queryDuckdb(python, join(server.home, 'warehouses', 'mesh.duckdb'), counts.join(' union all '));
  expect(Object.fromEntries(rows.map(([table, count]) => [table, Number(count)]))).toEqual(expectedRows);
});

test('each of the three has published, and the mesh has no problem', async () => {
  const mesh: WireMesh = await read('/api/weft/accounts/1/mesh/');
  expect(mesh.problems).toEqual([]);
  expect(mesh.cycles).toEqual([]);
  const environments: { id: number; project_id: number }[] = await read('/api/v3/accounts/1/environments/');
  expect(environments).toHaveLength(3);
  for (const { project_id } of environments) {
    const offered = await read(`/api/weft/accounts/1/projects/${project_id}/public-models/`);
    expect(offered.models.length, `project ${project_id}`).toBeGreaterThan(0);
  }
});

test('every run is green: three uploads of the central team, and a build of each other team', async () => {
  const runs: WireRun[] = await read('/api/v2/accounts/1/runs/?order_by=id&include_related=["trigger"]');
  expect(runs.map(({ status_humanized, job_type, cause_category }) => [status_humanized, job_type, cause_category])).toEqual([
    ...Array.from({ length: 3 }, () => ['Success', 'hybrid', 'ingest']),
    ...Array.from({ length: 2 }, () => ['Success', expect.anything(), 'api']),
  ]);
});

test('a build of the central team’s own dbt starts finance, and its end marketing, each with the run that it came after', async () => {
  const environments: { id: number; project_id: number }[] = await read('/api/v3/accounts/1/environments/');
  const foundational = environments.find(({ project_id }) => project_id === 1);
  const grants = ['job_runner', 'job_viewer'].map((permission_set) => ({ permission_set, project_id: 1 }));
  const token = await ask(
    server,
    'POST',
    '/api/v3/accounts/1/service-tokens/',
    { name: 'Tonight', permission_grants: grants },
    { token: null, headers: { ...headers, origin: server.url } },
  );
  const venvs = join(server.home, 'venvs');
  const dbt = readdirSync(venvs).map((name) => join(venvs, name, 'bin', 'dbt'));
  const end = await runTool(dbt.find(existsSync) ?? 'dbt', ['build', '--select', '+fct_orders'], {
    cwd: join(server.home, 'demo', 'foundational_project'),
    timeoutMilliseconds: 240_000,
    env: {
      ...systemEnvironment(),
      DBT_CLOUD_ACCOUNT_ID: '1',
      DBT_CLOUD_ENVIRONMENT_ID: String(foundational?.id),
      DBT_CLOUD_TOKEN: token.token_string,
      DBT_UPLOAD_TO_ARTIFACTS_INGEST_API: 'True',
      DBT_WEFT_TENANT_HOSTNAME: `localhost:${server.port}`,
      DBT_WEFT_DEMO_DUCKDB: join(server.home, 'warehouses', 'mesh.duckdb'),
      DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
      REQUESTS_CA_BUNDLE: join(server.home, 'tls', 'bundle.pem'),
    },
  });
  expect(end.exitCode, end.stdout + end.stderr).toBe(0);
  const three = await until(240, 'three runs more', async () => {
    const all: WireRun[] = await read('/api/v2/accounts/1/runs/?order_by=id&include_related=["trigger"]');
    const found = all.slice(5);
    return found.length >= 3 && found.every(({ is_complete: isComplete }) => isComplete) ? found : null;
  });
  expect(three.map(({ project_id, status_humanized, cause_category }) => [project_id, status_humanized, cause_category])).toEqual([
    [1, 'Success', 'ingest'],
    [2, 'Success', 'job completion'],
    [3, 'Success', 'job completion'],
  ]);
  const [upload, finance, marketing] = three;
  expect(finance?.trigger?.cause).toBe('Upstream is fresh: fct_orders.v2 of Foundational Project');
  expect(marketing?.trigger?.cause).toBe(`Run ${finance?.id} of the job Build everything succeeded`);
  const startedBy = async (run: WireRun | undefined) => (await read(`/api/weft/accounts/1/runs/${run?.id}/chain/`)).started_by?.id;
  expect([await startedBy(upload), await startedBy(finance), await startedBy(marketing)]).toEqual([undefined, upload?.id, finance?.id]);
});

test('a second start on that home has the demo already, and is ready at once', async () => {
  expect(await server.stop()).toMatchObject({ code: 0 });
  const variables = { WEFT_DEMO: null, WEFT_BOOTSTRAP_TOKEN: null };
  const again = await servers.start({ home: server.home, enginesIn: null, isWhole: true, variables });
  expect((await again.request('GET', '/readyz', { token: null })).status).toBe(200);
  expect(again.output()).not.toContain('demo:');
  expect(await again.stop()).toMatchObject({ code: 0 });
});
