/** Seconds of a Weft run of a three-model project, from the request to the end with its state accepted, over the same `dbt build` typed by hand in the same venv. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Id } from '@weft/base/id';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { createOwner } from '@weft/domain/identity/create-owner';
import { createJob } from '@weft/domain/jobs/change-job';
import { runJob } from '@weft/domain/jobs/run-job';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import { getRun, listSteps } from '@weft/domain/runs/list-runs';
import { startWorkers } from '@weft/domain/runs/start-workers';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, readConfig, systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';
import { openHost } from '@weft/server/open-host';
import { registerReactions } from '@weft/server/register-reactions';
import { makeHome, type Places, withFolder } from './places.ts';
import { medianOf, type Row, ratioRow } from './row.ts';

/** cold: nothing preloaded and nothing parsed before, on either side; warm: the second time and later. */
type State = 'cold' | 'warm';
type Shares = readonly (readonly [string, number])[];

const files: Readonly<Record<string, string>> = {
  'dbt_project.yml': "name: shop\nversion: '1.0.0'\nprofile: shop\nmodels:\n  shop:\n    +materialized: table\n",
  'models/one.sql': 'select 1 as id',
  'models/two.sql': "select id, 'b' as letter from {{ ref('one') }}",
  'models/three.sql': "select count(*) as number from {{ ref('two') }}",
};

const coldRounds = 3;
const warmRounds = 7;

export async function measureRunOverhead(places: Places): Promise<readonly Row[]> {
  return withFolder('run-overhead', async (folder) => {
    const config = readConfig({ WEFT_HOME: makeHome(places, folder), WEFT_DEMO: '0' }, { root: folder });
    const opened = await openHost(config, join(places.root, 'domain', 'migrations'));
    try {
      await registerReactions(opened.host, opened.outbox);
      return await measure(opened.host, folder);
    } finally {
      await opened.close(5_000);
    }
  });
}

async function measure(host: Host, folder: string): Promise<readonly Row[]> {
  const environment = provisioningEnvironment();
  const venv = await provisionVenv({ paths: host.paths, engineVersion: 'latest', adapters: ['duckdb'], environment, log: host.log });
  const source = join(folder, 'source');
  await writeFiles(source, files);
  const byHand = await prepareByHand(venv, folder);
  const accountId = await makeAccount(host);
  const hand: Record<State, number[]> = { cold: [], warm: [] };
  const weft: Record<State, Timed[]> = { cold: [], warm: [] };
  for (let round = 0; round < coldRounds; round++) {
    hand.cold.push(await byHand({ isCold: true }));
    const workers = await startWorkers(host);
    try {
      const jobId = await makeJob(host, accountId, source, round);
      weft.cold.push(await timeRun(host, accountId, jobId));
      for (let again = 0; round === coldRounds - 1 && again < warmRounds; again++) {
        hand.warm.push(await byHand({ isCold: false }));
        weft.warm.push(await timeRun(host, accountId, jobId));
      }
    } finally {
      await workers.stop();
    }
  }
  return [row('cold', 1.1, weft.cold, hand.cold), row('warm', 0.7, weft.warm, hand.warm)];
}

interface Timed {
  readonly seconds: number;
  readonly steps: Shares;
}

function row(state: State, atMost: number, weft: readonly Timed[], hand: readonly number[]): Row {
  const ours = medianOf(
    weft.map((run) => run.seconds),
    's',
  );
  const steps = (weft.at(-1)?.steps ?? []).map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`).join(', ');
  const what = `a Weft run of 3 models, ${state}; peer: \`dbt build\` by hand`;
  return ratioRow({ name: 'run', what, ours, peer: medianOf(hand, 's'), atMost, detail: `the last one: ${steps}` });
}

/** As a person would: the venv's own `dbt`, in the project's folder. */
async function prepareByHand(venv: Venv, folder: string): Promise<(state: { isCold: boolean }) => Promise<number>> {
  const cwd = join(folder, 'by-hand');
  const path = join(folder, 'by-hand.duckdb');
  const output = { type: 'duckdb', path, schema: 'prod', threads: 4 } as const;
  const profile = renderProfile({ profileName: 'shop', targetName: 'default', output });
  await writeFiles(cwd, { ...files, 'profiles.yml': profile });
  const env = { ...systemEnvironment(), DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
  return async ({ isCold }) => {
    if (isCold) await rm(join(cwd, 'target'), { recursive: true, force: true });
    const from = performance.now();
    const { exitCode, stdout } = await runTool(join(venv.folder, 'bin', 'dbt'), ['build'], { cwd, env, timeoutMilliseconds: 120_000 });
    if (exitCode !== 0) throw new Error(`dbt build by hand failed:\n${stdout}`);
    return (performance.now() - from) / 1000;
  };
}

async function timeRun(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<{ seconds: number; steps: Shares }> {
  const from = performance.now();
  const { id } = await runJob(host, accountId, jobId, { cause: 'Benchmark', causeCategory: 'api' });
  const end = await new Promise<number>((resolve) => {
    const done = () => {
      unlisten();
      resolve(performance.now());
    };
    const look = async () => {
      const { state } = await getRun(host, accountId, id);
      if (state === 'succeeded' || state === 'failed' || state === 'cancelled') done();
    };
    const unlisten = host.signals.listen(`run:${id}`, look);
    void look();
  });
  const run = await getRun(host, accountId, id);
  if (run.state !== 'succeeded' || !run.artifactsSaved) throw new Error(`run ${id}: ${JSON.stringify(run)}`);
  const steps = (await listSteps(host, [id])).map((step) => [step.name, secondsBetween(step.startedAt, step.finishedAt)] as const);
  return { seconds: (end - from) / 1000, steps };
}

async function makeAccount(host: Host): Promise<Id<'account'>> {
  const owner = { accountName: 'Bench', email: 'bench@localhost', firstName: 'B', lastName: 'B', password: 'long enough to be one' };
  return (await createOwner(host, owner, async () => {})).account.id;
}

/** A project, an environment and a DuckDB file of its own, so that nothing of an earlier round helps. */
async function makeJob(host: Host, accountId: Id<'account'>, folder: string, round: number): Promise<Id<'job'>> {
  const { id: projectId } = await createProject(host, { accountId, name: `Shop ${round}`, kind: 'default' });
  const config = { path: `warehouse_${round}.duckdb` };
  const { id: connectionId } = await createConnection(host, { accountId, name: `file ${round}`, adapter: 'duckdb', config });
  const { id: credentialId } = await createCredential(host, { accountId, projectId, adapter: 'duckdb', targetSchema: 'prod', threads: 4 });
  const place = { accountId, projectId, name: 'Production', type: 'deployment', deploymentType: 'production' } as const;
  const environment = await createEnvironment(host, { ...place, connectionId, credentialId });
  await writeFiles(folder, { 'dbt_project.yml': (files['dbt_project.yml'] ?? '').replaceAll('shop', `shop_${round}`) });
  await createManagedRepository(host, { accountId, projectId, name: 'shop', folder });
  const job = await createJob(host, {
    accountId,
    projectId,
    environmentId: environment.id,
    name: 'Build',
    executeSteps: ['dbt build'],
    threads: 4,
  });
  return job.id;
}

async function writeFiles(folder: string, content: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function secondsBetween(from: Date | null, to: Date | null): number {
  return from && to ? (to.getTime() - from.getTime()) / 1000 : 0;
}
