/** What tests of orchestrators stand on: a server with a small project that builds, fails or takes long as it is asked to, and Python that has the client. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, makeRunProject, type RunProject } from './account.ts';
import { clientVenv, type HandVenv, typed } from './hand-venv.ts';
import { pushFolder } from './push.ts';
import type { Server, Servers } from './server.ts';

export interface Orchestrator {
  readonly server: Server;
  readonly project: RunProject;
  /** A second job of the project, whose only model divides by zero. */
  readonly failingJobId: number;
  /** A third, whose model takes longer than any test waits. */
  readonly endlessJobId: number;
  /** Runs Python; what its lines put into `out` comes back. The environment has `TOKEN`, `HOST` (with its port), `URL` and `PROJECT`, `ENVIRONMENT`, `JOB`, `FAILING`, `ENDLESS`. */
  python(lines: readonly string[], variables?: Readonly<Record<string, string>>): Promise<ReturnType<typeof JSON.parse>>;
}

const ordinary: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nversion: "1.0"\nprofile: shop\n',
  'models/customers.sql': "select 1 as id, 'a' as name",
  'models/orders.sql': "{{ config(materialized='table') }} select 1 as id, c.id as customer_id from {{ ref('customers') }} c",
  'models/orders.yml': 'models: [{name: orders, columns: [{name: id, data_tests: [unique, not_null]}]}]\n',
  'models/broken.sql': "{{ config(tags='broken') }} select * from {{ ref('orders') }} where nothing_like_it = 1",
  'models/endless.sql':
    "{{ config(tags='endless', materialized='table') }} select sum(hash(a.range + b.range)) as n from range(3000000) a, range(3000000) b",
};

/** In place of the name server of whoever runs Weft: it knows `metadata.localhost` too, which not every machine does. */
const nameServer = [
  'import socket',
  'ask = socket.getaddrinfo',
  'def answer(host, *more, **named):',
  '    known = host.decode() if isinstance(host, bytes) else host',
  '    return ask("localhost" if isinstance(known, str) and known.endswith(".localhost") else host, *more, **named)',
  'socket.getaddrinfo = answer',
].join('\n');

export async function openOrchestrator(
  servers: Servers,
  client: {
    readonly name: string;
    readonly packages: readonly string[];
    /** Of Python; left out: whichever there is. */
    readonly series?: readonly string[];
    /** Another project, and what its job does. */
    readonly files?: Readonly<Record<string, string>>;
    readonly commands?: readonly string[];
  },
): Promise<Orchestrator> {
  const [venv, server] = await Promise.all([clientVenv(client.name, client.packages, client.series), servers.start()]);
  const folder = servers.folder(client.name);
  const warehouse = join(folder, 'shop.duckdb');
  const { files = ordinary, commands = ['dbt build --exclude tag:broken tag:endless'] } = client;
  const project = await makeRunProject(server, { name: 'Shop', schema: 'shop', warehouse, commands });
  const content = join(folder, 'project');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(content, name)), { recursive: true });
    writeFileSync(join(content, name), text);
  }
  await pushFolder(project.repository, content);
  const { projectId: project_id, environmentId: environment_id } = project;
  const makeJob = async (name: string, steps: readonly string[]): Promise<number> =>
    (await ask(server, 'POST', '/api/v2/accounts/1/jobs/', { project_id, environment_id, name, execute_steps: steps })).id;
  const failingJobId = await makeJob('Failing', ['dbt build --select orders', 'dbt build --select tag:broken']);
  const endlessJobId = await makeJob('Endless', ['dbt build --select tag:endless']);
  const { ca_bundle_file: bundle } = await ask(server, 'GET', '/api/weft/accounts/1/server/');
  const names = join(folder, 'names');
  mkdirSync(names, { recursive: true });
  writeFileSync(join(names, 'sitecustomize.py'), nameServer);
  const fixed = {
    PYTHONPATH: names,
    ...{ TOKEN: server.token, HOST: `localhost:${server.port}`, URL: server.url, HOME: folder },
    ...{ PROJECT: String(project.projectId), ENVIRONMENT: String(project.environmentId), JOB: String(project.jobId) },
    ...{ FAILING: String(failingJobId), ENDLESS: String(endlessJobId), REQUESTS_CA_BUNDLE: bundle, SSL_CERT_FILE: bundle },
  };
  const python: Orchestrator['python'] = (lines, variables = {}) => runPython(venv, folder, { ...fixed, ...variables }, lines);
  return { server, project, failingJobId, endlessJobId, python };
}

async function runPython(venv: HandVenv, folder: string, variables: Readonly<Record<string, string>>, lines: readonly string[]) {
  const script = join(folder, 'script.py');
  const head = ['import json, os', 'E = os.environ', 'out = {}'];
  writeFileSync(script, [...head, ...lines, 'print("\\nOUT" + json.dumps(out, default=str))'].join('\n'));
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
  const { code, output } = await typed(venv, folder, [...exports, `python ${script}`]);
  if (code !== 0) throw new Error(`Python ended with ${code}:\n${output.trimEnd().split('\n').slice(-30).join('\n')}`);
  return JSON.parse(/^OUT(.*)$/m.exec(output)?.[1] ?? 'null');
}
