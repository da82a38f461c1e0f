/** What cannot be read as a request at all, such as an address without an end, is told in the envelope too. */
import type { Socket } from 'node:net';
import { Fault } from '@weft/base/fault';
import { renderFault } from './render-fault.ts';

const tooLong = new Fault('too_large', 'request.too_large', 'The address and the headers are longer than Weft reads.');
const tooSlow = new Fault('invalid', 'request.malformed', 'The request did not come whole in time.');
const unreadable = new Fault('invalid', 'request.malformed', 'This is no request that can be read.');

/** For Node's `clientError`: there is neither a request nor a reply, only the line, which ends with it. */
export function tellUnread(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [line, fault] = answerTo(error.code);
  const { status, data } = renderFault(fault);
  const body = JSON.stringify({ status: { ...status, code: Number.parseInt(line, 10) }, data });
  const head = [`HTTP/1.1 ${line}`, `Content-Length: ${Buffer.byteLength(body)}`, 'Content-Type: application/json; charset=utf-8'];
  if (socket.writable) socket.write([...head, 'Connection: close', '', body].join('\r\n'));
  socket.destroy(error);
}

/** Of Node's own codes. The status line, and what is told. */
function answerTo(code: string | undefined): readonly [string, Fault] {
  if (code === 'HPE_HEADER_OVERFLOW') return ['431 Request Header Fields Too Large', tooLong];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['408 Request Timeout', tooSlow];
  return ['400 Bad Request', unreadable];
}
