/** dbt Core as anybody installs it: `python3 -m venv` and pip, nothing of Weft; kept between runs of the tests, since it takes a minute. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUv } from '@weft/engine/venv/find-uv';
import { installPackages } from '@weft/engine/venv/install-packages';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { quietLog } from './quiet-log.ts';
import { engines, root } from './server.ts';

export interface HandVenv {
  readonly folder: string;
  readonly python: string;
}

/** `series`: `1.10` or `1.11`. Throws with what pip said. */
export function handVenv(series: string): Promise<HandVenv> {
  return venvOf(series, [`dbt-core~=${series}.0`, 'dbt-duckdb', 'duckdb<2']);
}

/** Any other Python program, by a name for its folder and what pip is told. Throws with what pip said. */
export async function venvOf(name: string, packages: readonly string[]): Promise<HandVenv> {
  const folder = join(root, 'tmp', `hand-${name}`);
  const mark = join(folder, 'finished');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(mark)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(root, 'tmp'), { recursive: true });
    await must('python3', ['-m', 'venv', folder]);
    await must(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
    writeFileSync(mark, '');
  }
  return { folder, python };
}

async function must(file: string, args: readonly string[]): Promise<void> {
  const end = await runTool(file, args, { cwd: root, env: provisioningEnvironment(), timeoutMilliseconds: 600_000 });
  if (end.exitCode !== 0) throw new Error(`\`${file} ${args.join(' ')}\` failed:\n${end.stderr.trim().split('\n').slice(-8).join('\n')}`);
}

/** The first of these series of Python that the machine has, on the PATH or as pyenv keeps it; throws where it has none. */
async function findPython(series: readonly string[]): Promise<string> {
  for (const each of series) {
    const tries = [`python${each}`, `"$(pyenv prefix "$(pyenv versions --bare | grep '^${each}\\.' | tail -1)")/bin/python"`];
    for (const command of tries) {
      const script = `${command} -c 'import sys; print(sys.executable)'`;
      const end = await runTool('sh', ['-c', script], { cwd: root, env: provisioningEnvironment(), timeoutMilliseconds: 30_000 });
      if (end.exitCode === 0) return end.stdout.trim();
    }
  }
  throw new Error(`this test needs a Python of the series ${series.join(' or ')}; install one and have it on the PATH`);
}

/** As `venvOf`, but quickly, by `uv`: for clients with a hundred packages, of which nobody types the installation. `series`: of Python; left out: whichever there is. */
export async function clientVenv(name: string, packages: readonly string[], series: readonly string[] = []): Promise<HandVenv> {
  const folder = join(root, 'tmp', `client-${name}`);
  const mark = join(folder, 'finished');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(mark)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(engines, { recursive: true });
    const given = { environment: provisioningEnvironment(), onProgress: () => {} };
    const uv = await findUv({ ...given, python: 'python3', venvs: engines, log: quietLog });
    const python = series.length === 0 ? 'python3' : await findPython(series);
    await installPackages({ ...given, python, uv, folder, requirements: packages });
    writeFileSync(mark, '');
  }
  return { folder, python };
}

/** Lines of a shell with that venv first on the PATH, in a folder: what somebody types. */
export async function typed(
  venv: HandVenv,
  cwd: string,
  lines: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { PATH = '', ...system } = systemEnvironment();
  const env = { ...system, PATH: `${join(venv.folder, 'bin')}:${PATH}`, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', NO_COLOR: '1' };
  const end = await runTool('sh', ['-ec', lines.join('\n')], { cwd, env, timeoutMilliseconds: 300_000 });
  return { code: end.exitCode, output: end.stdout + end.stderr };
}

/** What a program that has nothing to do with Weft reads in a DuckDB file: rows as arrays, values as text. */
export async function queryDuckdb(python: string, file: string, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const script = [
    'import duckdb, json, sys',
    'rows = duckdb.connect(sys.argv[1], read_only=True).sql(sys.argv[2]).fetchall()',
    'print(json.dumps([[None if value is None else str(value) for value in row] for row in rows]))',
  ];
  const end = await runTool(python, ['-c', script.join('\n'), file, sql], {
    cwd: '/',
    env: systemEnvironment(),
    timeoutMilliseconds: 60_000,
  });
  if (end.exitCode !== 0) throw new Error(`${sql}: ${end.stderr}`);
  return JSON.parse(end.stdout);
}
