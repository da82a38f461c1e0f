/** Makes a venv and fills it, by `uv` where it can be had and by `pip` elsewhere; says plainly what went wrong. */
import { join } from 'node:path';
import { Fault, messageOf } from '@weft/base/fault';
import { startChild, stopGroup } from '@weft/host/process';
import { readLines } from '@weft/host/read-lines';

export interface Installation {
  readonly python: string;
  /** null: by pip. */
  readonly uv: string | null;
  readonly folder: string;
  readonly requirements: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly onProgress: (line: string) => void;
}

const stepMilliseconds = 10 * 60_000;
const lineLengthMax = 2_000;
const linesKept = 12;

/**
 * Bytecode is compiled now: without it every start of dbt costs twice as long, and the server may not be allowed to write it later.
 * Faults: unavailable `engine.registry_unreachable`, `engine.disk_full`, `engine.install_failed`; invalid `engine.requirements_unmet`.
 */
export async function installPackages(installation: Installation): Promise<void> {
  const { python, uv, folder, requirements } = installation;
  const inside = join(folder, 'bin', 'python');
  if (uv !== null) {
    await step(installation, uv, ['venv', '--quiet', '--no-python-downloads', '--python', python, folder]);
    const options = ['--compile-bytecode', '--no-python-downloads', '--python', inside];
    await step(installation, uv, ['pip', 'install', ...options, ...requirements]);
    return;
  }
  await step(installation, python, ['-m', 'venv', folder]);
  const options = ['--disable-pip-version-check', '--no-input', '--compile', '--retries', '2', '--timeout', '20'];
  await step(installation, inside, ['-m', 'pip', 'install', ...options, ...requirements]);
}

async function step(installation: Installation, file: string, args: readonly string[]): Promise<void> {
  const { folder, environment, onProgress, requirements } = installation;
  const child = await startChild(file, args, { cwd: '/', env: installerEnvironment(environment) });
  child.stdin.end();
  const last: string[] = [];
  const timer = setTimeout(() => void stopGroup(child, { interruptMilliseconds: 2_000 }), stepMilliseconds);
  const listen = async (stream: typeof child.stdout) => {
    for await (const line of readLines(stream, { lengthMax: lineLengthMax })) {
      if (line.trim() === '') continue;
      onProgress(line.trimEnd());
      last.push(line.trimEnd());
      if (last.length > linesKept) last.shift();
    }
  };
  await Promise.all([listen(child.stdout), listen(child.stderr)]);
  const exit = await child.exited;
  clearTimeout(timer);
  if (exit.code !== 0) throw explain(last, requirements, `${file} ${args.slice(0, 2).join(' ')}`, folder);
}

/** pip and uv inherit nothing that would keep them from compiling, or that belongs to another venv. */
function installerEnvironment(environment: Readonly<Record<string, string>>): Record<string, string> {
  return { ...environment, PYTHONUNBUFFERED: '1', PIP_NO_INPUT: '1', UV_NO_PROGRESS: '1', NO_COLOR: '1' };
}

const networkSigns =
  /connection|connect error|network|timed? ?out|resolve|dns|certificate|ssl|unreachable|refused|max retries|error sending request|proxy|50[0-9] /i;
const unmetSigns =
  /no matching distribution|no solution found|could not find a version|unsatisfiable|has no wheels|conflicting dependencies/i;

function explain(last: readonly string[], requirements: readonly string[], command: string, folder: string): Fault {
  const text = last.join('\n');
  const packages = requirements.join(', ');
  if (/no space left|disk quota|ENOSPC/i.test(text))
    return new Fault(
      'unavailable',
      'engine.disk_full',
      `The disk of ${folder} is full, so ${packages} could not be installed. Free some space.`,
    );
  // An unreachable registry makes installers say both that they cannot connect and that they find no version: the cause comes first.
  if (networkSigns.test(text))
    return new Fault(
      'unavailable',
      'engine.registry_unreachable',
      `The Python package registry could not be reached for ${packages}. Look at the network, the proxy, or the mirror set by PIP_INDEX_URL or UV_DEFAULT_INDEX. The last lines were:\n${text}`,
    );
  if (unmetSigns.test(text))
    return new Fault(
      'invalid',
      'engine.requirements_unmet',
      `These packages cannot be had together: ${packages}. The last lines were:\n${text}`,
    );
  return new Fault('unavailable', 'engine.install_failed', `${command} failed for ${packages}. The last lines were:\n${text}`);
}

/** True of failures that another installer may not have: with its own idea of mirrors and certificates. */
export function isWorthAnotherTry(error: unknown): boolean {
  return !(error instanceof Fault && (error.code === 'engine.disk_full' || error.code === 'engine.requirements_unmet'));
}

export function tellAttempt(error: unknown): string {
  return messageOf(error).split('\n').slice(0, 3).join(' ');
}
