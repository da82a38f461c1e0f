import { startRun } from '@weft/domain/runs/start-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { rowsRead, runStatements } from '@weft/kit/rows-read';
import { makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let house: AppHouse;
let place: Runnable;

beforeAll(async () => {
  house = await openAppHouse();
  place = await makeRunnable(house, house.accountId);
  await startRun(house, requestFor(place));
});
afterAll(() => house.close());

/** Copies of the one run, finished in various ways, as a year of them leaves behind. */
async function fill(count: number): Promise<void> {
  await house.database.withClient((client) =>
    client.query(
      `insert into runs.run (account_id, project_id, environment_id, job_id, state, plan, cause_category, trigger, created_at, should_start_at, finished_at)
       select account_id, project_id, environment_id, 1 + at % 5, (array['succeeded', 'failed', 'cancelled'])[1 + at % 3], plan, cause_category, trigger,
         created_at + at * interval '1 second', should_start_at, created_at + at * interval '1 second'
       from (select * from runs.run order by id limit 1) as one, generate_series(1, $1::int) as at`,
      [count],
    ),
  );
}

async function ask(query: string) {
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  try {
    const answer = await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/?${query}`);
    expect(answer.statusCode).toBe(200);
    return { body: answer.json(), statements: asked.mock.calls.length };
  } finally {
    asked.mockRestore();
  }
}

const everything = 'order_by=-id&include_related=["trigger","job","environment","run_steps","repository","run_retries","audit"]';

test('a page of a hundred runs costs as many questions to the database as a page of three', async () => {
  await fill(300);
  // The first use of a token is written down.
  await ask('limit=1');
  const few = await ask(`${everything}&limit=3`);
  const many = await ask(`${everything}&limit=100`);
  expect([few.body.data.length, many.body.data.length]).toEqual([3, 100]);
  expect(many.statements).toBe(few.statements);
  expect(many.statements).toBeLessThan(14);
});

test('the total is exact, whatever was asked for and whatever happened to the runs', async () => {
  const total = async (query: string) => (await ask(`${query}&limit=0`)).body.extra.pagination.total_count;
  const counted = async (where: string) => {
    const found = await house.database.withClient((client) =>
      client.query<{ count: number }>(`select count(*)::int as count from runs.run where account_id = $1 and ${where}`, [house.accountId]),
    );
    return found.rows[0]?.count;
  };
  const compare = async () => {
    expect(await total('')).toBe(await counted('true'));
    expect(await total('status=20')).toBe(await counted("state = 'failed'"));
    expect(await total('status__in=[1,2,3]')).toBe(await counted("state in ('queued', 'starting', 'running')"));
    expect(await total('job_definition_id=2&status__in=[10,1]')).toBe(await counted("job_id = 2 and state in ('succeeded', 'queued')"));
    expect(await total(`project_id=${place.project.id}`)).toBe(await counted(`project_id = ${place.project.id}`));
  };
  await compare();
  const run = await startRun(house, requestFor(place));
  await compare();
  await house.ask('POST', `/api/v2/accounts/${house.accountId}/runs/${run.id}/cancel/`);
  await compare();
  await house.database.withClient((client) => client.query("delete from runs.run where state = 'failed' and job_id = 2"));
  await compare();
});

test.each([
  ['order_by=-id&limit=100'],
  ['limit=100'],
  ['order_by=-created_at&limit=100'],
  ['order_by=-finished_at&limit=100'],
  ['order_by=finished_at&limit=100'],
  ['order_by=-finished_at&limit=1&job_definition_id=1'],
])('%s reads no more of a large table than its page', async (query) => {
  await fill(query === 'order_by=-id&limit=100' ? 20_000 : 0);
  await house.database.withClient((client) => client.query('analyze runs.run'));
  const statements = await runStatements(() => house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/?${query}`));
  expect(statements.length).toBeGreaterThanOrEqual(2);
  const most = Math.max(...(await Promise.all(statements.map((statement) => rowsRead(house, statement)))));
  expect(most).toBeLessThan(1_000);
});

test('the measure sees what is read where a filter has no tally', async () => {
  expect(
    await rowsRead(house, { text: 'select count(*) from "runs"."run" where has_docs_generated = $1', values: [false] }),
  ).toBeGreaterThan(10_000);
});
