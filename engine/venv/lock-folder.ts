/** One builder of a folder at a time, among processes and among machines that share the disk. */
import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson } from '@weft/base/json';
import { systemClock } from '@weft/host/clock';
import { birthOf } from '@weft/host/process-birth';
import { createWhole } from '@weft/host/write-whole';
import { z } from 'zod';

/** On another machine, a holder that has not shown for this long that it lives is dead. */
const staleMilliseconds = 20_000;
const beatMilliseconds = 4_000;

const holderSchema = z.object({ id: z.string(), host: z.string(), pid: z.number(), birth: z.string().nullable() });

/**
 * Does the work while holding `file`. Waits for another holder; a dead one's lock is taken over.
 * Who waited for a living one should look again whether the work is still to do.
 */
export async function whileLocked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const own = { id: randomUUID(), host: hostname(), pid: process.pid, birth: await birthOf(process.pid) };
  while (!(await createWhole(file, JSON.stringify(own), 0o600))) await waitFor(file);
  const beat = setInterval(() => {
    const now = systemClock.now();
    utimes(file, now, now).catch(() => {});
  }, beatMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readHolder(file))?.id === own.id) await rm(file, { force: true });
  }
}

/** Waits a little, or removes the lock of a dead holder. */
async function waitFor(file: string): Promise<void> {
  const seen = await stat(file).catch(() => null);
  if (seen === null) return;
  const holder = await readHolder(file);
  const isHere = holder !== null && holder.host === hostname();
  const silence = systemClock.now().getTime() - seen.mtimeMs;
  const isDead = isHere ? (await birthOf(holder.pid)) !== holder.birth : silence > staleMilliseconds;
  if (!isDead) {
    await sleep(200);
    return;
  }
  // Another waiter may have removed it too and hold a new one by now.
  if ((await stat(file).catch(() => null))?.ino === seen.ino) await rm(file, { force: true });
}

async function readHolder(file: string): Promise<z.infer<typeof holderSchema> | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = parseJson(text);
  const holder = holderSchema.safeParse('value' in parsed ? parsed.value : null);
  return holder.success ? holder.data : null;
}
