import { createHmac } from 'node:crypto';
import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { openReceiver, type Receiver } from '@weft/kit/receiver';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { takeUploads } from '@weft/kit/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let base: string;
let receiver: Receiver;
let place: Runnable;
let jobId: number;
let elsewhereJobId: number;

beforeAll(async () => {
  house = await openAppHouse({ at: '2026-01-02T03:04:05.678Z' });
  await takeUploads(house);
  base = `/api/v3/accounts/${house.accountId}/webhooks`;
  receiver = await openReceiver();
  place = await makeRunnable(house, house.accountId);
  jobId = await makeJob(place);
  elsewhereJobId = await makeJob(await makeRunnable(house, house.accountId));
});
afterAll(async () => {
  await house.close();
  await receiver.close();
});

async function makeJob({ project, environment }: Runnable): Promise<number> {
  const body = { project_id: project.id, environment_id: environment.id, name: 'Nightly', execute_steps: ['dbt build'] };
  return (await house.ask('POST', `/api/v2/accounts/${house.accountId}/jobs/`, { body })).json().data.id;
}

const content = (more: object = {}) => ({
  ...{ name: 'Hook', client_url: `${receiver.url}/hook`, event_types: ['job.run.completed'], active: true, job_ids: [], ...more },
});

async function make(more: object = {}, token = house.ownerToken) {
  const answer = await house.ask('POST', `${base}/subscriptions`, { body: content(more), token });
  expect([answer.statusCode, answer.body]).toEqual([201, expect.any(String)]);
  return answer.json().data;
}

describe('making', () => {
  test('the secret is in the answer, and in no other', async () => {
    const made = await make({ description: 'd', job_ids: [String(jobId), jobId] });
    expect(made).toEqual({
      id: expect.stringMatching(/^wsu_\w{22}$/),
      account_id: house.accountId,
      account_identifier: `act_${house.accountId}`,
      name: 'Hook',
      description: 'd',
      event_types: ['job.run.completed'],
      job_ids: [jobId],
      client_url: `${receiver.url}/hook`,
      active: true,
      http_status_code: '0',
      dispatched_at: '0',
      deactivate_reason: '',
      created_at: '1767323045678000',
      updated_at: '1767323045678000',
      failing_since: null,
      created_by: expect.stringContaining('owner'),
      hmac_secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    for (const url of [`${base}/subscriptions/`, `${base}/subscription/${made.id}`]) {
      const answer = await house.ask('GET', url);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).not.toContain('hmac_secret');
      expect(answer.body).not.toContain(made.hmac_secret);
    }
  });

  test.each([
    ['no event', { event_types: [] }, 400],
    ['an event that there is not', { event_types: ['job.run.dreamt'] }, 400],
    ['no name', { name: ' ' }, 400],
    ['an address of another kind', { client_url: 'file:///etc/passwd' }, 400],
    ['a user in the address', { client_url: 'http://a:b@example.com' }, 400],
    ['a job that is not there', { job_ids: [987654] }, 404],
    ['a job that is no number', { job_ids: ['x'] }, 400],
  ])('%s is refused', async (_, more, status) => {
    expect((await house.ask('POST', `${base}/subscriptions`, { body: content(more) })).statusCode).toBe(status);
  });

  test('what clients send for nothing is nothing: null, absent, a form', async () => {
    expect(await make({ job_ids: null, description: null, id: null, active: null })).toMatchObject({
      job_ids: [],
      description: '',
      active: true,
    });
    expect(await make({ job_ids: jobId })).toMatchObject({ job_ids: [jobId] });
    const form = new URLSearchParams({ name: 'Form', client_url: receiver.url, event_types: 'job.run.started', active: 'false' });
    const answer = await house.app.inject({
      method: 'POST',
      url: `${base}/subscriptions/`,
      headers: { authorization: `Token ${house.ownerToken}`, 'content-type': 'application/x-www-form-urlencoded' },
      payload: form.toString(),
    });
    expect([answer.statusCode, answer.json().data]).toMatchObject([201, { active: false, event_types: ['job.run.started'] }]);
  });

  test('a job of another account is not there', async () => {
    const answer = await house.ask('POST', `/api/v3/accounts/${house.otherAccountId}/webhooks/subscriptions`, {
      ...{ token: house.strangerToken, body: content({ job_ids: [jobId] }) },
    });
    expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'job.not_found']);
  });
});

describe('rights', () => {
  test('who holds them in one project makes webhooks for its jobs, and sees no others', async () => {
    const token = await house.token('admin', place.project.id);
    const own = await make({ name: 'Own', job_ids: [jobId] }, token);
    const all = await make({ name: 'All' });
    const other = await make({ name: 'Other', job_ids: [elsewhereJobId, jobId] });
    const listed = (await house.ask('GET', `${base}/subscriptions?limit=1000`, { token })).json().data.map(({ id }: { id: string }) => id);
    expect([listed.includes(own.id), listed.includes(all.id), listed.includes(other.id)]).toEqual([true, false, false]);
    const create = async (job_ids: number[]) =>
      (await house.ask('POST', `${base}/subscriptions`, { token, body: content({ job_ids }) })).statusCode;
    expect([await create([]), await create([elsewhereJobId]), await create([jobId, elsewhereJobId])]).toEqual([403, 404, 404]);
    for (const [method, path] of [
      ['GET', `subscription/${all.id}`],
      ['PUT', `subscription/${other.id}`],
      ['DELETE', `subscription/${all.id}`],
      ['GET', `subscription/${all.id}/test`],
      ['GET', `subscription/${all.id}/events`],
    ] as const)
      expect((await house.ask(method, `${base}/${path}`, { token, ...(method === 'PUT' ? { body: {} } : {}) })).json().data.code).toBe(
        'webhook.not_found',
      );
    const widened = await house.ask('PUT', `${base}/subscription/${own.id}`, { token, body: { job_ids: [] } });
    expect(widened.statusCode).toBe(403);
  });

  test.each(['account_viewer', 'job_viewer', 'metadata_only'] as const)('%s makes none', async (set) => {
    const answer = await house.ask('POST', `${base}/subscriptions`, { token: await house.token(set), body: content() });
    expect(answer.statusCode).toBe(403);
  });

  test('who holds rights in another project alone sees nothing', async () => {
    const another = await createProject(house, { accountId: house.accountId, name: 'Another', kind: 'default' });
    const token = await house.token('admin', another.id);
    expect((await house.ask('GET', `${base}/subscriptions`, { token })).json().data).toEqual([]);
  });
});

test('a test says what the receiver answered, and is in the log in every shape', async () => {
  const made = await make({ name: 'Tested' });
  const tested = (await house.ask('GET', `${base}/subscription/${made.id}/test`)).json();
  expect(tested.data).toEqual({ event_id: expect.stringMatching(/^wev_/), verification_error: null, verification_status_code: '200' });
  const events = (await house.ask('GET', `${base}/subscription/${made.id}/events`)).json();
  expect(events.extra.pagination).toEqual({ count: 1, total_count: 1 });
  const [event] = events.data;
  expect(event).toEqual({
    id: tested.data.event_id,
    subscription_id: made.id,
    account_identifier: `act_${house.accountId}`,
    account_id: String(house.accountId),
    job_id: '',
    trigger_event_type: 'webhook.test',
    payload: receiver.requests.at(-1)?.body,
    http_status_code: '200',
  });
  expect((await house.ask('GET', `${base}/event/${event.id}`)).json().data).toEqual(event);
  const [receipt] = (await house.ask('GET', `${base}/event/${event.id}/receipts`)).json().data;
  expect(receipt).toEqual({
    id: expect.stringMatching(/^wre_/),
    event_id: event.id,
    subscription_id: made.id,
    dispatched_at: '1767323045678000',
    http_status_code: '200',
    error_info: '',
    request_body: event.payload,
    request_headers: expect.stringContaining(createHmac('sha256', made.hmac_secret).update(event.payload).digest('hex')),
    response_body: 'ok',
  });
  expect((await house.ask('GET', `${base}/receipt/${receipt.id}`)).json().data).toEqual(receipt);
  expect((await house.ask('GET', `${base}/subscription/${made.id}/event/${event.id}/receipt`)).json().data).toEqual([receipt]);
  const other = await make({ name: 'Not it' });
  expect((await house.ask('GET', `${base}/subscription/${other.id}/event/${event.id}/receipt`)).statusCode).toBe(404);
  const again = `/api/weft/accounts/${house.accountId}/webhooks/${made.id}/events/${event.id}/redeliver/`;
  expect((await house.ask('POST', again)).json().data).toMatchObject({ id: event.id, state: 'pending' });
  expect((await house.ask('POST', again.replace(made.id, other.id))).statusCode).toBe(404);
});

test('changing keeps what is left out; deleting ends it', async () => {
  const made = await make({ name: 'Before', job_ids: [jobId] });
  const url = `${base}/subscription/${made.id}`;
  const changed = (await house.ask('PUT', url, { body: { name: 'After', active: false } })).json().data;
  expect(changed).toMatchObject({ name: 'After', active: false, job_ids: [jobId], client_url: made.client_url });
  expect((await house.ask('PUT', url, { body: { client_url: 'x' } })).json().data.code).toBe('webhook.url_invalid');
  expect((await house.ask('DELETE', url)).json()).toMatchObject({ status: { code: 200, is_success: true }, data: { id: made.id } });
  for (const method of ['GET', 'DELETE'] as const) expect((await house.ask(method, url)).statusCode).toBe(404);
});

test.each([
  'event/wev_x',
  'event/wev_x/receipts',
  'receipt/wre_x',
  'subscription/wsu_x',
  'subscription/wsu_x/events',
  'subscription/wsu_x/test',
])('%s that is not there is not there', async (path) => {
  expect((await house.ask('GET', `${base}/${path}`)).statusCode).toBe(404);
});
