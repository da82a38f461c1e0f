import { createHmac } from 'node:crypto';
import { asId, type Id } from '@weft/base/id';
import { postOutward } from '@weft/host/ask-outward';
import { actRun } from '@weft/kit/acted-run';
import { type House, openHouse } from '@weft/kit/house';
import { openReceiver, type Receiver } from '@weft/kit/receiver';
import { makeAccount, makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runChanged } from '../runs/events.ts';
import { recordIngestRun } from '../runs/record-ingest-run.ts';
import { deliverEvent, workDeliveries } from './deliver-event.ts';
import { eventTypes, type SubscriptionContent } from './model.ts';
import { announceRun } from './on-run-changed.ts';
import { changeSubscription, createSubscription, deleteSubscription, getSubscription } from './subscriptions.ts';
import { forgetOldEvents, listEvents, redeliverEvent, testSubscription } from './webhook-log.ts';

let house: House;
let accountId: Id<'account'>;
let place: Runnable;
let receiver: Receiver;
const first = { limit: 100, offset: 0 };

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-01T12:00:00Z' });
  accountId = await makeAccount(house);
  place = await makeRunnable(house, accountId, { name: 'Shop <b>& co</b>' });
  house.outbox.on(runChanged, 'webhooks', (news) => announceRun(house, news));
  await house.outbox.start();
  await workDeliveries(house);
});
afterAll(() => house.close());

beforeEach(async () => {
  receiver = await openReceiver();
  return async () => {
    for (const it of made.splice(0)) await deleteSubscription(house, accountId, it).catch(() => {});
    await receiver.close();
  };
});

const made: string[] = [];
/** Longer than any address need be. */
const tooLong = `http://x.example/${'x'.repeat(2100)}`;

async function subscribe(given: Partial<SubscriptionContent> = {}) {
  const content = {
    name: 'Hook',
    description: '',
    eventTypes,
    jobIds: [],
    clientUrl: `${receiver.url}/hook?x=1`,
    isActive: true,
    ...given,
  };
  const created = await createSubscription(house, accountId, content, 'a person');
  made.push(created.subscription.publicId);
  return created;
}

async function runTo(state: 'succeeded' | 'failed' | 'cancelled') {
  const acted = await actRun(house, place);
  await acted.begin();
  await house.settle();
  house.clock.turn(5_000);
  await acted.end(state === 'succeeded' ? { state } : { state, reason: 'It went <wrong>' });
  await house.settle();
  return acted.run;
}

const types = () => receiver.requests.map(({ body }) => JSON.parse(body).eventType);

test('a run that succeeds is told as started and completed, signed, with exactly the documented fields', async () => {
  const { subscription, secret } = await subscribe();
  const run = await runTo('succeeded');
  const [started, completed] = receiver.requests.map(({ body }) => JSON.parse(body));
  const began = started.data.runStartedAt;
  expect(started).toEqual({
    accountId,
    webhooksID: subscription.publicId,
    eventId: expect.stringMatching(/^wev_\w{22}$/),
    timestamp: expect.stringMatching(/^2026-01-01T12:\d\d:\d\d\.000Z$/),
    eventType: 'job.run.started',
    webhookName: 'Hook',
    data: {
      jobId: String(run.jobId),
      jobName: run.plan.jobName,
      runId: String(run.id),
      environmentId: String(place.environment.id),
      environmentName: 'Production',
      dbtVersion: '',
      projectName: 'Shop <b>& co</b>',
      projectId: String(place.project.id),
      runStatus: 'Running',
      runStatusCode: 3,
      runStatusMessage: 'None',
      runReason: 'A test wanted it',
      runStartedAt: expect.stringMatching(/^2026-01-01T12:\d\d:\d\dZ$/),
    },
  });
  const finished = new Date(Date.parse(began) + 5_000).toISOString().replace('.000', '');
  expect(completed).toEqual({
    ...started,
    eventId: completed.eventId,
    timestamp: completed.timestamp,
    eventType: 'job.run.completed',
    data: { ...started.data, runStatus: 'Success', runStatusCode: 10, runFinishedAt: finished },
  });
  for (const { headers, body, path } of receiver.requests) {
    expect(path).toBe('/hook?x=1');
    expect(headers.authorization).toBe(createHmac('sha256', secret).update(body).digest('hex'));
    expect(headers).toMatchObject({ 'content-type': 'application/json', host: new URL(receiver.url).host });
  }
});

test('a run that fails is errored and completed; one that is cancelled is neither', async () => {
  await subscribe();
  await runTo('failed');
  expect(types().sort()).toEqual(['job.run.completed', 'job.run.errored', 'job.run.started']);
  const errored = receiver.requests.map(({ body }) => JSON.parse(body)).find(({ eventType }) => eventType === 'job.run.errored');
  expect(errored.data).toMatchObject({ runStatus: 'Errored', runStatusCode: 20, runStatusMessage: 'It went <wrong>' });
  expect([errored.data.runErroredAt, errored.data.runFinishedAt]).toEqual([expect.any(String), undefined]);
  await runTo('cancelled');
  expect(types()).toHaveLength(4);
});

test('an upload is told as a run that is over', async () => {
  await subscribe();
  const at = house.clock.now();
  await recordIngestRun(house, {
    ...{ accountId, projectId: place.project.id, environmentId: place.environment.id, job: { id: asId<'job'>(77), name: 'Uploads' } },
    ...{ recordedFrom: 'upload:1', cause: 'Artifacts uploaded by x', createdAt: at },
    result: { isAccepted: false, reason: 'No manifest', at },
  });
  await house.settle();
  expect(types().sort()).toEqual(['job.run.completed', 'job.run.errored']);
  expect(JSON.parse(receiver.requests[0]?.body ?? '').data).toMatchObject({
    jobId: '77',
    jobName: 'Uploads',
    runStatusMessage: 'No manifest',
  });
});

test('only the events and jobs that were asked for are sent, and nothing while it is off', async () => {
  const { subscription } = await subscribe({ eventTypes: ['job.run.completed'] });
  await runTo('failed');
  expect(types()).toEqual(['job.run.completed']);
  await changeSubscription(house, accountId, subscription.publicId, { isActive: false });
  await runTo('succeeded');
  expect(types()).toHaveLength(1);
});

test('news that comes twice is sent once', async () => {
  await subscribe({ eventTypes: ['job.run.completed'] });
  const run = await runTo('succeeded');
  await announceRun(house, { accountId, jobId: run.jobId, runId: run.id, state: 'succeeded' });
  await house.settle();
  expect(types()).toHaveLength(1);
});

test('a receiver that fails is tried five times with growing pauses, is shown as failing, and is never switched off', async () => {
  const { subscription } = await subscribe({ eventTypes: ['job.run.completed'] });
  receiver.answer({ status: 503, body: 'later' });
  await runTo('succeeded');
  const began = house.clock.now();
  const counts = [receiver.requests.length];
  for (const seconds of [9, 1, 59, 1, 600, 3600, 86_400]) {
    house.clock.turn(seconds * 1000);
    await house.settle();
    counts.push(receiver.requests.length);
  }
  expect(counts).toEqual([1, 1, 2, 2, 3, 4, 5, 5]);
  expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(1);
  const { events } = await listEvents(house, subscription, first);
  expect(events).toMatchObject([{ event: { state: 'failed', tries: 5, nextTryAt: null } }]);
  expect(events[0]?.receipts.map(({ attempt, statusCode, error, responseBody }) => [attempt, statusCode, error, responseBody])).toEqual(
    [1, 2, 3, 4, 5].map((attempt) => [attempt, 503, 'The receiver answered 503.', 'later']),
  );
  const shown = await getSubscription(house, accountId, subscription.publicId);
  expect(shown).toMatchObject({ isActive: true, lastStatusCode: 503, failingSince: began });

  receiver.answer({ status: 200 });
  const again = await redeliverEvent(house, accountId, events[0]?.event.publicId ?? '');
  expect(again.event.state).toBe('pending');
  await expect(redeliverEvent(house, accountId, again.event.publicId)).rejects.toMatchObject({ code: 'webhook_event.under_way' });
  await house.settle();
  expect(receiver.requests).toHaveLength(6);
  expect(receiver.requests[5]?.body).toBe(receiver.requests[0]?.body);
  expect(await getSubscription(house, accountId, subscription.publicId)).toMatchObject({ lastStatusCode: 200, failingSince: null });
});

test('a request whose answer was lost with the process is in the log, and followed by one more', async () => {
  const { subscription } = await subscribe({ eventTypes: ['job.run.completed'] });
  receiver.answer({ status: 500 });
  await runTo('succeeded');
  const [logged] = (await listEvents(house, subscription, first)).events;
  const work = { eventId: logged?.event.id ?? asId<'webhookEvent'>(1), attempt: 2 };
  receiver.answer('hang');
  const lost = deliverEvent(house, work);
  await receiver.until(2);
  // What a restarted Weft does with the same work: the first one is gone for all that it knows.
  await deliverEvent(house, work);
  await receiver.until(3);
  receiver.answer({ status: 200 });
  await lost;
  await house.settle();
  house.clock.turn(3_600_000);
  await house.settle();
  expect(receiver.requests).toHaveLength(3);
  const [after] = (await listEvents(house, subscription, first)).events;
  expect(after?.event.state).toBe('delivered');
  expect(after?.receipts.map(({ attempt, statusCode, error }) => [attempt, statusCode, error])).toEqual([
    [1, 500, 'The receiver answered 500.'],
    [2, null, expect.stringContaining('may have arrived')],
    [3, 200, null],
  ]);
});

test('stopping Weft does not count as a failure of the receiver', async () => {
  const { subscription } = await subscribe({ eventTypes: ['job.run.completed'] });
  receiver.answer({ status: 500 });
  await runTo('succeeded');
  const [logged] = (await listEvents(house, subscription, first)).events;
  const stop = new AbortController();
  receiver.answer('hang');
  const stopped = deliverEvent(house, { eventId: logged?.event.id ?? asId<'webhookEvent'>(1), attempt: 2 }, stop.signal);
  await receiver.until(2);
  stop.abort();
  receiver.answer({ status: 200 });
  await stopped;
  await house.settle();
  const [after] = (await listEvents(house, subscription, first)).events;
  expect(after?.receipts.map(({ statusCode }) => statusCode)).toEqual([500, null, 200]);
  expect(after?.event).toMatchObject({ state: 'delivered', tries: 1 });
});

test('a test is sent at once, told apart from news, and in the log', async () => {
  const { subscription } = await subscribe({ isActive: false });
  const { event, receipts } = await testSubscription(house, subscription);
  expect(event).toMatchObject({ eventType: 'webhook.test', runId: null, state: 'delivered' });
  expect(receipts).toMatchObject([{ statusCode: 200, error: null, responseBody: 'ok' }]);
  receiver.answer({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
  const moved = await testSubscription(house, subscription);
  expect([moved.event.state, moved.receipts[0]?.error]).toEqual(['failed', expect.stringContaining('redirect')]);
  expect(receiver.requests.map(({ path }) => path)).toEqual(['/hook?x=1', '/hook?x=1']);
});

test('what was delivered is forgotten after thirty days', async () => {
  const { subscription } = await subscribe({ eventTypes: ['job.run.completed'] });
  await runTo('succeeded');
  house.clock.turn(29 * 24 * 3600 * 1000);
  await forgetOldEvents(house);
  expect((await listEvents(house, subscription, first)).total).toBe(1);
  house.clock.turn(2 * 24 * 3600 * 1000);
  await forgetOldEvents(house);
  expect((await listEvents(house, subscription, first)).total).toBe(0);
});

test('of an answer only the beginning is kept', async () => {
  const { subscription } = await subscribe();
  receiver.answer({ status: 200, body: 'x'.repeat(5_000_000) });
  const { receipts } = await testSubscription(house, subscription);
  expect(receipts[0]?.responseBody).toHaveLength(2000);
});

test.each([
  ['http://169.254.169.254/latest/meta-data/', /cloud machines find their keys/],
  ['http://2852039166/', /cloud machines find their keys/],
  ['http://0xA9FEA9FE/', /cloud machines find their keys/],
  ['http://[::ffff:169.254.169.254]/', /cloud machines find their keys/],
  ['http://[fe80::1]/', /cloud machines find their keys/],
  ['http://0.0.0.0:1/', /no address of a machine/],
  ['http://nothing-has-this-name.invalid/', /could not be reached/],
])('nothing is sent to %s, and the log says why', async (url, why) => {
  const answer = await postOutward({ url: new URL(url), headers: {}, body: '' });
  expect(answer).toEqual({ kind: 'unanswered', message: expect.stringMatching(why) });
});

test('a name that leads to this machine is connected to under its own name', async () => {
  const { port } = new URL(receiver.url);
  const answer = await postOutward({ url: new URL(`http://localhost:${port}/x`), headers: {}, body: '{}' });
  expect([answer, receiver.requests[0]?.headers.host]).toMatchObject([{ statusCode: 200 }, `localhost:${port}`]);
});

test.each(['ftp://x.example', 'javascript:alert(1)', 'x', '', 'http://user:pw@x.example/', tooLong])(
  '%.40s is no address to send to',
  async (clientUrl) => {
    await expect(subscribe({ clientUrl })).rejects.toMatchObject({ code: 'webhook.url_invalid' });
  },
);
