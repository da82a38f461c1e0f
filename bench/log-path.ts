/** How fast the lines that a child prints reach the disk and three who watch, and what memory that takes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import type { Begun, kinds, Printed } from './log-server.ts';
import { makeHome, type Places, withFolder } from './places.ts';
import { figure, limitRow, type Row } from './row.ts';

type Kind = (typeof kinds)[number];

const lines = 500_000;
const unit = 50_000;
const readers = 3;
const said: Readonly<Record<Kind, string>> = { text: 'lines that a program prints', events: 'JSON events of dbt' };

export async function measureLogPath(places: Places): Promise<readonly Row[]> {
  return withFolder('log-path', async (folder) => {
    const server = fork(join(places.dist, 'log-server.js'), [places.root, makeHome(places, folder)], { execArgv: ['--expose-gc'] });
    try {
      await hear(server);
      // The first warms what is compiled when it is used.
      await timeLines(server, 'text', unit);
      const text = await timeLines(server, 'text', lines);
      const events = await timeLines(server, 'events', lines);
      return [...rowsOf('text', text), ...rowsOf('events', events)];
    } finally {
      server.disconnect();
      await once(server, 'exit');
    }
  });
}

interface Timed extends Printed {
  readonly seconds: number;
}

function rowsOf(kind: Kind, { seconds, rssPeak, rssIdle, bytes }: Timed): Row[] {
  const name = 'log-path';
  const perSecond = Math.round(lines / seconds).toLocaleString('en');
  const detail = `${perSecond} lines/s: ${lines.toLocaleString('en')} lines, ${(bytes / 1e6).toFixed(0)} MB in the log for people and as many in the other, secrets looked for`;
  return [
    limitRow({
      ...{ name, what: `${unit.toLocaleString('en')} ${said[kind]}: to the disk and whole to ${readers} who watch`, atMost: 1 },
      ours: figure((seconds / lines) * unit, 's'),
      detail,
    }),
    limitRow({
      ...{ name, what: `peak memory beyond what an idle server holds, ${said[kind]}`, atMost: 150 },
      ours: figure((rssPeak - rssIdle) / 2 ** 20, 'MB'),
      detail: `idle: ${Math.round(rssIdle / 2 ** 20)} MB; the logs put into the blob store included`,
    }),
  ];
}

/** From the start of the program until everybody has been told that the run is done, and has had every line. */
async function timeLines(server: ChildProcess, kind: Kind, count: number): Promise<Timed> {
  server.send({ do: 'begin' });
  const [begun]: [Begun] = await hear(server);
  const watching = Array.from({ length: readers }, () => watch(begun));
  await Promise.all(watching.map(({ connected }) => connected));
  const from = performance.now();
  server.send({ do: 'print', kind, lines: count });
  const printed: Promise<[Printed]> = hear(server);
  const counts = await Promise.all(watching.map(({ done }) => done));
  const seconds = (performance.now() - from) / 1000;
  const wrong = counts.find((heard) => heard !== count);
  if (wrong !== undefined) throw new Error(`somebody who watched heard ${wrong} of ${count} lines`);
  const [figures] = await printed;
  return { ...figures, seconds };
}

/** As a page: a stream of events, in which the ends of lines stand as JSON writes them. `done`: how many came. */
function watch({ port, token, accountId, runId }: Begun): { readonly connected: Promise<void>; readonly done: Promise<number> } {
  const path = `/api/weft/accounts/${accountId}/runs/${runId}/events/`;
  const asked = get({ host: '127.0.0.1', port, path, headers: { authorization: `Token ${token}` } });
  const answered = once(asked, 'response');
  const done = answered.then(async ([response]) => {
    if (response.statusCode !== 200) throw new Error(`the stream was answered with ${response.statusCode}`);
    let count = 0;
    let last = '';
    response.setEncoding('latin1');
    for await (const chunk of response) {
      const text = last + chunk;
      for (let at = text.indexOf('\\n'); at >= 0; at = text.indexOf('\\n', at + 2)) count += 1;
      last = text.endsWith('\\') ? '\\' : '';
    }
    return count;
  });
  return { connected: answered.then(() => {}), done };
}

async function hear<T>(server: ChildProcess): Promise<[T]> {
  const died = once(server, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code}`);
  });
  const [message] = await Promise.race([once(server, 'message'), died]);
  return [message];
}
