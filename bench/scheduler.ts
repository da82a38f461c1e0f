/** How long after they are due runs begin, among ten thousand jobs of which a thousand are due within a minute, or all at once. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import { createJob } from '@weft/domain/jobs/change-job';
import { jobTriggersSchema } from '@weft/domain/jobs/model';
import { readSchedule } from '@weft/domain/jobs/schedule';
import { beginRun } from '@weft/domain/runs/begin-run';
import { planSteps } from '@weft/domain/runs/plan-steps';
import { Worker } from '@weft/domain/runs/worker';
import { readConfig } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { queryOwn } from '@weft/kit/own-database';
import { keepSchedule } from '@weft/server/keep-schedule';
import { openHost } from '@weft/server/open-host';
import { registerReactions } from '@weft/server/register-reactions';
import { makePlace, type Place } from './make-place.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { figure, limitRow, percentile, type Row } from './row.ts';

const jobs = 10_000;
const due = 1_000;
/** How long from now the first is due: the jobs must be written down before. */
const leadSeconds = 5;

export async function measureScheduler(places: Places): Promise<readonly Row[]> {
  return withFolder('scheduler', async (folder) => {
    const home = makeHome(places, folder);
    const opened = await openHost(
      readConfig({ WEFT_HOME: home, WEFT_DEMO: '0' }, { root: folder }),
      join(places.root, 'domain', 'migrations'),
    );
    try {
      await registerReactions(opened.host, opened.outbox);
      return await measure(opened.host, home);
    } finally {
      await opened.close(5_000);
    }
  });
}

async function measure(host: Host, home: string): Promise<readonly Row[]> {
  await makeJobs(host, home, await makePlace(host));
  const worker = startWorker(host);
  await worker.start();
  const schedule = keepSchedule(host);
  try {
    const spread = await timeStarts(home, 60);
    const burst = await timeStarts(home, 0);
    return [row('spread over a minute', spread), row('all at the same moment', burst)];
  } finally {
    schedule.stop();
    await worker.stop();
  }
}

function row(when: string, delays: readonly number[]): Row {
  const told = [50, 95, 100].map((percent) => figure(percentile(delays, percent), 's').text);
  return limitRow({
    name: 'scheduler',
    what: `${due.toLocaleString('en')} jobs due, ${when}: from due to begun, p99`,
    ours: figure(percentile(delays, 99), 's'),
    atMost: 2,
    detail: `of ${jobs.toLocaleString('en')} jobs with a schedule; an engine that does nothing; median ${told[0]}, p95 ${told[1]}, the last ${told[2]}`,
  });
}

/** Room for all of them: what is measured is Weft and not how many dbt a machine bears. */
function startWorker(host: Host): Worker {
  return new Worker(host, {
    name: { id: randomUUID(), place: 'bench' },
    slots: due,
    async execute(_, held) {
      const run = await beginRun(host, held, planSteps(held.plan, 'warehouse'));
      return run === null ? { state: 'cancelled', reason: 'It was not to begin.' } : { state: 'succeeded' };
    },
    pollMilliseconds: 3_000,
    heartbeatMilliseconds: 5_000,
  });
}

/** Sets the next times of a thousand jobs, waits until all of them have run, and answers how late each began, in seconds. */
async function timeStarts(home: string, seconds: number): Promise<readonly number[]> {
  const [before] = await queryOwn(home, 'select coalesce(max(id), 0) as id from runs.run');
  await queryOwn(
    home,
    `create table if not exists public.due (job_id bigint primary key, at timestamptz);
     truncate public.due;
     insert into public.due select id, now() + make_interval(secs => ${leadSeconds} + ${seconds}::float8 * row_number() over (order by id) / ${due})
       from jobs.job order by id limit ${due};
     update jobs.job set next_run_at = at from public.due where id = job_id`,
  );
  const begun = `from runs.run join public.due using (job_id) where run.id > ${before?.id} and started_at is not null`;
  for (let waited = 0; waited < 300; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const [ended] = await queryOwn(home, `select count(*)::int as count ${begun} and finished_at is not null`);
    if (ended?.count === due) break;
  }
  const rows = await queryOwn(home, `select extract(epoch from started_at - at)::float8 as delay ${begun}`);
  if (rows.length !== due) throw new Error(`${rows.length} of ${due} runs were begun`);
  return rows.map(({ delay }) => Number(delay));
}

/** One by hand, whose next time is far, and the others from it. */
async function makeJobs(host: Host, home: string, place: Place): Promise<void> {
  const schedule = readSchedule({ date: { type: 'custom_cron', cron: '0 0 1 1 *' } });
  const made = await createJob(host, {
    ...place,
    ...{ name: 'Nightly', executeSteps: ['dbt build'], schedule, triggers: jobTriggersSchema.parse({ schedule: true }) },
  });
  await copyJob(home, made.id);
}

async function copyJob(home: string, jobId: Id<'job'>): Promise<void> {
  const columns = await queryOwn(
    home,
    `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
     where table_schema = 'jobs' and table_name = 'job' and column_name not in ('id', 'name')`,
  );
  const names = String(columns[0]?.names);
  await queryOwn(
    home,
    `insert into jobs.job (name, ${names}) select 'Nightly ' || number, ${names} from jobs.job, generate_series(2, ${jobs}) as number where id = ${jobId}`,
  );
  await queryOwn(home, 'vacuum analyze jobs.job');
}
