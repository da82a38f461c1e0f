/** How fast Weft lists runs out of a long history, asked at a steady rate, and whether the length of the history matters. */
import { queryOwn } from '@weft/kit/own-database';
import { z } from 'zod';
import { askSteadily } from './ask-steadily.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { figure, limitRow, percentile, type Row, ratioRow } from './row.ts';
import { startWeft, type WeftProcess } from './weft-process.ts';

const perSecond = 50;
const seconds = 20;
const warmUpSeconds = 3;
const stepsOfRun = 4;
const made = z.object({ data: z.object({ id: z.number() }) });

/** What a page of runs is asked with by a tool that shows them: its first page, the whole account, with what hangs on the runs. */
const path = '/api/v2/accounts/1/runs/?limit=100&order_by=-id&include_related=["job","trigger","environment","run_steps"]';

export async function measureRunList(places: Places, few = 10_000, many = 1_000_000): Promise<readonly Row[]> {
  return withFolder('run-list', async (folder) => {
    const home = makeHome(places, folder);
    const weft = await startWeft({ root: places.root, home });
    try {
      const runId = await makeRun(weft);
      const times: number[][] = [];
      for (const count of [few, many]) {
        await grow(home, runId, count);
        await askFor(weft, warmUpSeconds);
        times.push(await askFor(weft, seconds));
      }
      const [short = [], long = []] = times;
      const name = 'run-list';
      const p95 = (of: readonly number[]) => figure(percentile(of, 95), 'ms');
      const detail = `${perSecond} requests/s for ${seconds} s, authenticated, 100 runs with job, trigger, environment and ${stepsOfRun} steps each`;
      return [
        limitRow({ name, what: `page of ${many.toLocaleString('en')} runs, p95`, ours: p95(long), atMost: 50, detail }),
        ratioRow({
          ...{ name, what: 'the same over 10,000 runs, median', atMost: 1.25 },
          ours: figure(percentile(long, 50), 'ms'),
          peer: figure(percentile(short, 50), 'ms'),
          detail: 'flat in the size of the table, the exact total_count included',
        }),
      ];
    } finally {
      await weft.stop();
    }
  });
}

/** A cancelled run of a job: what all others are copied from. */
async function makeRun(weft: WeftProcess): Promise<number> {
  const make = async (url: string, body: unknown) => {
    const { status, body: answer } = await weft.ask('POST', url, { body });
    if (status >= 300) throw new Error(`POST ${url} was answered with ${status}: ${answer.toString('utf8')}`);
    return made.parse(JSON.parse(answer.toString('utf8'))).data.id;
  };
  const project_id = await make('/api/v3/accounts/1/projects/', { name: 'Shop', type: 0 });
  const warehouse = { name: 'Warehouse', adapter: 'duckdb', config: { path: 'shop.duckdb' } };
  const connection_id = await make('/api/weft/accounts/1/connections/', warehouse);
  const entrance = { adapter: 'duckdb', target_schema: 'shop' };
  const credentials_id = await make(`/api/weft/accounts/1/projects/${project_id}/credentials/`, entrance);
  const place = { name: 'Production', type: 'deployment', deployment_type: 'production', connection_id, credentials_id };
  await make(`/api/weft/accounts/1/projects/${project_id}/repository/`, { name: 'Shop' });
  const environment_id = await make(`/api/v3/accounts/1/projects/${project_id}/environments/`, place);
  const job = { project_id, environment_id, name: 'Nightly', execute_steps: ['dbt build'] };
  const jobId = await make('/api/v2/accounts/1/jobs/', job);
  const runId = await make(`/api/v2/accounts/1/jobs/${jobId}/run/`, { cause: 'benchmark' });
  await weft.ask('POST', `/api/v2/accounts/1/runs/${runId}/cancel/`);
  return runId;
}

/** Fills the history up to `count` runs that have succeeded, a minute apart, and lets the database learn what it holds. */
async function grow(home: string, runId: number, count: number): Promise<void> {
  await queryOwn(
    home,
    `with template as (select * from runs.run where id = ${runId}),
       present as (select count(*) as runs from runs.run),
       added as (
         insert into runs.run (account_id, project_id, environment_id, job_id, state, plan, cause_category, trigger, git_branch, git_sha, dbt_version,
           created_at, should_start_at, dequeued_at, started_at, finished_at)
         select account_id, project_id, environment_id, job_id, 'succeeded', plan, cause_category, trigger, 'main', repeat('a', 40), '1.11.16',
           at, at, at + interval '2 seconds', at + interval '3 seconds', at + interval '50 seconds'
         from template, present, generate_series(present.runs + 1, ${count}) as number,
           lateral (select timestamptz '2024-01-01' + number * interval '1 minute' as at) as time
         returning id, started_at, finished_at)
     insert into runs.step (run_id, index, kind, name, command, state, started_at, finished_at, exit_code)
     select added.id, index, case when index = ${stepsOfRun} then 'command' else 'deps' end, 'Invoke dbt with \`dbt build\`', 'dbt build', 'succeeded',
       started_at, finished_at, 0
     from added, generate_series(1, ${stepsOfRun}) as index`,
  );
  await queryOwn(home, 'vacuum analyze runs.run');
  await queryOwn(home, 'vacuum analyze runs.step');
}

function askFor(weft: WeftProcess, duration: number): Promise<number[]> {
  return askSteadily(weft, { path, perSecond, isOver: (sent) => sent >= duration * perSecond });
}
