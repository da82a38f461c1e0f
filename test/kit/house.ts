/** A whole host for a test: real PostgreSQL, a clock turned by hand, everything in a folder that goes away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handClock } from '@weft/host/clock';
import { readConfig } from '@weft/host/config';
import { openDatabase } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { pathsIn } from '@weft/host/paths';
import { makeDatabase } from './database.ts';
import { keptLog } from './quiet-log.ts';
import { standInBlobs, standInQueue, standInSecretBox } from './stand-ins.ts';

export interface House extends Host {
  readonly clock: ReturnType<typeof handClock>;
  readonly log: ReturnType<typeof keptLog>;
  /** Ends the connections, drops the database, removes the folder. */
  close(): Promise<void>;
}

/** `at`: what the clock says, ISO 8601. One house a test file is enough, unless tests count what is in the whole database. */
export async function openHouse({ at = '2026-01-01T12:00:00Z' }: { readonly at?: string } = {}): Promise<House> {
  const made = await makeDatabase();
  const home = mkdtempSync(join(tmpdir(), 'weft-house-'));
  const paths = pathsIn(home);
  const log = keptLog();
  const database = await openDatabase({ url: made.url, log, poolSize: 5 });
  const queue = standInQueue();
  return {
    config: readConfig({ WEFT_HOME: home, WEFT_DATABASE_URL: made.url, WEFT_DEMO: '0' }, { root: home }),
    paths,
    clock: handClock(at),
    log,
    database,
    queue,
    outbox: { announce: (tx, kind, data) => queue.send(tx, kind.name, data) },
    signals: { send() {}, listen: () => () => {} },
    blobs: standInBlobs(),
    secretBox: standInSecretBox(),
    trust: { isPrivateCa: false, caFile: null, bundleFile: null },
    async close() {
      await database.close();
      await made.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
