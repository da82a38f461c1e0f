import { actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let base: string;

beforeAll(async () => {
  house = await openAppHouse();
  base = `/api/weft/accounts/${house.accountId}/runs/`;
});
// A warehouse of its own for each test: its runs wait for nobody else's.
beforeEach(async () => {
  place = await makeRunnable(house, house.accountId);
});
afterAll(() => house.close());

const details = ['nodes/', 'steps/', 'wait/', 'upload/', 'steps/1/log/'];

test.each(details)('%s of a run is for who may read runs of its project', async (path) => {
  const { run } = await actRun(house, place);
  const status = async (token: string) => (await house.ask('GET', `${base}${run.id}/${path}`, { token })).statusCode;
  expect(await status(house.strangerToken)).toBe(404);
  expect(await status(await house.token('job_viewer', house.project.id))).toBe(404);
  expect(await status(await house.token('metadata_only'))).toBe(403);
  expect(await status(await house.token('ingest'))).toBe(403);
  expect((await house.ask('GET', `${base}424242/${path}`)).json().data.code).toBe('run.not_found');
});

test('steps are told without their logs, in order', async () => {
  const acted = await actRun(house, place);
  const url = `${base}${acted.run.id}/steps/`;
  expect((await house.ask('GET', url)).json().data).toEqual([]);
  await acted.begin();
  await acted.startStep(1);
  const { data } = (await house.ask('GET', url)).json();
  expect(data.map(({ index, status }: { index: number; status: number }) => [index, status])).toEqual([
    [1, 3],
    [2, 1],
    [3, 1],
    [4, 1],
  ]);
  expect(data[3]).toEqual({
    ...{ index: 4, name: 'Invoke dbt with `dbt build`', status: 1, status_humanized: 'Queued', started_at: null, finished_at: null },
    message: null,
  });
  await acted.end();
});

test('nodes are told in dbt’s words', async () => {
  const acted = await actRun(house, place);
  await acted.begin();
  const told = { nodeTotal: 4, materialized: null };
  await acted.node(4, 'model.shop.a', { ...told, nodeIndex: 1, state: 'succeeded', dbtStatus: 'success', relationName: '"w"."p"."a"' });
  await acted.node(4, 'test.shop.b', { ...told, nodeIndex: 2, state: 'failed', dbtStatus: 'fail', message: 'Got 3 results' });
  await acted.node(4, 'model.shop.c', { ...told, nodeIndex: 3, state: 'failed', dbtStatus: 'error' });
  await acted.node(4, 'model.shop.d', { ...told, nodeIndex: 4, state: 'running' });
  const { data } = (await house.ask('GET', `${base}${acted.run.id}/nodes/`)).json();
  expect(data.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
    ['a', 'success'],
    ['b', 'fail'],
    ['c', 'error'],
    ['d', 'running'],
  ]);
  expect(data[1]).toEqual({
    ...{ step_index: 4, unique_id: 'test.shop.b', name: 'b', resource_type: 'test', materialized: null, state: 'fail' },
    ...{ started_at: expect.any(String), finished_at: null, execution_seconds: null, message: 'Got 3 results', relation_name: null },
  });
  await acted.end();
});

describe('the log of a step', () => {
  test('is read from any byte on, until nothing comes', async () => {
    const acted = await actRun(house, place);
    await acted.begin();
    const log = await acted.startStep(1);
    log.write('plain', 'first ä');
    log.write('debug', 'all of it');
    await acted.endStep(1, 'succeeded');
    const url = `${base}${acted.run.id}/steps/1/log/`;
    const whole = await house.ask('GET', url);
    expect([whole.statusCode, whole.headers['content-type'], whole.body]).toEqual([200, 'text/plain; charset=utf-8', 'first ä\n']);
    expect(whole.headers['x-next-offset']).toBe('9');
    expect((await house.ask('GET', `${url}?offset=6`)).body).toBe('ä\n');
    const end = await house.ask('GET', `${url}?offset=9`);
    expect([end.body, end.headers['x-next-offset']]).toEqual(['', '9']);
    expect((await house.ask('GET', `${url.slice(0, -1)}?kind=debug`)).body).toBe('all of it\n');
    await acted.end();
    // And as before when it has moved to where logs are kept.
    expect((await house.ask('GET', `${url}?offset=6`)).body).toBe('ä\n');
  });

  test('of a step that has not begun is empty', async () => {
    const acted = await actRun(house, place);
    await acted.begin();
    const answer = await house.ask('GET', `${base}${acted.run.id}/steps/4/log/`);
    expect([answer.statusCode, answer.body, answer.headers['x-next-offset']]).toEqual([200, '', '0']);
    await acted.end();
  });

  test('that cannot be is refused', async () => {
    const acted = await actRun(house, place);
    const url = `${base}${acted.run.id}/steps/`;
    for (const [path, status] of [
      ['9/log/', 404],
      ['0/log/', 404],
      ['99999999999/log/', 404],
      ['x/log/', 404],
      ['1/log/?kind=secret', 400],
      ['1/log/?offset=-1', 400],
      ['1/log/?offset=x', 400],
    ] as const)
      expect([path, (await house.ask('GET', url + path)).statusCode]).toEqual([path, status]);
    const missing = await house.ask('GET', `${url}9/log/`);
    expect(missing.json().data.code).toBe('run.step_not_found');
  });

  test('is text to a browser whatever is in it', async () => {
    const acted = await actRun(house, place);
    await acted.begin();
    (await acted.startStep(1)).write('plain', '<script>alert(1)</script>');
    await acted.endStep(1, 'succeeded');
    const answer = await house.ask('GET', `${base}${acted.run.id}/steps/1/log/`);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    await acted.end();
  });
});

describe('waiting', () => {
  test('is explained by the runs in front, with links, as far as the caller may see them', async () => {
    const first = await actRun(house, place, { jobId: 71, jobName: 'The first' });
    await first.begin();
    const second = await actRun(house, place, { jobId: 72 });
    const url = `${base}${second.run.id}/wait/`;
    expect((await house.ask('GET', url)).json().data).toMatchObject({ is_waiting: true, behind: [] });
    // Somebody looks at the queue, and cannot take it: its warehouse has one writer.
    const beside = await makeRunnable(house, house.accountId, { connection: place.connection });
    const third = await actRun(house, beside, { jobId: 73 });
    await third.begin().catch(() => {});
    const { data } = (await house.ask('GET', url)).json();
    expect(data).toEqual({
      is_waiting: true,
      place: 1,
      since: '2026-01-01 12:00:00.000000+00:00',
      reason: expect.stringContaining('one writer'),
      behind: [{ run_id: first.run.id, href: expect.stringMatching(new RegExp(`/runs/${first.run.id}/$`)), job_name: 'The first' }],
    });
    const seen = await house.ask('GET', `${base}${third.run.id}/wait/`, { token: await house.token('job_viewer', beside.project.id) });
    expect(seen.json().data).toMatchObject({ is_waiting: true, behind: [] });
    await first.end();
    expect((await house.ask('GET', `${base}${first.run.id}/wait/`)).json().data).toEqual({
      is_waiting: false,
      reason: null,
      behind: [],
      place: null,
      since: null,
    });
  });
});
