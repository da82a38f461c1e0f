/** A real HTTP server that keeps what it is sent and answers as it is told: for whoever sends to addresses of people. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** In the order in which they came. */
  readonly requests: readonly Received[];
  /** From now on; `hang`: no answer until it is told another, which then goes to those that wait, too. */
  answer(how: { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> } | 'hang'): void;
  /** Resolves when so many have come in all. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const requests: Received[] = [];
  const waiting: ServerResponse[] = [];
  const watchers = new Set<() => void>();
  let how: Parameters<Receiver['answer']>[0] = { status: 200, body: 'ok' };
  const end = (response: ServerResponse) => {
    if (how === 'hang') return void waiting.push(response);
    response.writeHead(how.status, how.headers ?? {}).end(how.body ?? '');
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      for (const watch of watchers) watch();
      end(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answer(next) {
      how = next;
      for (const response of waiting.splice(0)) end(response);
    },
    until: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (requests.length < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
