import { once } from 'node:events';
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest, type RequestListener } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { connect as plainConnect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CertificateAndKey, issueAuthority, issueServer } from './certificate.ts';
import { systemClock } from './clock.ts';
import { explainListen, Listener, type ListenerLimits } from './listener.ts';

let ca: CertificateAndKey;
let certificate: CertificateAndKey;
const closers: (() => void)[] = [];

beforeAll(async () => {
  ca = await issueAuthority(systemClock.now());
  certificate = await issueServer(ca, { dns: ['localhost'], addresses: ['127.0.0.1'] }, systemClock.now());
});

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const echo: RequestListener = async (request, response) => {
  const body = await textOf(request).catch(() => 'cut off');
  const isTls = 'encrypted' in request.socket && request.socket.encrypted === true;
  response.end(JSON.stringify({ method: request.method, isTls, body }));
};

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  const isTls = scheme === 'https';

  test('a request is answered, and knows how it came', async () => {
    const { port } = await listen(echo);
    expect(await ask(scheme, port, { method: 'POST', body: 'hello' })).toEqual({
      status: 200,
      body: { method: 'POST', isTls, body: 'hello' },
    });
  });

  test('many requests go over one connection, also byte by byte', async () => {
    const { listener, port } = await listen(echo);
    let connections = 0;
    listener.on('connection', () => connections++);
    const socket = await connect(scheme, port);
    for (let index = 0; index < 3; index++) {
      const answer = once(socket, 'data');
      for (const byte of 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n') {
        await new Promise((resolve) => socket.write(byte, resolve));
      }
      expect(String((await answer)[0])).toMatch(/^HTTP\/1.1 200 OK/);
    }
    expect(connections).toBe(1);
  });

  test('headers that never end are cut off', async () => {
    const { port } = await listen(echo, { headersMilliseconds: 60 });
    const socket = await connect(scheme, port);
    socket.write('GET / HTTP/1.1\r\nhost: loc');
    expect(await allOf(socket)).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  test('a body that stops coming is cut off, one that keeps coming slowly is not', async () => {
    const { port } = await listen(echo, { silenceMilliseconds: 400 });
    const stopped = await connect(scheme, port);
    stopped.write('PUT / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf');
    expect(await allOf(stopped)).toBe('');
    const slow = await connect(scheme, port);
    slow.write('PUT / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 10\r\n\r\n');
    const answer = allOf(slow);
    for (let index = 0; index < 10; index++) await new Promise((resolve) => setTimeout(() => slow.write('x', resolve), 60));
    expect(await answer).toContain('"body":"xxxxxxxxxx"');
  });

  test('an answer that never comes is cut off', async () => {
    const { port } = await listen(() => {}, { silenceMilliseconds: 60 });
    await expect(ask(scheme, port)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('an upgraded connection passes bytes both ways, and its silence is its own affair', async () => {
    const { listener, port } = await listen(echo, { silenceMilliseconds: 60, headersMilliseconds: 60 });
    listener.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    const socket = await connect(scheme, port);
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 101/);
    const silence = await Promise.race([
      once(socket, 'close').then(() => 'cut'),
      new Promise((resolve) => setTimeout(resolve, 250, 'open')),
    ]);
    expect(silence).toBe('open');
    socket.write('ping');
    expect(String((await once(socket, 'data'))[0])).toBe('ping');
  });

  test('a wish to upgrade that nobody serves is an ordinary request', async () => {
    const { port } = await listen(echo);
    expect(await ask(scheme, port, { headers: { connection: 'upgrade', upgrade: 'websocket' } })).toMatchObject({ status: 200 });
  });

  test('closing finishes what is under way, refuses what comes, lets go of who asks nothing', async () => {
    const { listener, port } = await listen((request, response) => {
      if (request.url !== '/slow') response.end('quick');
    });
    const [idle, busy] = [0, 1].map(() => (isTls ? new TlsAgent({ keepAlive: true }) : new PlainAgent({ keepAlive: true })));
    await ask(scheme, port, { agent: idle });
    const silent = await connect(scheme, port);
    const half = plainConnect(port, '127.0.0.1');
    await once(half, 'connect');
    const arrived = once(listener, 'request');
    const slow = ask(scheme, port, { path: '/slow', agent: busy });
    const [, response] = await arrived;
    const closed = once(listener, 'close');
    listener.close();
    await Promise.all([allOf(silent), allOf(half)]);
    await expect(ask(scheme, port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    response.end('finished');
    expect(await slow).toEqual({ status: 200, body: 'finished' });
    await closed;
  });

  test('closing cuts off what does not finish in time', async () => {
    const { listener, port } = await listen(() => {}, { closeMilliseconds: 60 });
    const arrived = once(listener, 'request');
    const cutOff = expect(ask(scheme, port)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await arrived;
    const closed = once(listener, 'close');
    listener.close();
    await Promise.all([cutOff, closed]);
  });
});

test('who says nothing, or begins a handshake and stops, or talks nonsense, is let go', async () => {
  const { port } = await listen(echo, { greetingMilliseconds: 60 });
  for (const beginning of ['', '\x16', '\x16\x03\x01\x00\xff\x01', '\x16 nonsense that is no handshake at all']) {
    const socket = plainConnect(port, '127.0.0.1');
    socket.write(Buffer.from(beginning, 'latin1'));
    await allOf(socket);
  }
  const socket = plainConnect(port, '127.0.0.1');
  socket.write('\x00\x01 nonsense\r\n\r\n');
  expect(await allOf(socket)).toMatch(/^HTTP\/1.1 400 /);
});

test('who hangs up, politely or not, at any moment of the greeting harms nobody', async () => {
  const { port } = await listen(echo);
  for (const beginning of ['', 'G', '\x16', '\x16\x03\x01\x02\x00']) {
    for (const leave of ['end', 'resetAndDestroy', 'destroy'] as const) {
      const socket = plainConnect(port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      if (beginning !== '') await new Promise((resolve) => socket.write(Buffer.from(beginning, 'latin1'), resolve));
      socket[leave]();
      if (!socket.closed) socket.resume();
      await once(socket, 'close');
    }
  }
  expect(await ask('https', port)).toMatchObject({ status: 200 });
});

test('a renewed certificate is shown from the next connection on', async () => {
  const { listener, port } = await listen(echo);
  const other = await issueAuthority(systemClock.now());
  listener.useCertificate(await issueServer(other, { dns: ['localhost'], addresses: ['127.0.0.1'] }, systemClock.now()));
  await expect(ask('https', port)).rejects.toThrow(/certificate|signature/);
  expect(await ask('https', port, { ca: other.cert })).toMatchObject({ status: 200 });
});

test('a port that is taken, and an address that is not here, are said in one line', async () => {
  const { port } = await listen(echo);
  const second = new Listener(echo, certificate);
  const [taken] = await Promise.all([once(second, 'error'), second.listen(port, '127.0.0.1')]);
  expect(explainListen(taken[0], '127.0.0.1', port)).toMatchObject({
    code: 'port.taken',
    message: expect.stringContaining(`Port ${port}`),
  });
  const [missing] = await Promise.all([once(second, 'error'), second.listen(port, '192.0.2.1')]);
  expect(explainListen(missing[0], '192.0.2.1', port)).toMatchObject({ code: 'address.missing' });
});

async function listen(handle: RequestListener, limits: Partial<ListenerLimits> = {}): Promise<{ listener: Listener; port: number }> {
  const listener = new Listener(handle, certificate, limits);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  closers.push(
    () => listener.close(),
    () => listener.closeAllConnections(),
  );
  const address = listener.address();
  return { listener, port: address !== null && typeof address !== 'string' ? address.port : 0 };
}

async function connect(scheme: 'http' | 'https', port: number): Promise<Socket> {
  if (scheme === 'http') {
    const socket = plainConnect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }
  const socket = tlsConnect({ port, host: '127.0.0.1', ca: ca.cert });
  await once(socket, 'secureConnect');
  return socket;
}

/** Everything until the other side has closed, in whichever way. */
async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (bytes) => {
    text += String(bytes);
  });
  socket.on('error', () => {});
  if (!socket.closed) await once(socket, 'close');
  return text;
}

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly agent?: PlainAgent | TlsAgent | undefined;
  readonly ca?: string;
}

async function ask(scheme: 'http' | 'https', port: number, options: Ask = {}): Promise<{ status: number | undefined; body: unknown }> {
  const answer = await send(scheme, port, options);
  const text = await textOf(answer);
  return { status: answer.statusCode, body: text.startsWith('{') ? JSON.parse(text) : text };
}

function send(scheme: 'http' | 'https', port: number, { body, ...options }: Ask): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const start = scheme === 'http' ? plainRequest : tlsRequest;
    start({ host: '127.0.0.1', port, agent: false, ca: ca.cert, ...options }, resolve)
      .on('error', reject)
      .end(body);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text;
}
