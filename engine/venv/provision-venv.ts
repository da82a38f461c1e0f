/** Makes the venv of an engine version and its adapters once, whole or not at all, and shares it among all who need the same packages. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import { systemClock } from '@weft/host/clock';
import type { Log } from '@weft/host/log';
import type { Paths } from '@weft/host/paths';
import { runTool } from '@weft/host/process';
import { z } from 'zod';
import { findPython } from './find-python.ts';
import { findUv } from './find-uv.ts';
import { installPackages, isWorthAnotherTry, tellAttempt } from './install-packages.ts';
import { whileLocked } from './lock-folder.ts';
import { type AdapterName, adapterNames, requirementsOf, resolveEngineVersion } from './track-table.ts';

export interface Venv {
  readonly folder: string;
  readonly python: string;
  /** Concrete, such as `1.11.16`. */
  readonly coreVersion: string;
  readonly adapters: readonly AdapterName[];
}

export interface ProvisionInput {
  readonly paths: Pick<Paths, 'venvs'>;
  /** A release track or a version. */
  readonly engineVersion: string;
  readonly adapters: readonly AdapterName[];
  /** Further packages, as pip names them: a venv with them is another one. */
  readonly extras?: readonly string[];
  /** `provisioningEnvironment()`: PATH, and how registries are reached. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  /** What is going on, for a person who waits; may hold what an installer printed. */
  readonly onProgress?: (line: string) => void;
}

/** In the folder of a finished venv. */
const markName = 'weft.json';
const markSchema = z.object({
  coreVersion: z.string(),
  adapters: z.array(z.enum(adapterNames)),
  requirements: z.array(z.string()),
});

const underWay = new Map<string, Promise<Venv>>();

/**
 * Answers at once when the venv is there. Callers at the same time share one build, in this process by a promise and among processes by a lock.
 * Faults: those of `resolveEngineVersion`, `findPython` and `installPackages`; unavailable `engine.not_working`.
 */
export async function provisionVenv(given: ProvisionInput): Promise<Venv> {
  // Scripts name their interpreter by its whole path, which must hold when a link on the way to it is gone.
  const venvs = await realpath(given.paths.venvs).catch(() => given.paths.venvs);
  const input = { ...given, paths: { venvs } };
  const version = resolveEngineVersion(input.engineVersion);
  const adapters = [...new Set(input.adapters)].sort();
  const requirements = [...requirementsOf(version, adapters), ...(input.extras ?? [])];
  const folder = join(input.paths.venvs, `core-${version.coreVersion}-${keyOf(requirements)}`);
  const present = await readVenv(folder);
  if (present !== null) return present;
  const others = underWay.get(folder);
  if (others !== undefined) return others;
  const mine = provision(input, folder, { coreVersion: version.coreVersion, adapters, requirements });
  underWay.set(folder, mine);
  try {
    return await mine;
  } finally {
    underWay.delete(folder);
  }
}

type Mark = Readonly<{ coreVersion: string; adapters: readonly AdapterName[]; requirements: readonly string[] }>;

async function provision(input: ProvisionInput, folder: string, mark: Mark): Promise<Venv> {
  await mkdir(input.paths.venvs, { recursive: true });
  return whileLocked(`${folder}.lock`, async () => {
    const present = await readVenv(folder);
    if (present !== null) return present;
    const startedAt = systemClock.now().getTime();
    await removeUnfinished(input.paths.venvs, folder);
    await build(input, folder, mark);
    const built = await readVenv(folder);
    if (built === null) throw new Error(`the venv ${folder} was built but cannot be read`);
    input.log.info('engine.provisioned', { folder, ...mark, milliseconds: systemClock.now().getTime() - startedAt });
    return built;
  });
}

async function build(input: ProvisionInput, folder: string, mark: Mark): Promise<void> {
  const { environment, log } = input;
  const onProgress = input.onProgress ?? (() => {});
  const python = await findPython(environment);
  onProgress(`Python ${python.version}: ${python.file}`);
  const uv = await findUv({ venvs: input.paths.venvs, python: python.file, environment, log, onProgress });
  // A name of its own: an installer whose Weft was killed may still be writing into the one before.
  const building = `${folder}.${randomUUID()}.building`;
  onProgress(`Installing ${mark.requirements.join(', ')}${uv === null ? ' by pip' : ''}`);
  const installation = { python: python.file, folder: building, requirements: mark.requirements, environment, onProgress };
  try {
    await installPackages({ ...installation, uv }).catch(async (error: unknown) => {
      if (uv === null || !isWorthAnotherTry(error)) throw error;
      log.warn('engine.uv_failed', { reason: tellAttempt(error) });
      onProgress('uv could not install them; trying pip');
      await rm(building, { recursive: true, force: true });
      await installPackages({ ...installation, uv: null });
    });
    onProgress('Trying it');
    await requireWorking(building, mark, environment);
    await writeFile(join(building, markName), `${JSON.stringify(mark, null, 2)}\n`);
    await moveScripts(building, folder);
    await rm(folder, { recursive: true, force: true });
    // Interpreter and packages are found relative to the folder, and bytecode is checked by time and size of its source: both outlive a rename.
    await rename(building, folder);
  } catch (error) {
    throw isDiskFull(error) ? new Fault('unavailable', 'engine.disk_full', `The disk of ${folder} is full. Free some space.`) : error;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** Importing every adapter also proves that their libraries fit this machine. */
async function requireWorking(folder: string, mark: Mark, environment: Readonly<Record<string, string>>): Promise<void> {
  const imports = ['dbt.cli.main', ...mark.adapters.map((name) => `dbt.adapters.${name}`)];
  const check = `import ${imports.join(', ')}`;
  const answer = await runTool(join(folder, 'bin', 'python'), ['-c', check], { cwd: '/', env: environment, timeoutMilliseconds: 120_000 });
  if (answer.exitCode === 0) return;
  const last = answer.stderr.trim().split('\n').slice(-6).join('\n');
  throw new Fault('unavailable', 'engine.not_working', `${mark.requirements.join(', ')} was installed but does not start:\n${last}`);
}

/** Scripts such as `bin/dbt` name their interpreter by its whole path. */
async function moveScripts(from: string, to: string): Promise<void> {
  const bin = join(from, 'bin');
  for (const entry of await readdir(bin, { withFileTypes: true })) {
    const file = join(bin, entry.name);
    if (!entry.isFile() || (await stat(file)).size > 1024 * 1024) continue;
    const text = await readFile(file, 'utf8');
    if (text.includes(from)) await writeFile(file, text.replaceAll(from, to));
  }
}

/** Held by the lock, so whatever is there was left by a builder that died. */
async function removeUnfinished(venvs: string, folder: string): Promise<void> {
  for (const name of await readdir(venvs)) {
    if (join(venvs, name).startsWith(`${folder}.`) && name.endsWith('.building'))
      await rm(join(venvs, name), { recursive: true, force: true });
  }
}

/** null: it is not there, not whole, or its Python was taken away by an update of the system. */
async function readVenv(folder: string): Promise<Venv | null> {
  const python = join(folder, 'bin', 'python');
  const text = await readFile(join(folder, markName), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = parseJson(text);
  const mark = markSchema.safeParse('value' in parsed ? parsed.value : null);
  const hasPython = await stat(python).then(
    () => true,
    () => false,
  );
  if (!mark.success || !hasPython) return null;
  return { folder, python, coreVersion: mark.data.coreVersion, adapters: mark.data.adapters };
}

function keyOf(requirements: readonly string[]): string {
  return createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 12);
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
