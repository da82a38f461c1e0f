/** Runs one dbt command to its end: live log, events, cancelling, a time limit, and what it left behind. */
import { mkdir } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@weft/host/clock';
import type { Exit } from '@weft/host/process';
import { readLineGroups, readLines } from '@weft/host/read-lines';
import { type DbtEvent, readDbtLine } from '../events/read-dbt-event.ts';
import { type LogLine, renderLogLine } from '../events/render-log-line.ts';
import { stripAnsi } from '../events/strip-ansi.ts';
import type { Venv } from '../venv/provision-venv.ts';
import { childEnvironment } from './child-environment.ts';
import type { DbtProcess, TwoParts } from './dbt-process.ts';
import type { Engines } from './open-engines.ts';
import { keepParseCache, offerParseCache, type ParseCache } from './parse-cache.ts';
import { unspokenArgv } from './unspoken-argv.ts';
import { type WrittenArtifacts, writtenArtifacts } from './written-artifacts.ts';

export interface RunDbtInput {
  readonly engines: Engines;
  readonly venv: Venv;
  /** After `dbt`. Options that say how dbt logs are left out. */
  readonly argv: readonly string[];
  /** The project's folder. */
  readonly cwd: string;
  /** `systemEnvironment()`. */
  readonly system: Readonly<Record<string, string>>;
  /** The project's `DBT_…` variables and secrets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly profilesDir: string;
  /** null: no upstream projects. */
  readonly publicationsDir: string | null;
  /** HOME of the command; made if it is not there. */
  readonly home: string;
  /** In which dbt's parse of the project outlives the workspace; null or absent: parse anew. Written when the command succeeds. */
  readonly parseCache?: ParseCache | null;
  /** Parse first, and carry out the command on that manifest with the argv that is answered then. Where no parent can be forked, it is carried out in one part, as `argv` says. */
  readonly parts?: TwoParts | null;
  /** Lines as they come, in order. dbt waits while the promise is pending. */
  readonly onLine: (line: LogLine) => unknown;
  readonly onEvent?: (event: DbtEvent) => void | Promise<void>;
  /** Aborted: the command is cancelled. */
  readonly signal: AbortSignal;
  /** 0: no limit. */
  readonly timeoutMilliseconds: number;
  /** Between Ctrl-C and the kill. Default 10 s. */
  readonly graceMilliseconds?: number;
}

export interface DbtEnd {
  /** `error`: the command ended by itself with another code than 0, or was killed by somebody else. */
  readonly outcome: 'success' | 'error' | 'cancelled' | 'timed_out';
  /** 0 good, 1 a node failed, 2 the command failed; null: a signal ended it. */
  readonly exitCode: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** dbt's own id of this command; null: it ended before it told. */
  readonly invocationId: string | null;
  readonly artifacts: WrittenArtifacts;
  /** Counts by status word; null: the command has none, or did not get so far. */
  readonly counts: Readonly<Record<string, number>> | null;
  /** What to tell a person when there is no failed node to point at; null: nothing went wrong outside nodes. */
  readonly lastError: string | null;
}

/** Longer than any line that says something: a node's compiled SQL is inside its events. Whoever keeps lines cuts them shorter, once secrets are out. */
const lineLengthMax = 8 * 1024 * 1024;

/** Of a line on stderr, for the message that explains the end. */
const toldLengthMax = 64 * 1024;
const heldMilliseconds = 2_000;

interface Heard {
  invocationId: string | null;
  counts: Readonly<Record<string, number>> | null;
  mainError: string | null;
  lastErrorLine: string | null;
  readonly told: string[];
  readonly stderr: string[];
}

/** Faults: those of starting a process (`tool.missing`, `tool.not_started`). A failing command is an answer, not a fault. */
export async function runDbt(input: RunDbtInput): Promise<DbtEnd> {
  const { engines, venv, cwd } = input;
  const startedAt = systemClock.now();
  const heard: Heard = { invocationId: null, counts: null, mainError: null, lastErrorLine: null, told: [], stderr: [] };
  if (input.signal.aborted) return endOf({ code: null, signal: null }, 'cancelled', startedAt, heard, {});
  await mkdir(input.home, { recursive: true });
  await offerParseCache(input.parseCache ?? null, cwd);
  const env = childEnvironment({ ...input, python: venv.python, pluginPath: engines.pluginPath });
  const child = await engines.start(venv, { argv: unspokenArgv(input.argv), cwd, env, ...partsOf(input) });
  const listening = Promise.all([hearStdout(child.stdout, input, heard), hearStderr(child.stderr, input, heard)]);
  // Nobody would read on, and dbt would wait for ever.
  listening.catch(() => child.signal('SIGKILL'));
  const stop = watchForStop(child, input);
  const exit = await child.exited;
  stop.release();
  await endOfOutputs(child, listening);
  const artifacts = await writtenArtifacts(heard.told, cwd);
  const outcome = stop.reason() ?? (exit.code === 0 ? 'success' : 'error');
  if (outcome === 'success') await keepParseCache(input.parseCache ?? null, artifacts);
  return endOf(exit, outcome, startedAt, heard, artifacts);
}

function partsOf({ parts = null }: RunDbtInput): { readonly parts?: TwoParts } {
  return parts === null ? {} : { parts: { ...parts, parseArgv: unspokenArgv(parts.parseArgv) } };
}

function endOf(exit: Exit, outcome: DbtEnd['outcome'], startedAt: Date, heard: Heard, artifacts: WrittenArtifacts): DbtEnd {
  const { invocationId, counts, mainError, lastErrorLine, stderr } = heard;
  const told = mainError ?? lastErrorLine ?? (stderr.length > 0 ? stderr.join('\n') : null);
  return {
    outcome,
    exitCode: exit.code,
    endedBy: exit.signal,
    startedAt,
    finishedAt: systemClock.now(),
    invocationId,
    artifacts,
    counts,
    lastError: outcome === 'error' ? (told ?? (exit.signal === null ? null : `dbt was killed from outside (${exit.signal}).`)) : null,
  };
}

async function hearStdout(stdout: Readable, { onLine, onEvent }: RunDbtInput, heard: Heard): Promise<void> {
  for await (const lines of readLineGroups(stdout, { lengthMax: lineLengthMax })) {
    for (const raw of lines) {
      const line = readDbtLine(raw);
      if ('event' in line) {
        note(line.event, heard);
        const told = onEvent?.(line.event);
        if (told) await told;
      }
      // Most lines are taken at once: to wait for each would cost as much as to take it.
      const taken = onLine(renderLogLine(line));
      if (taken) await taken;
    }
  }
}

function note(event: DbtEvent, heard: Heard): void {
  // The last: a command in two parts has an invocation for each, and its artifacts bear the second's.
  heard.invocationId = event.invocationId || heard.invocationId;
  if (event.kind === 'summary') heard.counts = event.counts;
  else if (event.kind === 'artifact_written') heard.told.push(event.file);
  else if (event.kind === 'main_error') heard.mainError ??= event.message;
  else if (event.level === 'error' && event.node === null && event.message.trim() !== '') heard.lastErrorLine = event.message;
}

/** dbt itself writes nothing here; what comes is from Python or from what dbt started. */
async function hearStderr(stderr: Readable, { onLine }: RunDbtInput, heard: Heard): Promise<void> {
  for await (const raw of readLines(stderr, { lengthMax: lineLengthMax })) {
    const text = stripAnsi(raw);
    heard.stderr.push(text.slice(0, toldLengthMax));
    if (heard.stderr.length > 20) heard.stderr.shift();
    await onLine({ level: 'warn', text, debugText: text });
  }
}

/** Ctrl-C first: dbt then writes the results of what it finished; a plain kill leaves none. */
function watchForStop(child: DbtProcess, input: RunDbtInput): { release(): void; reason(): 'cancelled' | 'timed_out' | null } {
  let reason: 'cancelled' | 'timed_out' | null = null;
  let kill: NodeJS.Timeout | null = null;
  const stop = (why: 'cancelled' | 'timed_out') => {
    if (reason !== null) return;
    reason = why;
    child.signal('SIGINT');
    kill = setTimeout(() => child.signal('SIGKILL'), input.graceMilliseconds ?? 10_000);
  };
  const cancel = () => stop('cancelled');
  input.signal.addEventListener('abort', cancel, { once: true });
  if (input.signal.aborted) cancel();
  const limit = input.timeoutMilliseconds > 0 ? setTimeout(() => stop('timed_out'), input.timeoutMilliseconds) : null;
  return {
    reason: () => reason,
    release() {
      input.signal.removeEventListener('abort', cancel);
      if (limit !== null) clearTimeout(limit);
      if (kill !== null) clearTimeout(kill);
      // What the command started may have stayed behind, also after a good end.
      child.signal('SIGKILL');
    },
  };
}

/** A process that left the group may still hold the pipes open: it does not hold up the run. An error of a listener is the caller's. */
async function endOfOutputs(child: DbtProcess, listening: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const held = sleep(heldMilliseconds, 'held', { signal: timer.signal }).catch(() => 'ended');
  const first = await Promise.race([listening.then(() => 'ended'), held]);
  timer.abort();
  if (first !== 'held') return;
  child.stdout.destroy();
  child.stderr.destroy();
}
