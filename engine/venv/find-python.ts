/** Finds a Python that engines can be installed with: an entry on the PATH proves nothing, so each is asked. */
import { Fault } from '@weft/base/fault';
import { runTool } from '@weft/host/process';

export interface Python {
  /** The interpreter itself, behind shims and links of version managers. */
  readonly file: string;
  readonly version: string;
}

const names = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3'];

const question = 'import sys, venv; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

/**
 * The first of python3.13 … python3.10, python3 that answers with 3.10 to 3.13.
 * Fault: unavailable `engine.python_missing`, with what was found instead.
 */
export async function findPython(environment: Readonly<Record<string, string>>): Promise<Python> {
  const found: string[] = [];
  for (const name of names) {
    const answer = await ask(name, environment);
    if (answer === null) continue;
    const [, second = '0'] = answer.version.split('.');
    if (answer.version.startsWith('3.') && Number(second) >= 10 && Number(second) <= 13) return answer;
    found.push(`${name} is ${answer.version}`);
  }
  const instead = found.length > 0 ? ` (${found.join(', ')})` : '';
  throw new Fault(
    'unavailable',
    'engine.python_missing',
    `No Python from 3.10 to 3.13 with its venv module is on the PATH${instead}. Install one, on Debian and Ubuntu: apt-get install python3 python3-venv.`,
  );
}

async function ask(name: string, environment: Readonly<Record<string, string>>): Promise<Python | null> {
  try {
    const answer = await runTool(name, ['-c', question], { cwd: '/', env: environment, timeoutMilliseconds: 20_000 });
    const [version = '', file = ''] = answer.stdout.trim().split('\n');
    return answer.exitCode === 0 && file !== '' ? { file, version } : null;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
