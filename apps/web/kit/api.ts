/** Asks the server, as every client does: same addresses, same envelope; the session travels as a cookie. */
import type { Envelope, ListEnvelope } from '@weft/wire/envelope';
import { hearServerTime } from './clock.ts';

/** A refusal of the server's. `message` is written for people and can be shown as it is. */
export class ApiError extends Error {
  readonly status: number;
  /** As in docs/faults.md; `request.unreachable` when no answer came. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly totalCount: number;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** What the answer holds is taken at its word: page and server come from one build. */
export async function ask<Data>(method: Method, path: string, body?: object): Promise<Data> {
  const response = await send(method, path, body);
  const envelope: Envelope<Data> = await response.json();
  return envelope.data;
}

/** Deeds whose answer nobody reads; an empty one is fine. */
export async function tell(method: Method, path: string, body?: object): Promise<void> {
  await send(method, path, body);
}

export function get<Data>(path: string): Promise<Data> {
  return ask<Data>('GET', path);
}

export async function getPage<Item>(path: string): Promise<Page<Item>> {
  const response = await send('GET', path);
  const envelope: ListEnvelope<Item> = await response.json();
  return { items: envelope.data, totalCount: envelope.extra?.pagination.total_count ?? envelope.data.length };
}

/** A file of JSON, which has no envelope. */
export async function getFile<Data>(path: string): Promise<Data> {
  const response = await send('GET', path);
  return response.json();
}

/** Text from `offset` on, and where the next piece begins. */
export async function getText(path: string): Promise<{ readonly text: string; readonly nextOffset: number | null }> {
  const response = await send('GET', path);
  const next = response.headers.get('x-next-offset');
  return { text: await response.text(), nextOffset: next === null ? null : Number(next) };
}

/** A query string out of what is set; lists become JSON, as the API reads them. */
export function query(values: Readonly<Record<string, string | number | readonly number[] | null | undefined>>): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') continue;
    asked.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const text = asked.toString();
  return text === '' ? '' : `?${text}`;
}

async function send(method: Method, path: string, body?: object): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? { accept: 'application/json' } : { accept: 'application/json', 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    cache: 'no-store',
  }).catch(() => {
    throw new ApiError(0, 'request.unreachable', 'Weft did not answer. Is the server still running?');
  });
  hearServerTime(response.headers.get('date'));
  if (response.ok) return response;
  throw await readRefusal(response);
}

async function readRefusal(response: Response): Promise<ApiError> {
  const fallback = `The server answered ${response.status}.`;
  try {
    const { status }: Partial<Envelope<unknown>> = await response.json();
    return new ApiError(response.status, status?.developer_message ?? '', status?.user_message ?? fallback);
  } catch {
    return new ApiError(response.status, 'request.unreadable', fallback);
  }
}
