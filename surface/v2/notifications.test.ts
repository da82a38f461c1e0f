import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let base: string;
let place: Runnable;
let jobId: number;
let elsewhereJobId: number;
let userId: number;
let cookie: Record<string, string>;
const own = { host: 'weft.example:8580', origin: 'http://weft.example:8580' };

beforeAll(async () => {
  house = await openAppHouse({ at: '2026-01-02T03:04:05.678Z' });
  base = `/api/v2/accounts/${house.accountId}/notifications/`;
  place = await makeRunnable(house, house.accountId);
  jobId = await makeJob(place);
  elsewhereJobId = await makeJob(await makeRunnable(house, house.accountId));
  const session = await house.ask('POST', '/api/weft/session/', {
    token: null,
    body: house.owner,
    headers: own,
  });
  userId = session.json().data.user.id;
  cookie = { cookie: String(session.headers['set-cookie']).split(';')[0] ?? '', ...own };
});
afterAll(() => house.close());

async function makeJob({ project, environment }: Runnable): Promise<number> {
  const body = { project_id: project.id, environment_id: environment.id, name: 'Nightly', execute_steps: ['dbt build'] };
  return (await house.ask('POST', `/api/v2/accounts/${house.accountId}/jobs/`, { body })).json().data.id;
}

const content = (more: object = {}) => ({
  ...{
    account_id: house.accountId,
    user_id: userId,
    type: 1,
    on_success: [],
    on_failure: [jobId],
    on_cancel: [],
    on_warning: [],
    state: 1,
  },
  ...more,
});

async function make(more: object = {}) {
  const answer = await house.ask('POST', base, { body: content(more) });
  expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
  return answer.json().data;
}

test('what was made is shown with every field, also to a client that reads each strictly', async () => {
  const made = await make();
  expect(made).toEqual({
    id: expect.any(Number),
    account_id: house.accountId,
    user_id: userId,
    user: { id: userId, email: house.owner.email, first_name: 'Own', last_name: 'Er' },
    type: 1,
    external_email: null,
    slack_channel_id: null,
    slack_channel_name: null,
    on_success: [],
    on_failure: [jobId],
    on_cancel: [],
    on_warning: [],
    state: 1,
    created_at: '2026-01-02 03:04:05.678000+00:00',
    updated_at: '2026-01-02 03:04:05.678000+00:00',
  });
  expect((await house.ask('GET', `${base}${made.id}/`)).json().data).toEqual(made);
});

test('lists filter by what is asked for', async () => {
  const email = await make({ type: 4, external_email: 'team@example.org' });
  const ids = async (query: string) => (await house.ask('GET', `${base}?${query}`)).json().data.map(({ id }: { id: number }) => id);
  expect(await ids('external_email=team@example.org')).toEqual([email.id]);
  expect(await ids('type=4')).toEqual([email.id]);
  expect(await ids(`pk=${email.id}&user_id=${userId}`)).toEqual([email.id]);
  await house.ask('DELETE', `${base}${email.id}/`);
  expect([await ids('type=4'), await ids('type=4&state=2'), await ids('type=4&state=all')]).toEqual([[], [email.id], [email.id]]);
});

test('POST changes, and deletes by its state', async () => {
  const { id } = await make();
  const url = `${base}${id}/`;
  const changed = (await house.ask('POST', url, { body: content({ on_failure: null, on_cancel: [String(jobId)] }) })).json().data;
  expect(changed).toMatchObject({ on_failure: [], on_cancel: [jobId] });
  expect((await house.ask('POST', url, { body: { state: 2 } })).json().data).toMatchObject({ id, state: 2 });
  expect((await house.ask('GET', url)).json().data.code).toBe('notification.not_found');
});

test.each([
  ['a type that there is not', { type: 3 }, 400],
  ['a user of no account', { user_id: 4242 }, 400],
  ['no address', { type: 4 }, 400],
  ['what is no address', { type: 4, external_email: 'nobody' }, 400],
  ['a channel that is not there', { type: 2, slack_channel_id: 'C1' }, 400],
  ['a job that is not there', { on_failure: [4242] }, 404],
])('%s is refused', async (_, more, status) => {
  expect((await house.ask('POST', base, { body: content(more) })).statusCode).toBe(status);
});

describe('rights', () => {
  test('jobs of another account, and of projects that one may not see, are not there', async () => {
    const foreign = await house.ask('POST', `/api/v2/accounts/${house.otherAccountId}/notifications/`, {
      ...{ token: house.strangerToken, body: content({ type: 4, external_email: 'a@example.org' }) },
    });
    expect([foreign.statusCode, foreign.json().data.code]).toEqual([404, 'job.not_found']);
    const token = await house.token('admin', place.project.id);
    const ask = async (on_failure: number[]) => (await house.ask('POST', base, { token, body: content({ on_failure }) })).statusCode;
    expect([await ask([jobId]), await ask([jobId, elsewhereJobId])]).toEqual([200, 404]);
  });

  test('who holds rights in one project sees no notification about another', async () => {
    const { id } = await make({ on_failure: [elsewhereJobId] });
    const token = await house.token('admin', place.project.id);
    expect((await house.ask('GET', `${base}${id}/`, { token })).statusCode).toBe(404);
    expect((await house.ask('DELETE', `${base}${id}/`, { token })).statusCode).toBe(404);
  });
});

test('a person sets their own mails as one, and ends them all', async () => {
  await make();
  const mine = `/api/weft/accounts/${house.accountId}/notifications/mine/`;
  const as = { token: null, headers: cookie };
  const set = await house.ask('PUT', mine, { ...as, body: { on_success: [jobId], on_failure: [jobId, elsewhereJobId] } });
  expect(set.json().data).toEqual({
    ...{
      email: house.owner.email,
      sends_mail: false,
      on_success: [jobId],
      on_failure: [jobId, elsewhereJobId],
      on_cancel: [],
      on_warning: [],
    },
  });
  const count = async () => (await house.ask('GET', `${base}?type=1&user_id=${userId}`)).json().data.length;
  expect(await count()).toBe(1);
  expect((await house.ask('GET', mine)).json().data.code).toBe('notification.no_person');
  expect((await house.ask('POST', '/api/v2/notifications/unsubscribe/', as)).statusCode).toBe(200);
  expect(await count()).toBe(0);
});

test('channels are made, tried and deleted, and their addresses are shown by nothing', async () => {
  const url = `/api/weft/accounts/${house.accountId}/channels/`;
  const made = await house.ask('POST', url, {
    body: { kind: 'slack', name: '#data', url: 'http://127.0.0.1:1/services/SECRET', channel_id: 'C77' },
  });
  expect([made.statusCode, made.json().data]).toMatchObject([201, { channel_id: 'C77', problem: null }]);
  const { id } = made.json().data;
  expect((await house.ask('POST', url, { body: { kind: 'slack', name: 'x', url: 'http://x', channel_id: 'C77' } })).json().data.code).toBe(
    'channel.taken',
  );
  const tried = await house.ask('POST', `${url}${id}/test/`);
  expect(tried.json().data.problem).toContain('could not be reached');
  expect(tried.body + made.body + (await house.ask('GET', url)).body).not.toContain('SECRET');
  expect(await make({ type: 2, slack_channel_id: 'C77' })).toMatchObject({ slack_channel_id: 'C77', slack_channel_name: '#data' });
  expect((await house.ask('DELETE', `${url}${id}/`)).statusCode).toBe(200);
  expect((await house.ask('GET', url)).json().data).toEqual([]);
});

test("an environment's model notifications are off until they are turned on, and keep what is left out", async () => {
  const url = `/api/v3/accounts/${house.accountId}/environments/${place.environment.id}/model-notifications/`;
  const at = place.environment.id;
  expect((await house.ask('GET', url)).json().data).toEqual({
    ...{ id: at, account_id: house.accountId, environment_id: at, enabled: false, on_success: false, on_failure: true, on_warning: true },
    ...{ on_skipped: false, created_at: null, updated_at: null },
  });
  await house.ask('POST', url, { body: { enabled: true, on_failure: false } });
  const after = (await house.ask('POST', url, { body: { on_skipped: true } })).json().data;
  expect(after).toMatchObject({ enabled: true, on_failure: false, on_skipped: true, created_at: expect.any(String) });
  expect((await house.ask('POST', url, { token: await house.token('job_viewer'), body: {} })).statusCode).toBe(403);
});
