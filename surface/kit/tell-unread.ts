/** What cannot be read as a request at all, such as an address without an end, is told in the envelope too. */
import type { Socket } from 'node:net';

const answers = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'request.too_large',
    'The address and the headers are longer than Weft reads.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'request.malformed', 'The request did not come whole in time.'],
} as const;
const unreadable = [400, 'Bad Request', 'request.malformed', 'This is no request that can be read.'] as const;

/** For Node's `clientError`: there is neither a request nor a reply, only the line, which ends with it. */
export function tellUnread(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, text, code, reason] = Object.entries(answers).find(([name]) => name === error.code)?.[1] ?? unreadable;
  const told = { code: status, is_success: false, user_message: reason, developer_message: code };
  const body = JSON.stringify({ status: told, data: { reason, code, details: {} } });
  const head = [
    `HTTP/1.1 ${status} ${text}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: application/json; charset=utf-8',
  ];
  if (socket.writable) socket.write([...head, 'Connection: close', '', body].join('\r\n'));
  socket.destroy(error);
}
