import { readEvents } from '@weft/kit/event-reader';
import { keptLog } from '@weft/kit/quiet-log';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EventStreams, frame, heartbeat, type MakeFrames } from './event-streams.ts';

let app: FastifyInstance;
let streams: EventStreams;
let make: MakeFrames;
let url: string;
const log = keptLog();

beforeEach(async () => {
  streams = new EventStreams({ heartbeatMilliseconds: 20 });
  app = Fastify();
  app.get('/', (request, reply) => {
    const { body } = streams.answer({ log }, { request, reply }, (watch) => make(watch));
    return reply.send(body);
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  app.server.closeAllConnections();
  await app.close();
});

test('a maker is woken by news, and told of silence when there is none', async () => {
  const woken: boolean[] = [];
  let wake = () => {};
  make = async function* (watch) {
    wake = () => watch.wake();
    yield frame('ready', {});
    while (!watch.isOver) {
      const isWoken = await watch.rest();
      woken.push(isWoken);
      yield isWoken ? frame('news', {}) : heartbeat;
    }
  };
  const reader = await readEvents(url, {});
  await reader.next();
  await vi.waitFor(() => expect(woken).toContain(false));
  // What came before the maker looked again is one awakening.
  wake();
  wake();
  expect(await reader.next()).toMatchObject({ event: 'news' });
  await reader.close();
});

test('nothing is kept of a reader who has gone', async () => {
  let hasReturned = false;
  make = async function* (watch) {
    try {
      yield frame('ready', {});
      while (!watch.isOver) await watch.rest();
    } finally {
      hasReturned = true;
    }
  };
  const reader = await readEvents(url, {});
  await reader.next();
  expect(streams.openCount).toBe(1);
  await reader.close();
  await vi.waitFor(() => expect([streams.openCount, hasReturned]).toEqual([0, true]));
});

test('no frame is made before the one before it was taken', async () => {
  let made = 0;
  make = async function* () {
    for (; made < 1000; made++) yield frame('big', { text: 'x'.repeat(100_000) });
  };
  const response = await fetch(url);
  const reader = response.body?.getReader();
  await reader?.read();
  let before = -1;
  await vi.waitFor(() => {
    const last = before;
    before = made;
    expect(made).toBe(last);
  }, 5000);
  // What fits into the buffers of the two sockets, and no more.
  expect(made).toBeLessThan(500);
  await reader?.cancel();
});

test('a maker that fails ends its stream, and the log says why', async () => {
  make = async function* () {
    yield frame('ready', {});
    throw new Error('the database is away');
  };
  const reader = await readEvents(url, {});
  expect((await reader.rest()).map(({ event }) => event)).toEqual(['ready']);
  expect(log.lines.at(-1)).toMatchObject({ level: 'warn', event: 'stream.broken' });
});

test('when the server stops, streams end and no new one is opened', async () => {
  make = async function* (watch) {
    yield frame('ready', {});
    while (!watch.isOver) await watch.rest();
  };
  const reader = await readEvents(url, {});
  await reader.next();
  streams.end();
  expect(await reader.next()).toBeNull();
  expect((await fetch(url)).status).toBe(500);
});

test('an event is one block of lines, whatever its text holds', () => {
  expect(frame('log', { text: 'a\nb\r\n\nevent: x' }, '1;2:3')).toBe('event: log\nid: 1;2:3\ndata: {"text":"a\\nb\\r\\n\\nevent: x"}\n\n');
});
