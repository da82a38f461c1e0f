import { get, type IncomingMessage } from 'node:http';
import { listServiceTokens, revokeServiceToken } from '@weft/domain/identity/service-tokens';
import { type ActedRun, actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type EventReader, type HeardEvent, readEvents } from '@weft/kit/event-reader';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

let house: AppHouse;
let place: Runnable;
let base: string;
const readers: EventReader[] = [];

beforeAll(async () => {
  house = await openAppHouse({ streamOptions: { heartbeatMilliseconds: 150 } });
  place = await makeRunnable(house, house.accountId);
  const address = await house.app.listen({ port: 0, host: '127.0.0.1' });
  base = `${address}/api/weft/accounts/${house.accountId}`;
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
});
afterAll(async () => {
  // `fetch` keeps connections open, some that never asked anything: they would be waited for.
  house.app.server.closeAllConnections();
  await house.close();
});

async function follow(acted: ActedRun, options: { lastEventId?: string | null; token?: string } = {}): Promise<EventReader> {
  return open(`${base}/runs/${acted.run.id}/events/`, options);
}

async function open(url: string, { lastEventId, token = house.ownerToken }: { lastEventId?: string | null; token?: string } = {}) {
  const reader = await readEvents(url, { authorization: `Token ${token}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) });
  readers.push(reader);
  return reader;
}

const names = (events: readonly HeardEvent[]) => events.map(({ event }) => event);
const logText = (events: readonly HeardEvent[]) =>
  events
    .filter(({ event }) => event === 'log')
    .map(({ data }) => data.text)
    .join('');
const isStep = (index: number, status: number) => (heard: HeardEvent) =>
  heard.event === 'step' && heard.data.index === index && heard.data.status === status;
const hasText = (part: string) => (heard: HeardEvent) => heard.event === 'log' && String(heard.data.text).includes(part);

test('a run is told from its place in the queue to its end, its log whole', async () => {
  const acted = await actRun(house, place);
  const reader = await follow(acted);
  expect([reader.status, reader.contentType]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(await reader.next()).toMatchObject({ event: 'run', data: { status: 1, status_humanized: 'Queued', started_at: null } });

  await acted.begin();
  const begun = await reader.until(isStep(4, 1));
  expect(begun[0]).toMatchObject({ event: 'run' });
  expect(begun.filter(({ event }) => event === 'step').map(({ data }) => data.name)).toEqual([
    'Clone git repository',
    `Create profile from connection ${place.connection.name}`,
    'Invoke dbt with `dbt deps`',
    'Invoke dbt with `dbt build`',
  ]);

  const log = await acted.startStep(4);
  log.write('plain', 'first line ä');
  const first = await reader.until(hasText('first line'));
  log.write('plain', 'second line');
  const second = await reader.until(hasText('second line'));
  await acted.node(4, 'model.shop.orders');
  await reader.until(({ event, data }) => event === 'node' && data.state === 'running');
  await acted.node(4, 'model.shop.orders', { state: 'succeeded', dbtStatus: 'success', message: 'OK', executionSeconds: 0.5 });
  const node = (await reader.until(({ event, data }) => event === 'node' && data.state === 'success')).at(-1);
  expect(node?.data).toMatchObject({
    step_index: 4,
    unique_id: 'model.shop.orders',
    name: 'orders',
    message: 'OK',
    execution_seconds: 0.5,
  });
  log.write('plain', 'last line');
  await acted.endStep(4, 'succeeded');
  await acted.end();

  const end = await reader.rest();
  expect(end.at(-1)).toMatchObject({ event: 'done', data: { status: 10 } });
  expect(names(end)).toContain('run');
  expect(logText([...first, ...second, ...end])).toBe('first line ä\nsecond line\nlast line\n');
});

test('a reader that comes back gets each byte of the log once, and hears how things stand now', async () => {
  const acted = await actRun(house, place);
  await acted.begin();
  const log = await acted.startStep(1);
  log.write('plain', 'one');
  const before = await follow(acted);
  const heard = await before.until(hasText('one'));
  await before.close();
  log.write('plain', 'two');
  await acted.endStep(1, 'succeeded');
  const another = await acted.startStep(2);
  another.write('plain', 'of the next step');

  const after = await follow(acted, { lastEventId: heard.at(-1)?.id ?? '' });
  const again = await after.until(hasText('of the next step'));
  expect(again.find(({ event }) => event === 'run')?.data.status).toBe(3);
  expect(again.filter(({ event }) => event === 'step').map(({ data }) => data.status)).toEqual([10, 3, 1, 1]);
  await acted.end({ state: 'failed', reason: 'no luck' });
  const end = await after.rest();
  expect(logText([...heard, ...again, ...end].filter(({ data }) => data.step_index === 1))).toBe('one\ntwo\n');
  expect(logText([...again, ...end].filter(({ data }) => data.step_index === 2))).toBe('of the next step\n');
  expect(end.at(-1)).toMatchObject({ event: 'done', data: { status: 20 } });
});

test('a reader that comes back when all is over still gets what it missed', async () => {
  const acted = await actRun(house, place);
  await acted.begin();
  const log = await acted.startStep(4);
  log.write('plain', 'seen');
  const before = await follow(acted);
  const id = (await before.until(hasText('seen'))).at(-1)?.id ?? '';
  await before.close();
  log.write('plain', 'missed');
  await acted.endStep(4, 'failed');
  await acted.end({ state: 'failed', reason: 'no luck' }, { isLogStored: false });
  const after = await follow(acted, { lastEventId: id });
  const events = await after.rest();
  expect(logText(events)).toBe('missed\n');
  expect(events.at(-1)?.event).toBe('done');
});

test('of a run that is over, the state is told and then that it is done; logs are there to be asked for', async () => {
  const acted = await actRun(house, place);
  await acted.begin();
  (await acted.startStep(1)).write('plain', 'kept');
  await acted.node(4, 'test.shop.unique', { state: 'failed', dbtStatus: 'fail' });
  await acted.node(4, 'model.shop.late');
  await acted.endStep(1, 'succeeded');
  await acted.end({ state: 'cancelled', reason: 'Cancelled by request.' });
  const events = await (await follow(acted)).rest();
  expect(names(events)).toEqual(['run', 'step', 'step', 'step', 'step', 'node', 'node', 'done']);
  expect(events.filter(({ event }) => event === 'node').map(({ data }) => data.state)).toEqual(['cancelled', 'fail']);
  expect(events.filter(({ event }) => event === 'step').map(({ data }) => data.status_humanized)).toEqual([
    'Success',
    'Skipped',
    'Skipped',
    'Skipped',
  ]);
});

test('a debug log that grows alone is told as an event without text', async () => {
  const acted = await actRun(house, place);
  await acted.begin();
  const log = await acted.startStep(1);
  const reader = await follow(acted);
  await reader.until(isStep(4, 1));
  log.write('debug', 'only for the curious');
  const sign = (await reader.until(({ event }) => event === 'log')).at(-1);
  expect(sign?.data).toEqual({ step_index: 1, offset: 0, next_offset: 0, text: '' });
  await acted.end();
});

test('who reads slowly misses nothing, and nothing piles up for them', async () => {
  const acted = await actRun(house, place);
  await acted.begin();
  const log = await acted.startStep(4);
  const line = 'x'.repeat(1023);
  const url = `${base}/runs/${acted.run.id}/events/`;
  const slow = get(url, { headers: { authorization: `Token ${house.ownerToken}` } });
  const answer = await new Promise<IncomingMessage>((resolve) => slow.once('response', resolve));
  answer.pause();
  const before = process.memoryUsage().rss;
  for (let n = 0; n < 20 * 1024; n++) log.write('plain', line);
  await acted.endStep(4, 'succeeded');
  await acted.end();
  // Twenty megabytes wait, and not in the server's memory.
  const grown = process.memoryUsage().rss - before;
  expect(grown).toBeLessThan(200 * 1024 * 1024);
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  const sent = [...text.matchAll(/event: log\nid: [^\n]*\ndata: (.*)\n/g)].map(([, data = '']) => JSON.parse(data));
  expect(sent.reduce((sum, { text }) => sum + text.length, 0)).toBe(20 * 1024 * 1024);
  expect(sent.every((part, n) => n === 0 || part.offset === sent[n - 1].next_offset)).toBe(true);
  expect(text).toContain('event: done');
});

test('a stream without news says so now and then', async () => {
  const acted = await actRun(house, place);
  const reader = await follow(acted);
  await reader.next();
  // The first comment opens the stream.
  const waiting = reader.next();
  await vi.waitFor(() => expect(reader.comments).toBeGreaterThan(2), 5000);
  await reader.close();
  await waiting.catch(() => {});
});

test('who may not read runs of the project gets no stream of one', async () => {
  const acted = await actRun(house, place);
  for (const [token, status] of [
    [await house.token('metadata_only'), 403],
    [await house.token('job_viewer', house.project.id), 404],
    [house.strangerToken, 404],
  ] as const) {
    const answer = await fetch(`${base}/runs/${acted.run.id}/events/`, { headers: { authorization: `Token ${token}` } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status: { code: status } });
  }
  const asked = await fetch(`${base}/runs/999999/events/`, { headers: { authorization: `Token ${house.ownerToken}` } });
  expect(asked.status).toBe(404);
});

test('a HEAD opens no stream', async () => {
  const answer = await fetch(`${base}/events/`, { method: 'HEAD', headers: { authorization: `Token ${house.ownerToken}` } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(await answer.text()).toBe('');
});

test('a server that stops ends every stream in good order', async () => {
  const closing = await openAppHouse();
  const address = await closing.app.listen({ port: 0, host: '127.0.0.1' });
  const url = `${address}/api/weft/accounts/${closing.accountId}/events/`;
  const reader = await readEvents(url, { authorization: `Token ${closing.ownerToken}` });
  const closed = closing.close();
  expect(await reader.rest()).toEqual([]);
  closing.app.server.closeAllConnections();
  await closed;
});

test('whoever loses the right to listen is not told any more, although the stream was opened while they had it', async () => {
  const acted = await actRun(house, place);
  const token = await house.token('job_viewer', place.project.id);
  const [ofRun, ofAccount] = [await follow(acted, { token }), await open(`${base}/events/`, { token })];
  expect(await ofRun.next()).toMatchObject({ event: 'run' });
  const [newest] = (await listServiceTokens(house, house.accountId)).slice(-1);
  await revokeServiceToken(house, house.accountId, newest?.id ?? expect.fail());
  expect(names(await ofRun.rest())).not.toContain('done');
  expect(await ofAccount.rest()).toEqual([]);
});

test('who asks for signs hears that a log has grown, and nothing of what is in it', async () => {
  const acted = await actRun(house, await makeRunnable(house, house.accountId));
  await acted.begin();
  const log = await acted.startStep(4);
  log.write('plain', 'a secret of many megabytes');
  const reader = await open(`${base}/runs/${acted.run.id}/events/?logs=signs`);
  const sign = { event: 'log', id: null, data: { step_index: 4, offset: 0, next_offset: 0, text: '' } };
  expect((await reader.until(({ event, data }) => event === 'log' && data.step_index === 4)).at(-1)).toEqual(sign);
  log.write('plain', 'more');
  expect((await reader.until(({ event }) => event === 'log')).at(-1)).toEqual(sign);
  await acted.end();
  const rest = await reader.rest();
  expect(rest.at(-1)).toMatchObject({ event: 'done', data: { status: 10 } });
  expect(logText(rest)).toBe('');
});
