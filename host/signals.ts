/** Signals between the processes of one Weft: told here at once, to the others in batches by NOTIFY. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Signals } from './events.ts';
import type { Log } from './log.ts';

export interface OpenSignals extends Signals {
  /** Sends what waits and hears nothing more. */
  close(): Promise<void>;
}

const channel = 'weft_signal';

/** NOTIFY takes 7,999 bytes. */
const payloadBytesMax = 7_900;

/** Long enough for a burst of a busy run to become one statement, too short for a person to see. */
const gatherMilliseconds = 10;

const Batch = z.object({ from: z.string(), signals: z.array(z.tuple([z.string(), z.unknown()])) });

/** A signal of more than 7.9 kB is heard in this process only. */
export async function openSignals(database: Database, log: Log): Promise<OpenSignals> {
  const from = randomUUID();
  const hearers = new Map<string, Set<(data: unknown) => void>>();
  let waiting: string[] = [];
  let sending: Promise<void> | null = null;
  const endListening = await database.listen(channel, hearBatch);
  return {
    send(topic, data) {
      tell(topic, data);
      waiting.push(JSON.stringify([topic, data]));
      sending ??= sendSoon();
    },
    listen(topic, hear) {
      const set = hearers.get(topic) ?? new Set();
      hearers.set(topic, set.add(hear));
      return () => {
        set.delete(hear);
        if (set.size === 0 && hearers.get(topic) === set) hearers.delete(topic);
      };
    },
    async close() {
      endListening();
      await sending;
    },
  };

  function tell(topic: string, data: unknown): void {
    for (const hear of [...(hearers.get(topic) ?? [])]) {
      try {
        hear(data);
      } catch (error) {
        log.error('signal.hearer_failed', { topic, reason: messageOf(error) });
      }
    }
  }

  function hearBatch(payload: string | null): void {
    if (payload === null) return;
    const parsed = parseJson(payload);
    const batch = Batch.safeParse('value' in parsed ? parsed.value : null);
    if (!batch.success || batch.data.from === from) return;
    for (const [topic, data] of batch.data.signals) tell(topic, data);
  }

  async function sendSoon(): Promise<void> {
    await sleep(gatherMilliseconds);
    while (waiting.length > 0) {
      const payloads = pack(waiting, from);
      waiting = [];
      try {
        await database.db.execute(sql`select pg_notify(${channel}, payload) from unnest(${sql.param(payloads)}::text[]) payload`);
      } catch (error) {
        log.warn('signal.lost', { count: payloads.length, reason: messageOf(error) });
      }
    }
    sending = null;
  }
}

/** As few payloads as hold the signals, in their order; one that fits into none is left out. */
function pack(signals: readonly string[], from: string): readonly string[] {
  const payloads: string[] = [];
  let batch: string[] = [];
  let bytes = 0;
  const close = () => {
    if (batch.length > 0) payloads.push(`{"from":"${from}","signals":[${batch.join(',')}]}`);
    batch = [];
    bytes = 100;
  };
  close();
  for (const signal of signals) {
    const size = Buffer.byteLength(signal) + 1;
    if (size + 100 > payloadBytesMax) continue;
    if (bytes + size > payloadBytesMax) close();
    batch.push(signal);
    bytes += size;
  }
  close();
  return payloads;
}
