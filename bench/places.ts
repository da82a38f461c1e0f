/** Where the benchmarks find the clone and keep what is costly to make. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Places {
  /** The clone. */
  readonly root: string;
  /** The benchmarks as built. */
  readonly dist: string;
  /** Engines, kept between measurements; git ignores it. */
  readonly venvs: string;
}

export function placesIn(root: string): Places {
  const venvs = join(root, 'tmp', 'venvs');
  mkdirSync(venvs, { recursive: true });
  return { root, dist: join(root, 'bench', 'dist'), venvs };
}

/** An empty folder that is gone when `work` has ended, however it ended. */
export async function withFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `weft-${name}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A home whose engines are the ones that are kept: making them is not what is measured. */
export function makeHome({ venvs }: Places, folder: string): string {
  const home = join(folder, 'home');
  mkdirSync(home);
  symlinkSync(venvs, join(home, 'venvs'));
  return home;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
