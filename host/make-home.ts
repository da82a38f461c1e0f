/** Makes Weft's home: its folders, closed to other users of the machine. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, messageOf } from '@weft/base/fault';
import type { Paths } from './paths.ts';
import { createWhole } from './write-whole.ts';

/** Root's PostgreSQL runs as another account, which must get through the home to its own folder: through, not in. */
const homeMode = process.getuid?.() === 0 ? 0o711 : 0o700;

/**
 * Makes what is missing, mode 0700, and sees that the home can be written to. The database's folder is left to whoever initialises it.
 * Fault: unavailable `home.not_writable`.
 */
export async function makeHome(paths: Paths): Promise<void> {
  const { home, database: _, ...folders } = paths;
  try {
    await mkdir(home, { recursive: true, mode: homeMode });
    for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
    const probe = join(home, `.probe-${randomUUID()}`);
    await createWhole(probe, '', 0o600);
    await rm(probe, { force: true });
  } catch (error) {
    throw homeNotWritable(home, error);
  }
}

export function homeNotWritable(home: string, error: unknown): Fault {
  return new Fault(
    'unavailable',
    'home.not_writable',
    `Weft cannot write to its home ${home} (${messageOf(error)}). Give it the right to, or set WEFT_HOME to another folder.`,
  );
}
