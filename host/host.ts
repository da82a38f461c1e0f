/** What the machine offers to the domain, passed by name to every command and question. */
import type { BlobStore } from './blob.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Outbox, Signals } from './events.ts';
import type { Log } from './log.ts';
import type { Paths } from './paths.ts';
import type { Queue } from './queue.ts';
import type { Scrubber } from './scrub.ts';
import type { SecretBox } from './secret-box.ts';

/** What clients must trust to speak https with this Weft. */
export interface Trust {
  /** false: the certificate is one that clients know already. */
  readonly isPrivateCa: boolean;
  /** PEM of the local CA alone, and of the public roots together with it; null without a private CA. */
  readonly caFile: string | null;
  readonly bundleFile: string | null;
}

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
  readonly trust: Trust;
  /** Hides every secret that this process knows; a credential that is opened for a run is added to it. */
  readonly scrubber: Scrubber;
}
