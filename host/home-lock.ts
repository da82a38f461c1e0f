/** One Weft a home: a second one is refused by name, and what a killed one left behind is taken over. */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import { z } from 'zod';
import { homeNotWritable } from './make-home.ts';
import { birthOf } from './process-birth.ts';
import { createWhole, writeWhole } from './write-whole.ts';

export interface HomeLock {
  /** Gives the home back. Needs not be called when the process dies: the next one finds out. */
  release(): Promise<void>;
}

const holderSchema = z.object({ id: z.string(), pid: z.number().int().positive(), birth: z.string(), url: z.string() });
type Holder = z.infer<typeof holderSchema>;

/**
 * Holds the home for this process. `url` is where this Weft will be found, for whoever is refused.
 * Holds among processes that see each other's ids: not among machines or containers that share a folder.
 * Fault: conflict `home.in_use`, in one line with the other's pid and URL; unavailable `home.not_writable`.
 */
export async function takeHomeLock(home: string, url: string): Promise<HomeLock> {
  const birth = await birthOf(process.pid);
  if (birth === null) throw new Error('this process cannot find its own start time');
  const own: Holder = { id: randomUUID(), pid: process.pid, birth, url };
  const file = join(home, 'weft.lock');
  try {
    while (!(await createWhole(file, JSON.stringify(own), 0o600)) && !(await takeOver(file, own)));
  } catch (error) {
    throw error instanceof Fault ? error : homeNotWritable(home, error);
  }
  return {
    async release() {
      if ((await readHolder(file))?.id === own.id) await rm(file, { force: true });
    },
  };
}

/**
 * Invariant: a dead holder's lock is replaced only by who holds the claim on exactly that holder, and looks again after getting the claim.
 * Two who find the same dead lock can so never both replace it. A claim is a lock itself, and is taken over in the same way.
 */
async function takeOver(file: string, own: Holder): Promise<boolean> {
  const found = await readHolder(file);
  if (found === null) return false;
  if ((await birthOf(found.pid)) === found.birth) throw inUse(found);
  const claim = `${file}.${found.id}`;
  if (!(await createWhole(claim, JSON.stringify(own), 0o600)) && !(await takeOver(claim, own))) return false;
  try {
    if ((await readHolder(file))?.id !== found.id) return false;
    await writeWhole(file, JSON.stringify(own), 0o600);
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

/** null when it is gone. A file that Weft did not write counts as one of a dead holder: locks appear whole. */
async function readHolder(file: string): Promise<Holder | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parsed = parseJson(text);
  const holder = holderSchema.safeParse('value' in parsed ? parsed.value : null);
  return holder.success ? holder.data : { id: 'unreadable', pid: process.pid, birth: 'none', url: '' };
}

function inUse(holder: Holder): Fault {
  return new Fault(
    'conflict',
    'home.in_use',
    `Weft already runs on this home: process ${holder.pid}, ${holder.url}. Stop it first, or set WEFT_HOME to another folder.`,
  );
}
