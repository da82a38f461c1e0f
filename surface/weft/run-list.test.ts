import { startRun } from '@weft/domain/runs/start-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { rowsRead, runStatements } from '@weft/kit/rows-read';
import { makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import type { WireRunLeaf } from '@weft/wire/weft/run-list';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;

beforeAll(async () => {
  house = await openAppHouse();
  place = await makeRunnable(house, house.accountId);
  await startRun(house, requestFor(place));
  await fill(20_000);
});
afterAll(() => house.close());

/** Copies of the one run, finished in various ways, as years of them leave behind. */
async function fill(count: number): Promise<void> {
  await house.database.withClient(async (client) => {
    await client.query(
      `insert into runs.run (account_id, project_id, environment_id, job_id, state, plan, cause_category, trigger, git_branch, created_at,
         should_start_at, started_at, finished_at, warning_count)
       select account_id, project_id, environment_id, 1 + at % 5, (array['succeeded', 'failed', 'cancelled'])[1 + at % 3], plan,
         case when at % 1000 = 0 then 'ci' else 'scheduled' end,
         case when at % 1000 = 0 then trigger || jsonb_build_object('pullRequest', jsonb_build_object('github', at / 1000)) else trigger end,
         case when at % 2000 = 0 then 'feature/a,b' else 'main' end, created_at - (21000 - at) * interval '1 minute', should_start_at,
         created_at - (21000 - at) * interval '1 minute', created_at - (21000 - at) * interval '1 minute' + (at * 7919 % 5003) * interval '1 second', at % 3
       from (select * from runs.run order by id limit 1) as one, generate_series(1, $1::int) as at`,
      [count],
    );
    await client.query('analyze runs.run');
  });
}

async function ask(query: string): Promise<WireRunLeaf> {
  const answer = await house.ask('GET', `/api/weft/accounts/${house.accountId}/runs/?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().data;
}

test.each(['order_by=-id', 'order_by=id', 'order_by=-duration', 'order_by=duration', 'order_by=-duration&status=20&git_branch=main'])(
  'leafing through %s meets every run once, and comes back by the same pages',
  async (query) => {
    const of = (place: string) => ask(`${query}&limit=50&created_within_hours=24${place}`);
    const all: number[] = [];
    let leaf = await of('');
    expect(leaf.before).toBeNull();
    for (;;) {
      all.push(...leaf.runs.map(({ id }) => id));
      if (leaf.after === null) break;
      leaf = await of(`&after=${leaf.after}`);
    }
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all).size).toBe(all.length);
    const last = await of('&before=last');
    expect([last.runs.map(({ id }) => id), last.after]).toEqual([all.slice(-50), null]);
    const back = await of(`&before=${last.before}`);
    expect(back.runs.map(({ id }) => id)).toEqual(all.slice(-100, -50));
  },
);

test('filters narrow by what they name', async () => {
  expect(await ask('git_branch=feature/a,b')).toMatchObject({ total: { count: 10, is_more: false } });
  const [ofRequest, ...others] = (await ask('pull_request_number=7')).runs;
  expect([ofRequest?.trigger?.github_pull_request_id, others]).toEqual([7, []]);
  expect((await ask('cause_category=ci&limit=200')).runs).toHaveLength(20);
  expect((await ask('status=1')).runs).toMatchObject([{ status: 1, wait: { reason: expect.any(String), behind: [] } }]);
  const now = house.clock.now().getTime();
  const range = JSON.stringify([new Date(now - 3_600_000 * 30).toISOString(), new Date(now - 3_600_000 * 29).toISOString()]);
  const { runs, total } = await ask(`created_at__range=${encodeURIComponent(range)}`);
  expect([total.count, runs.every(({ created_at }) => Date.parse(created_at) <= now - 3_600_000 * 29)]).toEqual([61, true]);
  expect(await ask('status=99')).toEqual({ runs: [], total: { count: 0, is_more: false }, before: null, after: null });
});

test('runs are found by the run that they defer to, and say which that is', async () => {
  const base = `/api/v2/accounts/${house.accountId}/runs/`;
  const [one, two] = (await ask('limit=2&after=500')).runs;
  await house.database.withClient((client) =>
    client.query(`update runs.run set deferral = jsonb_build_object('compared', $1::jsonb, 'deferred', $1::jsonb) where id = $2`, [
      {
        ...{
          kind: 'found',
          runId: one?.id,
          environmentId: place.environment.id,
          environmentName: 'Production',
          jobName: 'x',
          gitSha: null,
        },
        ...{ dbtVersion: null, generatedAt: '2026-01-01T00:00:00.000Z', why: 'x', invocationId: 1 },
      },
      two?.id,
    ]),
  );
  const found = (await house.ask('GET', `${base}?deferring_run_id=${one?.id}`)).json();
  expect(found).toMatchObject({ data: [{ id: two?.id, deferring_run_id: one?.id }], extra: { pagination: { total_count: 1 } } });
});

test('the total is exact where the tally knows it, and stops counting where it does not', async () => {
  expect((await ask('status=20')).total).toEqual({ count: 6667, is_more: false });
  expect((await ask('git_branch=main')).total).toEqual({ count: 1000, is_more: true });
});

test('a run that succeeded with warnings says how many', async () => {
  expect(new Set((await ask('status=10')).runs.map(({ warning_count }) => warning_count))).toEqual(new Set([0]));
  const { runs } = await ask('status=20&limit=1');
  expect(runs).toMatchObject([{ status: 20, warning_count: 1 }]);
});

test.each(['after=x', 'after=1.2', 'order_by=-duration&after=5', 'order_by=name', 'limit=0', 'limit=201', 'created_within_hours=0'])(
  '%s is refused',
  async (query) => {
    const answer = await house.ask('GET', `/api/weft/accounts/${house.accountId}/runs/?${query}`);
    expect([answer.statusCode, answer.json().status.developer_message]).toEqual([400, 'request.invalid']);
  },
);

test.each([
  '',
  'before=last',
  'after=10000',
  'order_by=-duration',
  'order_by=duration&after=2500000.9000',
  'status=20&after=9000',
  'cause_category=ci&before=last',
  'git_branch=main&after=15000',
  'git_branch=feature/a,b',
  'pull_request_number=7',
  'job_definition_id=2&before=9000',
  'created_within_hours=240',
])('"%s" reads no more of a large table than its page and what it counts', async (query) => {
  const statements = await runStatements(() => ask(query));
  expect(statements.length).toBeGreaterThanOrEqual(2);
  for (const statement of statements) expect(await rowsRead(house, statement), statement.text).toBeLessThan(1_100);
});
