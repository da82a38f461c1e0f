/** Opens the machine for the domain: home, database, queue, blobs, secrets, trust. Closing goes the other way round. */
import { join } from 'node:path';
import { systemClock } from '@weft/host/clock';
import type { Config } from '@weft/host/config';
import { secretsIn } from '@weft/host/config';
import { openDatabase } from '@weft/host/database';
import { startEmbeddedPostgres } from '@weft/host/embedded-postgres';
import type { OpenOutbox } from '@weft/host/events';
import { openOutbox } from '@weft/host/events';
import { takeHomeLock } from '@weft/host/home-lock';
import type { Host } from '@weft/host/host';
import type { Log } from '@weft/host/log';
import { openLog } from '@weft/host/log';
import { makeHome } from '@weft/host/make-home';
import { migrate } from '@weft/host/migrate';
import { openBlobStore } from '@weft/host/open-blob-store';
import { pathsIn } from '@weft/host/paths';
import { openQueue } from '@weft/host/postgres-queue';
import { createScrubber } from '@weft/host/scrub';
import { openSecretBox } from '@weft/host/secret-box';
import { openSignals } from '@weft/host/signals';
import type { Tls } from '@weft/host/tls';
import { openTls } from '@weft/host/tls';

export interface OpenHost {
  readonly host: Host;
  readonly outbox: OpenOutbox;
  readonly tls: Tls;
  /** Finishes queued work that is under way, within the limit, and lets everything go. */
  close(limitMilliseconds: number): Promise<void>;
}

/** `migrations`: the folder of the domain's SQL. Faults: those of each part; what was opened before is closed again. */
export async function openHost(config: Config, migrations: string): Promise<OpenHost> {
  const paths = pathsIn(config.home);
  const closers: ((limitMilliseconds: number) => Promise<void> | void)[] = [];
  const close = async (limitMilliseconds: number) => {
    for (const closer of closers.splice(0).reverse()) await closer(limitMilliseconds);
  };
  try {
    await makeHome(paths);
    const lock = await takeHomeLock(config.home, config.publicUrl);
    closers.push(() => lock.release());
    const scrubber = createScrubber(secretsIn(config));
    const log = openLog({
      file: join(paths.home, 'weft.log'),
      terminal: process.stderr,
      level: 'info',
      clock: systemClock,
      scrubber,
    });
    closers.push(() => log.close());
    const url = config.databaseUrl ?? (await startOwnDatabase(paths.database, log, closers));
    const database = await openDatabase({ url, log, poolSize: 20 });
    closers.push(() => database.close());
    await migrate(database, migrations, log);
    const queue = await openQueue({ database, clock: systemClock, log, home: config.home });
    closers.push((limit) => queue.close(limit));
    const signals = await openSignals(database, log);
    closers.push(() => signals.close());
    const outbox = openOutbox(queue);
    const tls = await openTls({ config, folder: paths.tls, clock: systemClock });
    const blobs = await openBlobStore(config, paths);
    const secretBox = await openSecretBox({ secretKey: config.secretKey, keysFolder: paths.keys });
    const { isPrivateCa, caFile, bundleFile } = tls;
    const host: Host = {
      config,
      paths,
      clock: systemClock,
      log,
      database,
      queue,
      outbox,
      signals,
      blobs,
      secretBox,
      trust: { isPrivateCa, caFile, bundleFile },
      scrubber,
    };
    return { host, outbox, tls, close };
  } catch (error) {
    await close(1_000);
    throw error;
  }
}

async function startOwnDatabase(
  folder: string,
  log: Log,
  closers: ((limitMilliseconds: number) => Promise<void> | void)[],
): Promise<string> {
  const server = await startEmbeddedPostgres({ folder, log });
  closers.push(() => server.stop());
  return server.url;
}
