/** Forgets what dbt's engine remembers of an environment's project from one run to the next. */
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';

/** The next run parses everything anew. */
export async function clearParseCache(host: Host, environmentId: Id<'environment'>): Promise<void> {
  const folder = join(dirname(host.paths.workspaces), 'parse-cache');
  const files = await readdir(folder).catch(() => []);
  await Promise.all(files.filter((file) => file.startsWith(`${environmentId}-`)).map((file) => rm(join(folder, file), { force: true })));
}
