/** A whole host for a test: real PostgreSQL, a clock turned by hand, everything in a folder that goes away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolderStore } from '@weft/host/blob-folder';
import { handClock } from '@weft/host/clock';
import { readConfig } from '@weft/host/config';
import { openDatabase } from '@weft/host/database';
import { type OpenOutbox, openOutbox } from '@weft/host/events';
import type { Host } from '@weft/host/host';
import { pathsIn } from '@weft/host/paths';
import { type OpenQueue, openQueue } from '@weft/host/postgres-queue';
import { createScrubber } from '@weft/host/scrub';
import { openSecretBox } from '@weft/host/secret-box';
import { openSignals } from '@weft/host/signals';
import { makeDatabase } from './database.ts';
import { keptLog } from './quiet-log.ts';

export interface Announcement {
  readonly name: string;
  readonly data: object;
}

export interface House extends Host {
  readonly clock: ReturnType<typeof handClock>;
  readonly log: ReturnType<typeof keptLog>;
  /** Work is done as soon as it is committed and due by the house's clock; `settle` waits for it. */
  readonly queue: OpenQueue;
  /** Register reactions with `on`, then `start` it. */
  readonly outbox: OpenOutbox;
  /** What was announced, in order, also by a transaction that was then rolled back. */
  readonly announced: readonly Announcement[];
  /** Resolves when no work of the registered queues and reactions is due or being done. */
  settle(): Promise<void>;
  /** Ends the connections, drops the database, removes the folder. */
  close(): Promise<void>;
}

/** `at`: what the clock says, ISO 8601. `variables`: of the environment, beside those that every house has. One house a test file is enough, unless tests count what is in the whole database. */
export async function openHouse({
  at = '2026-01-01T12:00:00Z',
  variables = {},
}: {
  readonly at?: string;
  readonly variables?: Readonly<Record<string, string>>;
} = {}): Promise<House> {
  const made = await makeDatabase();
  const home = mkdtempSync(join(tmpdir(), 'weft-house-'));
  const paths = pathsIn(home);
  const log = keptLog();
  const clock = handClock(at);
  const database = await openDatabase({ url: made.url, log, poolSize: 5 });
  const queue = await openQueue({ database, clock, log, home });
  const signals = await openSignals(database, log);
  const announced: Announcement[] = [];
  return {
    config: readConfig(
      { WEFT_HOME: home, WEFT_DATABASE_URL: made.url, WEFT_DEMO: '0', WEFT_RATE_LIMIT: '0', ...variables },
      { root: home },
    ),
    paths,
    clock,
    log,
    database,
    queue,
    outbox: recording(openOutbox(queue), announced),
    announced,
    signals,
    blobs: await openFolderStore(paths.blobs),
    secretBox: await openSecretBox({ secretKey: houseKey, keysFolder: paths.keys }),
    trust: { isPrivateCa: false, caFile: null, bundleFile: null },
    scrubber: createScrubber(),
    settle: () => queue.settle(),
    async close() {
      await queue.close(1_000);
      await signals.close();
      await database.close();
      await made.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Under which every house keeps its secrets. */
export const houseKey = Buffer.alloc(32, 7).toString('base64');

function recording(outbox: OpenOutbox, announced: Announcement[]): OpenOutbox {
  return {
    on: (...reaction) => outbox.on(...reaction),
    start: () => outbox.start(),
    async announce(tx, kind, data) {
      announced.push({ name: kind.name, data });
      await outbox.announce(tx, kind, data);
    },
    async announceAll(tx, kind, all) {
      announced.push(...all.map((data) => ({ name: kind.name, data })));
      await outbox.announceAll(tx, kind, all);
    },
  };
}
