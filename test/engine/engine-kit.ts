/** What the engine suite stands on: venvs kept between runs of the suite, a temporary folder, and dbt projects written as data. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Engines } from '@weft/engine/core/open-engines';
import { type DbtEnd, type RunDbtInput, runDbt } from '@weft/engine/core/run-step';
import type { DbtEvent } from '@weft/engine/events/read-dbt-event';
import type { LogLine } from '@weft/engine/events/render-log-line';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import type { Log } from '@weft/host/log';

/** Kept: making a venv takes seconds, and every suite that runs dbt needs one. */
export const venvs = join(import.meta.dirname, '..', '..', 'tmp', 'venvs');

export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

export function venvOf(engineVersion: string): Promise<Venv> {
  return provisionVenv({
    paths: { venvs },
    engineVersion,
    adapters: ['duckdb', 'postgres'],
    environment: provisioningEnvironment(),
    log: quiet,
  });
}

export interface Bench {
  readonly folder: string;
  /** Writes a project under `name` with a DuckDB profile of its own, and answers its folder. */
  project(name: string, files: Readonly<Record<string, string>>, options?: { readonly database?: string }): Promise<string>;
  write(name: string, text: string): Promise<string>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-engine-'));
  const write = async (name: string, text: string) => {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  return {
    folder,
    write,
    async project(name, files, options = {}) {
      const database = join(folder, `${options.database ?? name}.duckdb`);
      const output = `{type: duckdb, path: '${database}', schema: ${name}, threads: 2}`;
      await write(`${name}/dbt_project.yml`, `name: ${name}\nversion: "1.0"\nprofile: ${name}\n`);
      await write(`${name}/profiles.yml`, `${name}: {target: dev, outputs: {dev: ${output}}}\n`);
      for (const [file, text] of Object.entries(files)) await write(`${name}/${file}`, text);
      return join(folder, name);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface Ran extends DbtEnd {
  readonly lines: readonly LogLine[];
  readonly events: readonly DbtEvent[];
  /** Last state of each node by the last part of its unique id. */
  readonly nodes: ReadonlyMap<string, string>;
}

export async function ran(
  engines: Engines,
  venv: Venv,
  cwd: string,
  argv: readonly string[],
  more: Partial<RunDbtInput> = {},
): Promise<Ran> {
  const lines: LogLine[] = [];
  const events: DbtEvent[] = [];
  const nodes = new Map<string, string>();
  const end = await runDbt({
    engines,
    venv,
    argv,
    cwd,
    system: systemEnvironment(),
    variables: {},
    profilesDir: cwd,
    publicationsDir: null,
    home: join(cwd, '..', 'home'),
    signal: new AbortController().signal,
    timeoutMilliseconds: 120_000,
    ...more,
    onLine: async (line) => {
      lines.push(line);
      await more.onLine?.(line);
    },
    onEvent: async (event) => {
      events.push(event);
      if (event.kind === 'node_finished') nodes.set(event.node.uniqueId.split('.').slice(2).join('.'), event.node.status);
      await more.onEvent?.(event);
    },
  });
  return { ...end, lines, events, nodes };
}
