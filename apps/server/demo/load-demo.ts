/** Builds the demo mesh the first time: a team with its own dbt Core that uploads, and two projects that Weft runs on its public models. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import { createConnection, listConnections } from '@weft/domain/connections/create-connection';
import type { Connection } from '@weft/domain/connections/model';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment, listEnvironments } from '@weft/domain/projects/environments';
import { listProjects } from '@weft/domain/projects/get-project';
import type { Environment, Project } from '@weft/domain/projects/model';
import type { Run } from '@weft/domain/runs/model';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { provisionVenv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { chainJobs } from './chain-jobs.ts';
import { loadTpch, runProducer } from './run-producer.ts';
import { runWeftProject } from './run-weft-project.ts';

export interface DemoOptions {
  /** The repository's `demo` folder. */
  readonly folder: string;
  readonly accountId: Id<'account'>;
  /** 0.1 for people, 0.01 for tests. */
  readonly scale: string;
  /** `host:port` that answers https with our certificate. */
  readonly tenantHostname: string;
  /** A line for whoever watches. */
  readonly say: (line: string) => void;
}

/** Measured with this version; it has no dependencies of its own. */
const tpchgen = 'tpchgen-cli==4.0.0';

/** Each part looks for what it made before, so that a demo that was cut short goes on where it stopped. */
export async function loadDemo(host: Host, options: DemoOptions): Promise<void> {
  const { accountId, say } = options;
  const place = join(host.paths.home, 'demo');
  const done = join(place, 'done');
  if (await isThere(done)) return;
  await mkdir(place, { recursive: true });
  say('demo: preparing dbt Core and the TPC-H generator');
  const venv = await provisionDemoVenv(host);
  const connection = await findOrMakeConnection(host, accountId);
  const warehouse = connection.adapter === 'duckdb' ? connection.config.path : '';
  say(`demo: loading TPC-H at scale ${options.scale} into ${warehouse}`);
  await loadTpch(host, { venv, demoFolder: options.folder, warehouse, scale: options.scale });

  const foundational = await findOrMakeProject(host, accountId, {
    name: 'Foundational Project',
    kind: 'hybrid',
    description: 'The central data team. Runs its own dbt Core and uploads its artifacts.',
  });
  const production = await findOrMakeProduction(host, foundational);
  say('demo: the central team runs its own dbt Core and uploads the artifacts over https');
  await runProducer(host, {
    venv,
    demoFolder: options.folder,
    warehouse,
    place,
    environment: production,
    tenantHostname: options.tenantHostname,
    say,
  });

  const built: Run[] = [];
  for (const [name, dbtName, schema, description] of weftProjects) {
    const project = await findOrMakeProject(host, accountId, { name, kind: 'default', description });
    say(`demo: Weft runs ${dbtName}`);
    const run = await runWeftProject(host, { project, connection, folder: join(options.folder, dbtName), repositoryName: dbtName, schema });
    say(`demo: ${dbtName} has been built (run ${run.id})`);
    built.push(run);
  }
  const [finance, marketing] = built;
  if (finance && marketing) await chainJobs(host, { producer: foundational, finance, marketing });
  say('demo: from now on a build of the central team starts finance, and finance starts marketing');
  await writeFile(done, `${host.clock.now().toISOString()}\n`);
}

const weftProjects = [
  [
    'Finance Project',
    'finance_project',
    'finance',
    'The finance team. Weft runs it; it builds on the public models of the Foundational Project.',
  ],
  ['Marketing Project', 'marketing_project', 'marketing', 'The marketing team. Weft runs it; it builds on Foundational and on Finance.'],
] as const;

/** A venv beside the ones that Weft runs projects in: the central team's dbt is its own. */
export function provisionDemoVenv(host: Host): Promise<Venv> {
  return provisionVenv({
    paths: host.paths,
    engineVersion: 'latest',
    adapters: ['duckdb'],
    extras: [tpchgen],
    environment: provisioningEnvironment(),
    log: host.log,
  });
}

async function findOrMakeConnection(host: Host, accountId: Id<'account'>): Promise<Connection> {
  const name = 'Demo warehouse';
  const found = (await listConnections(host, accountId)).find((it) => it.name === name);
  // The file's stem is the database's name in every view, so it is named once and for all.
  return found ?? createConnection(host, { accountId, name, adapter: 'duckdb', config: { path: 'mesh.duckdb' } });
}

async function findOrMakeProject(
  host: Host,
  accountId: Id<'account'>,
  wanted: { name: string; kind: 'default' | 'hybrid'; description: string },
): Promise<Project> {
  const found = (await listProjects(host, accountId)).find((it) => it.name === wanted.name);
  return found ?? createProject(host, { accountId, ...wanted });
}

async function findOrMakeProduction(host: Host, project: Project): Promise<Environment> {
  const found = (await listEnvironments(host, project.accountId)).find(
    (it) => it.projectId === project.id && it.deploymentType === 'production',
  );
  return (
    found ??
    createEnvironment(host, {
      accountId: project.accountId,
      projectId: project.id,
      name: 'Production',
      type: 'deployment',
      deploymentType: 'production',
    })
  );
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
