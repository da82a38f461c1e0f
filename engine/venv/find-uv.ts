/** Gets `uv`, which installs engines twenty times faster than pip: the one on the PATH, or one in a small venv of its own. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@weft/host/log';
import { runTool } from '@weft/host/process';
import { installPackages, tellAttempt } from './install-packages.ts';
import { whileLocked } from './lock-folder.ts';

/** The version that this was written with. */
const uvVersion = '0.13.8';

export interface UvSearch {
  readonly venvs: string;
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly onProgress: (line: string) => void;
}

/** The program's path; null: it cannot be had, and pip must do. */
export async function findUv(search: UvSearch): Promise<string | null> {
  if (await answers('uv', search.environment)) return 'uv';
  const folder = join(search.venvs, `uv-${uvVersion}`);
  const own = join(folder, 'bin', 'uv');
  if (await isProgram(own)) return own;
  try {
    await whileLocked(`${folder}.lock`, () => build(search, folder));
    return own;
  } catch (error) {
    search.log.warn('engine.uv_missing', { reason: tellAttempt(error) });
    return null;
  }
}

async function build({ python, environment, onProgress }: UvSearch, folder: string): Promise<void> {
  if (await isProgram(join(folder, 'bin', 'uv'))) return;
  const building = `${folder}.${randomUUID()}.building`;
  onProgress(`Getting uv ${uvVersion}`);
  try {
    await installPackages({ python, uv: null, folder: building, requirements: [`uv==${uvVersion}`], environment, onProgress });
    await rm(folder, { recursive: true, force: true });
    await rename(building, folder);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function answers(file: string, environment: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    const answer = await runTool(file, ['--version'], { cwd: '/', env: environment, timeoutMilliseconds: 10_000 });
    const [, major = 0, minor = 0] = /^uv (\d+)\.(\d+)/.exec(answer.stdout)?.map(Number) ?? [];
    return answer.exitCode === 0 && (major > 0 || minor >= 4);
  } catch {
    return false;
  }
}

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
