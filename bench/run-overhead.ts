/** Seconds of a Weft run of a three-model project, from the request to the end with its state accepted, over the same `dbt build` typed by hand in the same venv. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { createJob } from '@weft/domain/jobs/change-job';
import { startWorkers } from '@weft/domain/runs/start-workers';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';
import type { Places } from './places.ts';
import { medianOf, type Row, ratioRow } from './row.ts';
import { makeAccount, makeWorkplace, type TimedRun, timeRun, withWeft, writeFiles } from './weft-within.ts';

/** cold: nothing preloaded and nothing parsed before, on either side; warm: the second time and later. */
type State = 'cold' | 'warm';

const files: Readonly<Record<string, string>> = {
  'dbt_project.yml': "name: shop\nversion: '1.0.0'\nprofile: shop\nmodels:\n  shop:\n    +materialized: table\n",
  'models/one.sql': 'select 1 as id',
  'models/two.sql': "select id, 'b' as letter from {{ ref('one') }}",
  'models/three.sql': "select count(*) as number from {{ ref('two') }}",
};

const coldRounds = 3;
const warmRounds = 7;

export async function measureRunOverhead(places: Places): Promise<readonly Row[]> {
  return withWeft(places, 'run-overhead', measure);
}

async function measure(host: Host, folder: string): Promise<readonly Row[]> {
  const environment = provisioningEnvironment();
  const venv = await provisionVenv({ paths: host.paths, engineVersion: 'latest', adapters: ['duckdb'], environment, log: host.log });
  const source = join(folder, 'source');
  await writeFiles(source, files);
  const byHand = await prepareByHand(venv, folder);
  const accountId = await makeAccount(host);
  const hand: Record<State, number[]> = { cold: [], warm: [] };
  const weft: Record<State, TimedRun[]> = { cold: [], warm: [] };
  for (let round = 0; round < coldRounds; round++) {
    hand.cold.push(await byHand({ isCold: true }));
    const workers = await startWorkers(host);
    try {
      const jobId = await makeBuildJob(host, accountId, source, round);
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

function row(state: State, atMost: number, weft: readonly TimedRun[], hand: readonly number[]): Row {
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

async function makeBuildJob(host: Host, accountId: Id<'account'>, folder: string, round: number): Promise<Id<'job'>> {
  const name = `shop_${round}`;
  await writeFiles(folder, { 'dbt_project.yml': (files['dbt_project.yml'] ?? '').replaceAll('shop', name) });
  const { projectId, environmentId } = await makeWorkplace(host, accountId, name, folder);
  const job = { accountId, projectId, environmentId, name: 'Build', executeSteps: ['dbt build'], threads: 4 };
  return (await createJob(host, job)).id;
}
