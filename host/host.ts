/** What the machine offers to the domain, passed by name to every command and question. */
import type { BlobStore } from './blob.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Outbox, Signals } from './events.ts';
import type { Log } from './log.ts';
import type { Paths } from './paths.ts';
import type { Queue } from './queue.ts';
import type { SecretBox } from './secret-box.ts';

export interface Host {
  readonly config: Config;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly queue: Queue;
  readonly outbox: Outbox;
  readonly signals: Signals;
  readonly blobs: BlobStore;
  readonly secretBox: SecretBox;
}
