import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellUnread } from './tell-unread.ts';

const server = createServer({ headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50 }, (_, response) => response.end());

beforeAll(async () => {
  server.on('clientError', tellUnread);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

test.each([
  ['an address without an end', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n`, 431, 'request.too_large'],
  ['what is no request', 'weft weft weft\r\n\r\n', 400, 'request.malformed'],
  ['a request that does not come whole', 'GET / HTTP/1.1\r\nHost: ', 408, 'request.malformed'],
])('%s is told in the envelope, and the line ends', async (_, sent, status, code) => {
  const text = await answerTo(sent);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head.toLowerCase()).toContain('connection: close');
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
  const told = JSON.parse(body);
  expect(told.status).toEqual({ code: status, is_success: false, user_message: told.data.reason, developer_message: code });
  expect(told.data).toMatchObject({ code, details: {} });
  expect(told.data.reason).toMatch(/\.$/);
});

/** All that comes back until the other side hangs up. */
async function answerTo(sent: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  // It may end before all is sent.
  socket.on('error', () => {});
  socket.write(sent);
  await once(socket, 'close');
  return Buffer.concat(parts).toString();
}
