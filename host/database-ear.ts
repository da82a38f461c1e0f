/** One connection that LISTENs for the whole process, and comes back by itself when the database was away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@weft/base/fault';
import pg from 'pg';
import type { Log } from './log.ts';

/** Given each payload; given null when news may have been missed, because the connection was lost and is there again. */
export type Hear = (payload: string | null) => void;

export interface Ear {
  /** Resolves when the database knows of it; answers the function that ends it. Channels are names of `[a-z_]`. */
  listen(channel: string, hear: Hear): Promise<() => void>;
  close(): Promise<void>;
}

/** A connection that died without a word (a remote server, a firewall between) is found out after this long. */
const checkMilliseconds = 20_000;

export function openEar(url: string, log: Log): Ear {
  const hearers = new Map<string, Set<Hear>>();
  let client: pg.Client | null = null;
  let connecting: Promise<void> | null = null;
  let isClosed = false;
  const check = setInterval(() => void checkConnection(), checkMilliseconds).unref();

  return {
    async listen(channel, hear) {
      const set = hearers.get(channel) ?? new Set();
      hearers.set(channel, set.add(hear));
      // With a failure here the connection is on its way out, and the next one listens to everything.
      if (client !== null) await client.query(`listen ${channel}`).catch(() => connect());
      else await connect();
      return () => set.delete(hear);
    },
    async close() {
      isClosed = true;
      clearInterval(check);
      await client?.end().catch(() => {});
    },
  };

  function connect(): Promise<void> {
    connecting ??= keepTrying().finally(() => {
      connecting = null;
    });
    return connecting;
  }

  async function keepTrying(): Promise<void> {
    for (let pause = 20; !isClosed; pause = Math.min(pause * 2, 1_000)) {
      try {
        return await attempt();
      } catch (error) {
        log.debug('database.listen_failed', { reason: messageOf(error) });
        await sleep(pause);
      }
    }
  }

  async function attempt(): Promise<void> {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'weft listener',
    });
    next.on('error', () => {});
    try {
      await next.connect();
      next.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''));
      for (const channel of hearers.keys()) await next.query(`listen ${channel}`);
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    if (isClosed) return next.end();
    client = next;
    next.once('end', () => {
      client = null;
      if (!isClosed) void connect();
    });
    for (const channel of hearers.keys()) tell(channel, null);
  }

  function tell(channel: string, payload: string | null): void {
    for (const hear of hearers.get(channel) ?? []) hear(payload);
  }

  async function checkConnection(): Promise<void> {
    const checked = client;
    if (checked === null) return;
    const answer = checked.query('select 1').then(
      () => true,
      () => true,
    );
    const isAlive = await Promise.race([answer, sleep(5_000, false, { ref: false })]);
    // With a statement under way the socket is cut; its `end` follows, and with it the next connection.
    if (!isAlive) await checked.end();
  }
}
