import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest } from '@weft/kit/artifacts';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let jobs: string;
let run: string;

beforeAll(async () => {
  house = await openAppHouse();
  await takeUploads(house);
  place = await makeRunnable(house, house.accountId);
  jobs = `/api/v2/accounts/${house.accountId}/jobs/`;
  const body = { project_id: place.project.id, environment_id: place.environment.id, name: 'Nightly', execute_steps: ['dbt build'] };
  run = `${jobs}${(await house.ask('POST', jobs, { body })).json().data.id}/run/`;
});
afterAll(() => house.close());

test('a run is answered with all that a client needs to follow it, and no job that is null', async () => {
  const answer = await house.ask('POST', run, { body: { cause: 'Triggered by a test' } });
  expect(answer.statusCode).toBe(200);
  const { data } = answer.json();
  expect(data).toMatchObject({
    ...{ id: expect.any(Number), account_id: house.accountId, project_id: place.project.id, environment_id: place.environment.id },
    ...{ status: 1, status_humanized: 'Queued', href: expect.stringMatching(/^http.*\/runs\/\d+\/$/), trigger_id: data.id },
    trigger: { cause: 'Triggered by a test', cause_category: 'api', steps_override: null },
  });
  expect(data).not.toHaveProperty('job');
});

test('everything can be overridden', async () => {
  const body = {
    ...{ cause: 'c'.repeat(300), git_branch: 'main', schema_override: 'elsewhere', dbt_version_override: '1.10.0-latest' },
    ...{ threads_override: 8, target_name_override: 'ci', generate_docs_override: true, timeout_seconds_override: 60 },
    ...{ steps_override: ['dbt seed', 'dbt run --select x'], github_pull_request_id: 7, no_such_override: 1 },
  };
  const { data } = (await house.ask('POST', run, { body })).json();
  expect(data.trigger).toMatchObject({
    ...{ cause: 'c'.repeat(255), git_branch: 'main', schema_override: 'elsewhere', dbt_version_override: '1.10.0-latest' },
    ...{ threads_override: 8, target_name_override: 'ci', generate_docs_override: true, timeout_seconds_override: 60 },
    ...{ steps_override: ['dbt seed', 'dbt run --select x'], github_pull_request_id: 7 },
  });
});

test.each([
  ['nothing', undefined],
  ['an empty object', {}],
  [
    'null for everything',
    { cause: null, steps_override: null, schema_override: null, threads_override: null, git_sha: null, generate_docs_override: null },
  ],
])('%s starts the job as it is', async (_, body) => {
  const answer = await house.ask('POST', run.slice(0, -1), { body });
  expect([answer.statusCode, answer.json().data.trigger.cause]).toEqual([200, 'Triggered by API with the service token owner']);
});

test('a form is understood too', async () => {
  const answer = await house.app.inject({
    method: 'POST',
    url: run,
    headers: { authorization: `Token ${house.ownerToken}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'cause=by+form&steps_override=dbt+run&generate_docs_override=true&threads_override=3',
  });
  expect(answer.json().data.trigger).toMatchObject({
    ...{ cause: 'by form', steps_override: ['dbt run'], generate_docs_override: true, threads_override: 3 },
  });
});

test.each([
  ['a command that is not dbt’s', { steps_override: ['rm -rf /'] }, 'run.command_invalid'],
  ['no commands', { steps_override: [] }, 'run.no_commands'],
  ['no threads', { threads_override: 0 }, 'request.invalid'],
  ['too many threads', { threads_override: 65 }, 'request.invalid'],
  ['half a thread', { threads_override: 1.5 }, 'request.invalid'],
  ['a timeout in the past', { timeout_seconds_override: -1 }, 'request.invalid'],
  ['a timeout of a century', { timeout_seconds_override: 3_155_760_000 }, 'request.invalid'],
  ['a target name for YAML', { target_name_override: 'x: {a}' }, 'request.invalid'],
  ['a branch that is an option', { git_branch: '--upload-pack=x' }, 'git.ref_invalid'],
  ['a cause of a megabyte', { cause: 'x'.repeat(1024 * 1024) }, 'request.invalid'],
])('%s is refused', async (_, body, code) => {
  const answer = await house.ask('POST', run, { body });
  expect([answer.statusCode, answer.json().data.code]).toEqual([400, code]);
});

test('a job that stands for uploads cannot be run here, and says why', async () => {
  await upload(house, { 'manifest.json': makeManifest() });
  const [hybrid] = (await house.ask('GET', `${jobs}?job_type=hybrid`)).json().data;
  const answer = await house.ask('POST', `${jobs}${hybrid.id}/run/`);
  expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'job.hybrid_not_runnable']);
});

test('a job that is not there is told in the envelope', async () => {
  const answer = await house.ask('POST', `${jobs}424242/run/`);
  expect([answer.statusCode, answer.json().status.code]).toEqual([404, 404]);
});

test('who may run jobs starts one, and who may only look does not', async () => {
  expect((await house.ask('POST', run, { token: await house.token('job_runner', place.project.id) })).statusCode).toBe(200);
  expect((await house.ask('POST', run, { token: await house.token('job_viewer', place.project.id) })).statusCode).toBe(403);
  expect((await house.ask('POST', run, { token: await house.token('job_runner', house.project.id) })).statusCode).toBe(404);
});

test('the pair that the upload panel grants can do all that an uploader and an orchestrator need', async () => {
  const body = {
    name: 'Pair',
    permission_grants: ['job_runner', 'job_viewer'].map((permission_set) => ({ permission_set, project_id: null, all_projects: true })),
  };
  const { token_string: token } = (await house.ask('POST', `/api/v3/accounts/${house.accountId}/service-tokens/`, { body })).json().data;
  const account = `/accounts/${house.accountId}/`;
  const started = await house.ask('POST', run, { token, body: { cause: 'orchestrated' } });
  const { id } = started.json().data;
  const reads = [
    '/api/v2/accounts/',
    `/api/v2${account}`,
    '/api/v2/whoami',
    `/api/v3${account}projects/?name__icontains=x`,
    `/api/v3${account}projects/${place.project.id}/`,
    `/api/v3${account}projects/${place.project.id}/environments/`,
    `/api/v3${account}environments/?project_id=${place.project.id}`,
    `/api/v2${account}jobs/?project_id=${place.project.id}&order_by=-id`,
    run.replace('/run/', ''),
    `/api/v2${account}runs/?status__in=[1, 2, 3]&order_by=-created_at`,
    `/api/v2${account}runs/${id}/?include_related=["run_steps,job"]`,
    `/api/v2${account}runs/${id}/artifacts/`,
    `/api/weft${account}runs/${id}/steps/`,
  ];
  for (const url of reads) expect([url, (await house.ask('GET', url, { token })).statusCode]).toEqual([url, 200]);
  expect((await house.ask('POST', `/api/v2${account}runs/${id}/cancel/`, { token })).statusCode).toBe(200);
  await upload(house, { 'manifest.json': makeManifest({ invocationId: '22222222-2222-4222-8222-222222222222' }) }, { token });
  // And nothing that is not theirs.
  for (const [method, url] of [
    ['POST', `/api/v2${account}jobs/`],
    ['POST', `/api/v3${account}projects/`],
    ['GET', `/api/v3${account}service-tokens/`],
    ['GET', `/api/weft${account}connections/`],
    ['PATCH', `/api/weft${account}settings/`],
  ] as const)
    expect([url, (await house.ask(method, url, { token, body: method === 'GET' ? undefined : {} })).statusCode]).toEqual([url, 403]);
});
