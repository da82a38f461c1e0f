/** Starts git so that nothing of the machine or of a person changes what it does, and nothing is ever asked. */
import { Fault } from '@weft/base/fault';
import { systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';

const environment = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  // Repositories in the home may belong to another account of the machine, such as after a restore.
  GIT_CONFIG_COUNT: '4',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
  GIT_CONFIG_KEY_1: 'core.hooksPath',
  GIT_CONFIG_VALUE_1: '/dev/null',
  GIT_CONFIG_KEY_2: 'core.autocrlf',
  GIT_CONFIG_VALUE_2: 'false',
  GIT_CONFIG_KEY_3: 'core.fsync',
  GIT_CONFIG_VALUE_3: 'all',
  GIT_AUTHOR_NAME: 'Weft',
  GIT_AUTHOR_EMAIL: 'weft@localhost',
  GIT_COMMITTER_NAME: 'Weft',
  GIT_COMMITTER_EMAIL: 'weft@localhost',
};

const timeoutMilliseconds = 120_000;

export interface GitCall {
  /** An existing folder. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Settings of this call alone, such as a header that nobody else may see. */
  readonly config?: Readonly<Record<string, string>>;
  /** Default two minutes. */
  readonly timeoutMilliseconds?: number;
  /** Stops it, and its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** What it printed, without the last line end. Faults: unavailable `git.failed`, `tool.missing`, `tool.timed_out`. */
export async function runGit(args: readonly string[], call: GitCall): Promise<string> {
  const result = await tryGit(args, call);
  if (result.problem !== null) throw new Fault('unavailable', 'git.failed', `git ${args[0] ?? ''} failed: ${result.problem}`);
  return result.output;
}

/** For questions whose answer may be no. */
export async function tryGit(
  args: readonly string[],
  call: GitCall,
): Promise<{ readonly output: string; readonly problem: string | null; readonly exitCode: number | null }> {
  const result = await runTool('git', args, {
    cwd: call.cwd,
    env: environmentOf(call),
    timeoutMilliseconds: call.timeoutMilliseconds ?? timeoutMilliseconds,
    ...(call.input === undefined ? {} : { input: call.input }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  const problem = result.exitCode === 0 ? null : result.stderr.trim() || `it ended with code ${result.exitCode}`;
  // What was cut off would be taken for the whole.
  if (result.isCut) throw new Fault('unavailable', 'git.failed', `git ${args[0] ?? ''} has more to say than is read.`);
  return { output: result.stdout.replace(/\n$/, ''), problem, exitCode: result.exitCode };
}

/** The whole environment of a git that is started in another way than here. */
export function environmentOf(call: Pick<GitCall, 'config' | 'env'>): Record<string, string> {
  return { PATH: systemEnvironment().PATH ?? '', ...environment, ...configOf(call.config ?? {}), ...call.env };
}

/** Behind those that every call has. In the environment, since arguments are seen by everybody on the machine. */
function configOf(config: Readonly<Record<string, string>>): Record<string, string> {
  const first = Number(environment.GIT_CONFIG_COUNT);
  const entries = Object.entries(config);
  const pairs = entries.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${first + at}`, key],
    [`GIT_CONFIG_VALUE_${first + at}`, value],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(first + entries.length) };
}
