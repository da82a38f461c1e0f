import { actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { expectGolden } from '@weft/kit/golden';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let base: string;
let jobId: number;
/** In the order in which they were asked for: uploaded, failed, succeeded, running, queued. */
let ids: Record<'uploaded' | 'failed' | 'succeeded' | 'running' | 'queued', number>;

beforeAll(async () => {
  house = await openAppHouse({ at: '2026-01-01T12:00:00Z' });
  await takeUploads(house);
  place = await makeRunnable(house, house.accountId);
  base = `/api/v2/accounts/${house.accountId}/runs/`;
  const body = { project_id: place.project.id, environment_id: place.environment.id, name: 'Nightly', execute_steps: ['dbt build'] };
  jobId = (await house.ask('POST', `/api/v2/accounts/${house.accountId}/jobs/`, { body })).json().data.id;
  const results = [{ uniqueId: 'model.shop.orders' }];
  await upload(house, { 'manifest.json': makeManifest(), 'run_results.json': makeRunResults({ results }) });
  const [uploaded] = (await house.ask('GET', base)).json().data;
  house.clock.turn(60_000);
  const failed = await act('failed');
  house.clock.turn(60_000);
  const succeeded = await act('succeeded');
  const running = await actRun(house, place, { jobId });
  await running.begin();
  await (await running.startStep(1)).close();
  house.clock.turn(60_000);
  const queued = await actRun(house, place, { jobId });
  ids = { uploaded: uploaded.id, failed, succeeded, running: running.run.id, queued: queued.run.id };
});
afterAll(() => house.close());

async function act(state: 'failed' | 'succeeded'): Promise<number> {
  const acted = await actRun(house, place, { jobId });
  await acted.begin();
  for (const index of [1, 2, 3, 4]) {
    const log = await acted.startStep(index);
    log.write('plain', `plain of ${index}`);
    for (let line = 1; line <= 1500; line++) log.write('debug', `debug ${line} of ${index}`);
    house.clock.turn(1_000);
    await acted.endStep(index, index === 4 ? state : 'succeeded');
  }
  await acted.end(state === 'failed' ? { state, reason: '`dbt build` failed: 1 node of 3 did.' } : { state });
  return acted.run.id;
}

const idsOf = async (query: string, token = house.ownerToken): Promise<number[]> =>
  (await house.ask('GET', `${base}?${query}`, { token })).json().data.map(({ id }: { id: number }) => id);

describe('one run', () => {
  test('is as it was, with all that can be asked along', async () => {
    const related = 'include_related=["trigger","job","run_steps","environment","audit"]';
    const answer = (await house.ask('GET', `${base}${ids.failed}/?${related}`)).json();
    expect(answer.data.run_steps[3].truncated_debug_logs.split('\n')).toHaveLength(1000);
    for (const step of answer.data.run_steps) step.truncated_debug_logs = '<the last 1000 lines>';
    await expectGolden(import.meta.dirname, 'run', answer);
  });

  test('of an upload is as it was', async () => {
    const answer = await house.ask('GET', `${base}${ids.uploaded}/?include_related=trigger,job,run_steps`);
    await expectGolden(import.meta.dirname, 'run-of-upload', answer.json());
  });

  test('without being asked has no steps, no job and no trigger, and none of them as null', async () => {
    const { data } = (await house.ask('GET', `${base}${ids.failed}`)).json();
    expect(data.run_steps).toEqual([]);
    for (const key of ['job', 'trigger', 'environment', 'audit']) expect(data).not.toHaveProperty(key);
  });

  test.each(['run_steps,job', '["run_steps","job"]', "['run_steps', 'job']", 'run_steps&include_related=job', '["run_steps,job"]'])(
    'include_related=%s is understood',
    async (spelling) => {
      const { data } = (await house.ask('GET', `${base}${ids.succeeded}/?include_related=${spelling}`)).json();
      expect([data.run_steps.length, data.job.id]).toEqual([4, jobId]);
    },
  );

  test('debug logs are whole only when they are asked for', async () => {
    const { data } = (await house.ask('GET', `${base}${ids.succeeded}/?include_related=debug_logs`)).json();
    expect(data.run_steps[0].debug_logs.split('\n').slice(0, 2)).toEqual(['debug 1 of 1', 'debug 2 of 1']);
    const without = (await house.ask('GET', `${base}${ids.succeeded}/?include_related=run_steps`)).json().data;
    expect([without.run_steps[0].logs, without.run_steps[0].debug_logs]).toEqual(['plain of 1\n', '']);
  });

  test.each([
    ['queued', { status: 1, status_humanized: 'Queued', in_progress: true, is_complete: false, started_at: null, finished_at: null }],
    ['running', { status: 3, status_humanized: 'Running', in_progress: true, is_running: true, finished_at: null }],
    ['succeeded', { status: 10, status_humanized: 'Success', in_progress: false, is_complete: true, is_success: true, is_error: false }],
    ['failed', { status: 20, status_humanized: 'Error', is_complete: true, is_success: false, is_error: true, is_cancelled: false }],
  ] as const)('that is %s says so in every flag', async (name, flags) => {
    const { data } = (await house.ask('GET', `${base}${ids[name]}/`)).json();
    expect(data).toMatchObject(flags);
    for (const key of ['duration', 'queued_duration', 'run_duration']) expect(data[key]).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(data.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    expect(data.href).toBe(`${house.config.publicUrl}/deploy/${house.accountId}/projects/${place.project.id}/runs/${data.id}/`);
  });

  test('that is not there, or of another project, is told in the envelope', async () => {
    const missing = await house.ask('GET', `${base}424242/`);
    expect([missing.statusCode, missing.json().status.code, missing.json().data.code]).toEqual([404, 404, 'run.not_found']);
    expect((await house.ask('GET', `${base}${ids.failed}/`, { token: await house.token('job_viewer', house.project.id) })).statusCode).toBe(
      404,
    );
    expect((await house.ask('GET', `${base}${ids.failed}/`, { token: await house.token('metadata_only') })).statusCode).toBe(403);
  });
});

describe('lists', () => {
  test('are in the order that is asked for; runs that have not ended come last', async () => {
    const all = [ids.uploaded, ids.failed, ids.succeeded, ids.running, ids.queued];
    expect(await idsOf('')).toEqual(all);
    expect(await idsOf('order_by=-id')).toEqual([...all].reverse());
    expect(await idsOf('order_by=-created_at')).toEqual([...all].reverse());
    expect((await idsOf('order_by=-finished_at')).slice(0, 3)).toEqual([ids.succeeded, ids.failed, ids.uploaded]);
    expect((await idsOf('order_by=finished_at')).slice(0, 3)).toEqual([ids.uploaded, ids.failed, ids.succeeded]);
    expect(await idsOf('order_by=who_knows')).toEqual(all);
  });

  test('are filtered as clients ask', async () => {
    const { uploaded, failed, succeeded, running, queued } = ids;
    const cases: [string, number[]][] = [
      [`job_definition_id=${jobId}`, [failed, succeeded, running, queued]],
      [`project_id=${place.project.id}&status=20`, [failed]],
      [`project_id__in=[${house.project.id}]`, [uploaded]],
      [`project_id__in=[${house.project.id},${place.project.id}]&status=10`, [uploaded, succeeded]],
      [`environment_id=${house.production.id}`, [uploaded]],
      ['status__in=[1, 2, 3]', [running, queued]],
      ['status__in=%5B10%2C20%5D', [uploaded, failed, succeeded]],
      ['status=99', []],
      ['status=10&status__in=[20]', []],
      [`trigger_id=${failed}`, [failed]],
      [`pk__in=[${failed},${queued}]`, [failed, queued]],
      [`id__gt=${succeeded}`, [running, queued]],
      ['deferring_run_id=1', []],
      ['cause_category=ingest', [uploaded]],
      ['cause_category=api&status=10', [succeeded]],
      ['has_docs_generated=true', []],
      ['has_docs_generated=false&status=20', [failed]],
      ['dbt_version=1.11.16', [uploaded]],
      ['finished_at__range=["2026-01-01 00:00:00","9999-12-31 23:59:59"]', [uploaded, failed, succeeded]],
      ['finished_at__range=["2026-01-01T12:00:30.000Z","9999-12-31T23:59:59"]&order_by=finished_at', [failed, succeeded]],
      ['created_at__range=["2026-01-01T12:00:00.000%2B00:00","2026-01-01T12:00:01"]', [uploaded]],
      ['created_at__range=["2025-01-01","2025-12-31"]', []],
      ['environment_id=0', []],
      ['job_definition_id=-5', []],
      ['project_id=0', []],
    ];
    for (const [query, wanted] of cases) expect([query, await idsOf(query)]).toEqual([query, wanted]);
  });

  test.each(['status=x', 'project_id=9007199254740993', 'finished_at__range=soon', 'limit=x', 'offset=-1', 'has_docs_generated=perhaps'])(
    'a filter that makes no sense is refused: %s',
    async (query) => {
      expect((await house.ask('GET', `${base}?${query}`)).statusCode).toBe(400);
    },
  );

  test('are paged by the limit that was applied', async () => {
    const page = (await house.ask('GET', `${base}?limit=2&offset=1`)).json();
    expect(page.data.map(({ id }: { id: number }) => id)).toEqual([ids.failed, ids.succeeded]);
    expect(page.extra).toEqual({ filters: { limit: 2, offset: 1 }, order_by: 'id', pagination: { count: 2, total_count: 5 } });
    expect((await house.ask('GET', base)).json().extra.filters).toMatchObject({ limit: 100, offset: 0 });
    expect((await house.ask('GET', `${base}?limit=5000`)).json().extra.filters.limit).toBe(5000);
    const none = (await house.ask('GET', `${base}?limit=0`)).json();
    expect([none.data, none.extra.pagination]).toEqual([[], { count: 0, total_count: 5 }]);
  });

  test('bring along what is asked for, but never whole logs of many', async () => {
    const { data } = (
      await house.ask('GET', `${base}?include_related=["job","run_steps","trigger","environment","nonsense"]&status__in=[10,20]`)
    ).json();
    expect(data).toHaveLength(3);
    for (const run of data) {
      expect(run.trigger.cause).toEqual(expect.any(String));
      expect([run.job.id, run.environment.id]).toEqual([run.job_id, run.environment_id]);
      expect(run.run_steps.every((step: { logs: string }) => step.logs === '')).toBe(true);
    }
    expect(data[0].job).toMatchObject({ job_type: 'hybrid', name: expect.stringContaining('Production') });
  });

  test('hold only runs of projects that the caller may read', async () => {
    expect(await idsOf('', await house.token('job_viewer', house.project.id))).toEqual([ids.uploaded]);
    expect(await idsOf(`project_id=${place.project.id}`, await house.token('job_viewer', house.project.id))).toEqual([]);
    expect((await house.ask('GET', base, { token: await house.token('readonly') })).statusCode).toBe(403);
  });
});

describe('cancelling', () => {
  test('a run that waits is cancelled at once; again is no error, with and without the slash', async () => {
    const { run } = await actRun(house, place, { jobId });
    const answer = await house.ask('POST', `${base}${run.id}/cancel`);
    expect([answer.statusCode, answer.json().data]).toMatchObject([200, { id: run.id, status: 30, is_cancelled: true }]);
    expect((await house.ask('POST', `${base}${run.id}/cancel/`, { body: {} })).statusCode).toBe(200);
    const [found] = (await house.ask('GET', `${base}?pk=${run.id}`)).json().data;
    expect(found.status_message).toContain('service token owner');
  });

  test('a run that has ended is a conflict', async () => {
    const answer = await house.ask('POST', `${base}${ids.failed}/cancel/`);
    expect([answer.statusCode, answer.json().data.code]).toEqual([409, 'run.already_finished']);
  });

  test('who may only look cancels nothing', async () => {
    expect((await house.ask('POST', `${base}${ids.queued}/cancel/`, { token: await house.token('job_viewer') })).statusCode).toBe(403);
    expect((await house.ask('POST', `${base}424242/cancel/`)).statusCode).toBe(404);
  });
});
