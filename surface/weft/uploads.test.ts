import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment } from '@weft/domain/projects/model';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let house: AppHouse;
let environment: Environment;
let base: string;
let count = 0;

beforeAll(async () => {
  house = await openAppHouse();
  await takeUploads(house);
});
beforeEach(async () => {
  count += 1;
  const { accountId } = house;
  const { id: projectId } = await createProject(house, { accountId, name: `Shop ${count}`, kind: 'hybrid' });
  environment = await createEnvironment(house, {
    ...{ accountId, projectId, name: 'Production', type: 'deployment', deploymentType: 'production' },
  });
  base = `/api/weft/accounts/${accountId}/environments/${environment.id}/`;
});
afterAll(() => house.close());

/** Of a command whose ids are its own; `hour` tells it from others. */
function files(hour: number, given: { status?: string; isPublic?: boolean; dbtVersion?: string } = {}): Record<string, string> {
  const invocationId = `00000000-0000-4000-8000-${String(count * 100 + hour).padStart(12, '0')}`;
  const generatedAt = `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000000Z`;
  const project = `shop_${count}`;
  const models = [{ name: 'orders', ...(given.isPublic ? { access: 'public' as const } : {}) }];
  const results = [{ uniqueId: `model.${project}.orders`, status: given.status ?? 'success' }];
  const made = {
    'manifest.json': makeManifest({ invocationId, generatedAt, project, models }),
    'run_results.json': makeRunResults({ invocationId, generatedAt, results }),
  };
  return Object.fromEntries(
    Object.entries(made).map(([name, file]) => [name, JSON.stringify(file).replaceAll('1.11.16', given.dbtVersion ?? '1.11.16')]),
  );
}

const send = (content: Record<string, string> | Buffer) => upload(house, content, { environmentId: environment.id });
const get = async (path: string) => (await house.ask('GET', base + path)).json();

describe('lists of uploads', () => {
  test('are newest first, each with what became of it and the run that tells', async () => {
    const good = await send(files(1));
    const again = await send(files(1));
    const bad = await send(Buffer.from('no zip at all'));
    const open = (await house.ask('POST', `/api/private/accounts/${house.accountId}/environments/${environment.id}/ingests/`)).json().data
      .id;
    const { data, extra } = await get('uploads/');
    expect(data.map(({ id, state }: { id: number; state: string }) => [id, state])).toEqual([
      [open, 'created'],
      [bad, 'rejected'],
      [again, 'duplicate'],
      [good, 'accepted'],
    ]);
    expect(extra).toMatchObject({ filters: { limit: 100, offset: 0 }, pagination: { count: 4, total_count: 4 } });
    const [newest, rejected, repeated, accepted] = data;
    expect(accepted).toEqual({
      ...{ id: good, state: 'accepted', created_at: expect.any(String), completed_at: expect.any(String), size_bytes: expect.any(Number) },
      ...{
        reason: null,
        run_id: expect.any(Number),
        command: 'run',
        dbt_version: '1.11.16',
        uploaded_by: expect.stringContaining('owner'),
      },
      invocation_id: expect.stringMatching(/^00000000-0000-4000-8000-/),
    });
    expect(repeated.run_id).toBe(accepted.run_id);
    expect(rejected).toMatchObject({ reason: expect.stringContaining('zip'), run_id: expect.any(Number), invocation_id: null });
    expect(rejected.run_id).not.toBe(accepted.run_id);
    expect(newest).toMatchObject({ run_id: null, completed_at: null, size_bytes: null, command: null });

    const page = await get('uploads/?limit=2&offset=1');
    expect(page.data.map(({ id }: { id: number }) => id)).toEqual([bad, again]);
    for (const [run, shown] of [
      [accepted.run_id, accepted],
      [rejected.run_id, rejected],
    ])
      expect((await house.ask('GET', `/api/weft/accounts/${house.accountId}/runs/${run}/upload/`)).json().data).toEqual(shown);
  });

  test('are for who may read runs of the project', async () => {
    const status = async (token: string) => (await house.ask('GET', `${base}uploads/`, { token })).statusCode;
    expect(await status(await house.token('job_viewer', environment.projectId))).toBe(200);
    expect(await status(await house.token('job_viewer', house.project.id))).toBe(404);
    expect(await status(await house.token('metadata_only'))).toBe(403);
    expect((await house.ask('GET', `/api/weft/accounts/${house.accountId}/environments/424242/uploads/`)).statusCode).toBe(404);
  });
});

describe('the checklist', () => {
  const done = (checklist: { data: { steps: { key: string; is_done: boolean }[] } }) =>
    checklist.data.steps.filter((step) => step.is_done).map((step) => step.key);

  test('ticks itself from an empty project to a run that was reviewed', async () => {
    const empty = await get('upload-checklist/');
    expect(empty.data.steps.map(({ key }: { key: string }) => key)).toEqual([
      'public_models',
      'project',
      'token',
      'configured',
      'reviewed',
    ]);
    // The tests' own tokens may upload anywhere in the account.
    expect(done(empty)).toEqual(['project', 'token']);
    expect(empty.data.steps[0].title).toContain('optional');
    expect(empty.data.oldest_dbt_version_problem).toBeNull();

    await send(Buffer.from('no zip at all'));
    const refused = (await get('upload-checklist/')).data.steps[3];
    expect(refused).toMatchObject({ is_done: false, detail: expect.stringContaining('refused'), run_id: expect.any(Number) });

    await send(files(2, { status: 'error' }));
    const failed = await get('upload-checklist/');
    expect(done(failed)).toEqual(['project', 'token', 'configured']);
    expect(failed.data.steps[4]).toMatchObject({ is_done: false, run_id: expect.any(Number) });

    await send(files(3, { isPublic: true }));
    const good = await get('upload-checklist/');
    expect(done(good)).toEqual(['public_models', 'project', 'token', 'configured', 'reviewed']);
    expect(good.data.steps[0].detail).toBe('1 public model can be used by other projects.');
    expect(good.data.steps[4].run_id).toEqual(expect.any(Number));
  });

  test('wants a hybrid project', async () => {
    await house.ask('PATCH', `/api/v3/accounts/${house.accountId}/projects/${environment.projectId}/`, { body: { type: 0 } });
    const { steps } = (await get('upload-checklist/')).data;
    expect(steps[1]).toMatchObject({ is_done: false, detail: expect.stringContaining('Hybrid development') });
  });

  test('tells whether a token was used, and counts only those that may upload here', async () => {
    const isolated = await openAppHouse();
    const of = `/api/weft/accounts/${isolated.accountId}/environments/${isolated.production.id}/upload-checklist/`;
    const token = async (): Promise<{ is_done: boolean; detail: string }> => (await isolated.ask('GET', of)).json().data.steps[2];
    const tokens = `/api/v3/accounts/${isolated.accountId}/service-tokens/`;
    // The owner's own, which asks here, has been used.
    expect(await token()).toMatchObject({ is_done: true, detail: 'A service token may upload to this project.' });
    const other = await createProject(isolated, { accountId: isolated.accountId, name: 'Other', kind: 'hybrid' });
    await isolated.token('job_runner', other.id);
    await isolated.token('job_viewer');
    expect((await token()).detail).toBe('A service token may upload to this project.');
    await isolated.token('ingest', isolated.project.id);
    expect((await token()).detail).toBe('2 service tokens may upload to this project.');
    expect((await isolated.ask('GET', tokens)).json().data).toHaveLength(4);
    await isolated.close();
  });

  test.each([
    ['1.9.4', true],
    ['1.10.0', false],
    ['1.11.16', false],
    ['2.0.1', false],
  ])('of uploads by dbt %s it says whether that is too old: %s', async (dbtVersion, isTooOld) => {
    await send(files(4, { dbtVersion }));
    const problem = (await get('upload-checklist/')).data.oldest_dbt_version_problem;
    expect(problem === null).toBe(!isTooOld);
    if (isTooOld) expect(problem).toContain(dbtVersion);
  });

  test('of an environment that publishes nothing says so', async () => {
    const { accountId, projectId } = environment;
    const general = await createEnvironment(house, { accountId, projectId, name: 'General', type: 'deployment', deploymentType: null });
    const url = `/api/weft/accounts/${accountId}/environments/${general.id}/upload-checklist/`;
    expect((await house.ask('GET', url)).json().data.steps[0].detail).toContain('neither production nor staging');
    expect((await house.ask('GET', url, { token: await house.token('job_runner') })).statusCode).toBe(403);
  });
});
