import { deleteEnvironment } from '@weft/domain/projects/environments';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { expectGolden } from '@weft/kit/golden';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let base: string;

beforeAll(async () => {
  house = await openAppHouse();
  place = await makeRunnable(house, house.accountId);
  base = `/api/v2/accounts/${house.accountId}/jobs/`;
});
afterAll(() => house.close());

/** As Terraform writes it. */
const conditionOf = (jobId: number) => ({
  condition: { job_id: jobId, project_id: place.project.id, statuses: [10, 30] },
});
const where = () => ({ project_id: place.project.id, environment_id: place.environment.id });

async function make(given: object = {}) {
  const answer = await house.ask('POST', base, { body: { name: 'Nightly', execute_steps: ['dbt build'], ...where(), ...given } });
  expect(answer.statusCode).toBe(201);
  return answer.json().data;
}

/** As jobs-as-code and Terraform write one: whole. */
const whole = () => ({
  ...where(),
  ...{ account_id: house.accountId, name: 'Whole [[nightly]] ✓', description: 'All of it', settings: { threads: 4, target_name: 'prod' } },
  ...{ execution: { timeout_seconds: 600 }, run_generate_sources: true, generate_docs: true, execute_steps: ['dbt seed', 'dbt build'] },
  ...{ deferring_job_definition_id: null, deferring_environment_id: place.environment.id, dbt_version: '1.11.0-latest', state: 1 },
  triggers: { github_webhook: false, git_provider_webhook: false, schedule: false, on_merge: false },
  schedule: { cron: '0 3 * * 1,2', date: { type: 'days_of_week', days: [1, 2] }, time: { type: 'at_exact_hours', hours: [3] } },
  ...{ job_type: 'other', triggers_on_draft_pr: true, job_completion_trigger_condition: null, run_compare_changes: false },
  ...{ compare_changes_flags: '--select state:modified+', run_lint: false, errors_on_lint_failure: false, force_node_selection: null },
});

describe('making', () => {
  test('a job is as it was', async () => {
    const { id } = await make(whole());
    await expectGolden(import.meta.dirname, 'job', (await house.ask('GET', `${base}${id}/`)).json());
  });

  test('what is sent comes back as it was sent', async () => {
    const body = whole();
    const made = await make(body);
    expect(made).toMatchObject({ ...body, triggers: { ...body.triggers } });
    const read = (await house.ask('GET', `${base}${made.id}`)).json().data;
    expect(read).toEqual(made);
    const written = (await house.ask('POST', `${base}${made.id}/`, { body: { ...body, id: made.id } })).json().data;
    expect({ ...written, updated_at: '' }).toEqual({ ...made, updated_at: '' });
  });

  test.each([
    ['hardly anything', { execute_steps: ['dbt build'] }],
    ['no steps and a type of its own', { execute_steps: undefined, job_type: 'other', description: 'made by a tool' }],
    [
      'nulls for all that is not known',
      { dbt_version: null, settings: null, execution: null, triggers: null, schedule: null, description: null },
    ],
  ])('%s is enough', async (_, given) => {
    expect(await make({ name: `With ${_}`, ...given })).toMatchObject({
      ...{ settings: { threads: 1, target_name: 'default' }, execution: { timeout_seconds: 0 }, job_type: 'other', state: 1 },
      ...{ dbt_version: null, generate_docs: false, deactivated: false },
    });
  });

  test('a fetched job can be cloned: without its id, its type and two read-only keys', async () => {
    const { is_deferrable, raw_dbt_version, job_type, ...rest } = await make(whole());
    expect([is_deferrable, raw_dbt_version, job_type]).toEqual([false, '1.11.0-latest', 'other']);
    const clone = await make({ ...rest, id: null, name: 'A clone' });
    expect(clone).toMatchObject({ name: 'A clone', execute_steps: rest.execute_steps, schedule: rest.schedule });
    expect(clone.id).not.toBe(rest.id);
  });

  test.each([
    ['no project', { project_id: undefined }, 400, 'request.invalid'],
    ['no environment', { environment_id: null }, 400, 'request.invalid'],
    ['no name', { name: null }, 400, 'request.invalid'],
    ['a blank name', { name: ' ' }, 400, 'job.invalid'],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 400, 'job.invalid'],
    ['no such project', { project_id: 424242 }, 404, 'project.not_found'],
    ['no such environment', { environment_id: 424242 }, 404, 'environment.not_found'],
    ['an environment beyond all ids', { environment_id: 2 ** 53 }, 400, 'request.invalid'],
    ['a command that is not dbt’s', { execute_steps: ['rm -rf /'] }, 400, 'run.command_invalid'],
    ['steps that are no list', { execute_steps: 'dbt build' }, 400, 'request.invalid'],
    ['no threads', { settings: { threads: 0 } }, 400, 'job.invalid'],
    ['a million threads', { settings: { threads: 1e6 } }, 400, 'job.invalid'],
    ['a target name for a shell', { settings: { target_name: '$(rm)' } }, 400, 'job.invalid'],
    ['a timeout before it began', { execution: { timeout_seconds: -1 } }, 400, 'job.invalid'],
    ['an unknown type', { job_type: 'magic' }, 400, 'request.invalid'],
    ['a schedule that is turned on and is none', { triggers: { schedule: true } }, 400, 'job.schedule_missing'],
    ['a cron line for nobody', { schedule: { date: { type: 'custom_cron', cron: '* * *' } } }, 400, 'job.schedule_invalid'],
    ['merges and pull requests', { triggers: { on_merge: true, github_webhook: true } }, 400, 'job.trigger_conflict'],
    ['half a condition', { job_completion_trigger_condition: { condition: { job_id: 1 } } }, 400, 'request.invalid'],
    ['a dbt version with a slip', { dbt_version: 'lastest' }, 400, 'engine.version_unknown'],
  ])('a job with %s is refused', async (_, given, status, code) => {
    const answer = await house.ask('POST', base, { body: { name: 'Never', execute_steps: ['dbt build'], ...where(), ...given } });
    expect([answer.statusCode, answer.json().data.code]).toEqual([status, code]);
  });

  test('an environment of another project is refused', async () => {
    const answer = await house.ask('POST', base, { body: { name: 'x', ...where(), environment_id: house.production.id } });
    expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'job.environment_of_other_project']);
  });

  test('who may not write jobs of the project makes none in it', async () => {
    const body = { name: 'x', ...where() };
    expect((await house.ask('POST', base, { token: await house.token('job_viewer'), body })).statusCode).toBe(403);
    expect((await house.ask('POST', base, { token: await house.token('job_admin', house.project.id), body })).statusCode).toBe(404);
    expect((await house.ask('POST', base, { token: await house.token('job_admin', place.project.id), body })).statusCode).toBe(201);
  });
});

describe('what starts a job', () => {
  test('must be there', async () => {
    const body = { name: 'x', ...where(), job_completion_trigger_condition: conditionOf(424242) };
    const answer = await house.ask('POST', base, { body });
    expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'job.not_found']);
  });

  test('is kept as it was written, with the cron line and the type that it comes to', async () => {
    const first = await make();
    const schedule = { date: { type: 'every_day' }, time: { type: 'every_hour', interval: 4 } };
    const given = {
      ...{ triggers: { github_webhook: false, git_provider_webhook: false, schedule: true, on_merge: false }, schedule },
      ...{ run_lint: true, errors_on_lint_failure: false, run_compare_changes: true, compare_changes_flags: '--select tag:x' },
      ...{ triggers_on_draft_pr: true, cost_optimization_features: ['state_aware_orchestration'], force_node_selection: true },
      ...{ lifecycle_webhooks: true, job_completion_trigger_condition: conditionOf(first.id) },
    };
    const made = await make(given);
    expect(made).toMatchObject({ ...given, schedule: { ...schedule, cron: '0 */4 * * *' }, job_type: 'scheduled' });
    expect(made.next_run).toBe('2026-01-01 16:00:00.000000+00:00');
    // A change of one thing leaves the others.
    const changed = (await house.ask('POST', `${base}${made.id}/`, { body: { name: 'Renamed' } })).json().data;
    expect({ ...changed, updated_at: '' }).toEqual({ ...made, name: 'Renamed', updated_at: '' });
    const off = await house.ask('POST', `${base}${made.id}/`, {
      body: { triggers: { ...given.triggers, schedule: false }, job_completion_trigger_condition: null },
    });
    expect(off.json().data).toMatchObject({ job_type: 'other', next_run: null, job_completion_trigger_condition: null });
  });

  test.each([
    [{ github_webhook: true }, 'ci'],
    [{ git_provider_webhook: true }, 'ci'],
    [{ on_merge: true }, 'merge'],
    [{}, 'other'],
  ])('%j makes it %s', async (triggers, type) => {
    expect((await make({ triggers })).job_type).toBe(type);
  });

  test('a missing interval is told in the official words', async () => {
    const body = { name: 'x', ...where(), schedule: { date: { type: 'every_day' }, time: { type: 'every_hour' } } };
    const answer = await house.ask('POST', base, { body });
    expect([answer.statusCode, answer.json().data]).toMatchObject([400, { schedule: { time: { interval: 'required key not provided' } } }]);
  });
});

describe('lists', () => {
  test('are filtered, ordered and paged as clients ask', async () => {
    const other = await makeRunnable(house, house.accountId);
    const at = { project_id: other.project.id, environment_id: other.environment.id };
    const b = await make({ ...at, name: 'B job' });
    const a = await make({ ...at, name: 'A job', dbt_version: 'compatible' });
    const names = async (query: string) =>
      (await house.ask('GET', `${base}?project_id=${other.project.id}&${query}`)).json().data.map(({ name }: { name: string }) => name);
    expect(await names('')).toEqual(['B job', 'A job']);
    expect(await names('order_by=-created_at')).toEqual(['A job', 'B job']);
    expect(await names('order_by=name')).toEqual(['A job', 'B job']);
    expect(await names('name__icontains=b%20JOB')).toEqual(['B job']);
    expect(await names(`environment_id=${other.environment.id}`)).toHaveLength(2);
    expect(await names('environment_id=1')).toEqual([]);
    expect(await names(`pk=${b.id}`)).toEqual(['B job']);
    expect(await names('dbt_version__in=["compatible"]')).toEqual(['A job']);
    expect(await names('triggers_schedule=true')).toEqual([]);
    expect(await names('job_type=other')).toHaveLength(2);
    expect(await names(`project_id__in=[${place.project.id}]`)).toEqual([]);
    expect(await names('state=2')).toEqual([]);
    const both = (await house.ask('GET', `${base}?project_id__in=[${place.project.id},${other.project.id}]`)).json().data;
    expect(both.map(({ id }: { id: number }) => id)).toEqual(expect.arrayContaining([a.id, b.id]));
    const page = (await house.ask('GET', `${base}?project_id=${other.project.id}&limit=1&offset=1`)).json();
    expect(page.data).toMatchObject([{ name: 'A job' }]);
    expect(page.extra).toMatchObject({ filters: { limit: 1, offset: 1 }, pagination: { count: 1, total_count: 2 } });
    expect((await house.ask('GET', base)).json().extra.filters.limit).toBe(100);
    for (const query of ['limit=-1', 'environment_id=x', 'pk=1.5', 'triggers_schedule=maybe'])
      expect((await house.ask('GET', `${base}?${query}`)).statusCode).toBe(400);
  });

  test.each(['[environment]', '["environment"]', "['environment','x']", 'environment,nothing'])(
    'include_related=%s is understood',
    async (spelling) => {
      const job = await make();
      const answer = await house.ask('GET', `${base}?pk=${job.id}&include_related=${encodeURIComponent(spelling)}`);
      expect(answer.json().data[0].environment).toMatchObject({ id: place.environment.id, name: 'Production' });
    },
  );

  test('the last runs of a job come with it, and null where there is none', async () => {
    const job = await make();
    const related = 'include_related=["most_recent_run","most_recent_completed_run"]';
    const read = async () => (await house.ask('GET', `${base}${job.id}/?${related}`)).json().data;
    expect(await read()).toMatchObject({ most_recent_run: null, most_recent_completed_run: null });
    const run = (await house.ask('POST', `${base}${job.id}/run/`)).json().data;
    expect(await read()).toMatchObject({ most_recent_run: { id: run.id }, most_recent_completed_run: null });
    await house.ask('POST', `/api/v2/accounts/${house.accountId}/runs/${run.id}/cancel/`);
    expect(await read()).toMatchObject({ most_recent_completed_run: { id: run.id, status: 30 } });
  });

  test('a job whose environment was deleted does not break the list', async () => {
    const lost = await makeRunnable(house, house.accountId);
    const job = await make({ project_id: lost.project.id, environment_id: lost.environment.id });
    await deleteEnvironment(house, house.accountId, lost.environment.id);
    const answer = await house.ask('GET', `${base}?pk=${job.id}&include_related=environment`);
    expect([answer.statusCode, answer.json().data[0].environment]).toEqual([200, null]);
  });

  test('hold only jobs of projects that the caller may read', async () => {
    const { data, extra } = (await house.ask('GET', base, { token: await house.token('job_viewer', house.project.id) })).json();
    expect([data, extra.pagination.total_count]).toEqual([[], 0]);
    expect((await house.ask('GET', base, { token: await house.token('metadata_only') })).statusCode).toBe(403);
  });
});

describe('changing and deleting', () => {
  test('a job is changed by what is sent', async () => {
    const { id } = await make();
    const { data } = (await house.ask('POST', `${base}${id}/`, { body: { ...whole(), name: 'Other', execute_steps: ['dbt run'] } })).json();
    expect(data).toMatchObject({ id, name: 'Other', execute_steps: ['dbt run'] });
    expect((await house.ask('POST', `${base}${id}/`, { body: { name: '' } })).statusCode).toBe(400);
    expect((await house.ask('POST', `${base}424242/`, { body: { name: 'x' } })).statusCode).toBe(404);
  });

  test.each([
    ['DELETE', undefined],
    ['POST', { state: 2 }],
  ] as const)('a job that is deleted by %s is answered once more, is then gone, and its runs stay', async (method, body) => {
    const job = await make();
    const run = (await house.ask('POST', `${base}${job.id}/run/`, { body: {} })).json().data;
    const answer = await house.ask(method, `${base}${job.id}/`, { body });
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { status: { code: 200 }, data: { id: job.id, state: 2 } }]);
    const again = await house.ask('DELETE', `${base}${job.id}/`);
    expect([again.statusCode, again.json().status.code]).toEqual([404, 404]);
    const kept = await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/${run.id}/?include_related=job`);
    // What had not ended was cancelled with its job.
    expect([kept.statusCode, kept.json().data]).toMatchObject([200, { status: 30, job: { id: job.id, state: 2 } }]);
  });
});
