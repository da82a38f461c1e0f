/** A process with Weft's own database in it: `write` adds rows and prints each that was acknowledged, `work` begins a job and never ends it. */
import { systemClock } from '@weft/host/clock';
import { openDatabase } from '@weft/host/database';
import { startEmbeddedPostgres } from '@weft/host/embedded-postgres';
import type { Log } from '@weft/host/log';
import { openQueue } from '@weft/host/postgres-queue';

const [task = '', place = ''] = process.argv.slice(2);
const log: Log = { debug() {}, info: say, warn: say, error: say };

switch (task) {
  case 'write':
    await writeRows(place);
    break;
  case 'work':
    await beginWork(place);
    break;
  default:
    throw new Error(`no such task: ${task}`);
}

/** `folder`: of the server. */
async function writeRows(folder: string): Promise<void> {
  const server = await startEmbeddedPostgres({ folder, log });
  const database = await openDatabase({ url: server.url, log, poolSize: 4 });
  await database.withClient((client) => client.query('create table if not exists entry (n int primary key)'));
  say('postmaster', String(server.pid()));
  for (let n = 1; ; n++) {
    await database.withClient((client) => client.query('insert into entry values ($1)', [n]));
    say('row', String(n));
  }
}

/** `url`: of a server that runs. */
async function beginWork(url: string): Promise<void> {
  const database = await openDatabase({ url, log, poolSize: 2 });
  const queue = await openQueue({ database, clock: systemClock, log, home: 'the killed one' });
  await queue.work('slow', { concurrency: 1, retries: 0 }, (data) => {
    say('begun', JSON.stringify(data));
    return new Promise(() => {});
  });
}

function say(word: string, rest: unknown = ''): void {
  process.stdout.write(`${word} ${typeof rest === 'string' ? rest : JSON.stringify(rest)}\n`);
}
