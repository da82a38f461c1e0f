/** Child processes: an environment named entry by entry, a process group of their own, and an end that surely comes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, messageOf } from '@weft/base/fault';

export interface ChildOptions {
  readonly cwd: string;
  /** The child's whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Exit {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  /** Also the id of its process group. */
  readonly pid: number;
  readonly stdin: Writable;
  /** Must be read (or resumed): an unread pipe stops the child once it is full. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** When the process has ended; its pipes may still hold output. Never rejects. */
  readonly exited: Promise<Exit>;
}

/**
 * Starts a program in its own process group, so that it can be stopped with everything it started and Ctrl-C in a terminal does not reach it.
 * Faults: unavailable `tool.missing`, `tool.not_started`.
 */
export async function startChild(file: string, args: readonly string[], { cwd, env }: ChildOptions): Promise<Child> {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  const exited = exitOf(child);
  const failure = await Promise.race([once(child, 'spawn').then(() => null), once(child, 'error').then(([error]) => error)]).catch(
    (error: unknown) => error,
  );
  if (failure !== null || child.pid === undefined) throw await explainStart(file, cwd, failure);
  // A child that ends without reading its input is no failure of ours; other errors after the start, such as of a signal, are told by `exited`.
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  return { pid: child.pid, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exited };
}

/**
 * Asks the group to end as Ctrl-C does, which lets dbt write its results, and kills what is left of it after the given time.
 * Resolves when the leader is gone, at the latest some seconds after the kill.
 */
export async function stopGroup(child: Child, { interruptMilliseconds }: { readonly interruptMilliseconds: number }): Promise<void> {
  signalGroup(child.pid, 'SIGINT');
  await endsWithin(child, interruptMilliseconds);
  // Also when the leader has ended: what it started may have stayed behind.
  signalGroup(child.pid, 'SIGKILL');
  await endsWithin(child, 5_000);
}

/** True when any process of the group got the signal. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

export interface ToolOptions extends ChildOptions {
  readonly timeoutMilliseconds: number;
  readonly input?: string | Buffer;
  /** How much of each output is kept: of stdout the beginning, of stderr the end. Default 8 MiB and 64 KiB. */
  readonly stdoutBytesMax?: number;
  readonly stderrBytesMax?: number;
  /** Stops it, and its reason is thrown. */
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout was longer than what is kept. */
  readonly isCut: boolean;
}

/**
 * Runs a program to its end; a code other than 0 is an answer, not a failure.
 * Faults: unavailable `tool.missing`, `tool.not_started`, `tool.timed_out`.
 */
export async function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const child = await startChild(file, args, options);
  child.stdin.end(options.input ?? '');
  const outputs = Promise.all([
    keepHead(child.stdout, options.stdoutBytesMax ?? 8 * 1024 * 1024),
    keepTail(child.stderr, options.stderrBytesMax ?? 64 * 1024),
  ]);
  const timer = new AbortController();
  const { signal } = options;
  const until = signal === undefined ? timer.signal : AbortSignal.any([timer.signal, signal]);
  const timeout = sleep(options.timeoutMilliseconds, 'timeout', { signal: until }).catch(() => 'ended');
  const end = await Promise.race([Promise.all([child.exited, outputs]), timeout]);
  timer.abort();
  if (typeof end !== 'string') {
    const [exit, [stdout, stderr]] = end;
    return { exitCode: exit.code, stdout: stdout.text, stderr, isCut: stdout.isCut };
  }
  await stopGroup(child, { interruptMilliseconds: 1_000 });
  // Who left the group may still hold the pipes.
  outputs.catch(() => {});
  child.stdout.destroy();
  child.stderr.destroy();
  signal?.throwIfAborted();
  const seconds = options.timeoutMilliseconds / 1000;
  throw new Fault('unavailable', 'tool.timed_out', `${file} ${args[0] ?? ''} did not finish within ${seconds} s and was stopped.`);
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

async function endsWithin(child: Child, milliseconds: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([child.exited, sleep(milliseconds, null, { signal: timer.signal }).catch(() => null)]);
  timer.abort();
}

/** The system says ENOENT for a missing program and for a missing working folder alike. */
async function explainStart(file: string, cwd: string, error: unknown): Promise<Fault> {
  const isFolder = await stat(cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return new Fault('unavailable', 'tool.not_started', `${file} cannot be started in ${cwd}: there is no such folder.`);
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return new Fault(
      'unavailable',
      'tool.missing',
      `${file} is not there. Install it, or see that it is on the PATH Weft was started with.`,
    );
  return new Fault('unavailable', 'tool.not_started', `${file} cannot be started: ${messageOf(error)}.`);
}

async function keepHead(stream: Readable, bytesMax: number): Promise<{ text: string; isCut: boolean }> {
  const kept: Buffer[] = [];
  let room = bytesMax;
  let isCut = false;
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.from(chunk);
    isCut ||= bytes.length > room;
    kept.push(bytes.subarray(0, room));
    room -= Math.min(room, bytes.length);
  }
  return { text: Buffer.concat(kept).toString('utf8'), isCut };
}

async function keepTail(stream: Readable, bytesMax: number): Promise<string> {
  let kept = Buffer.alloc(0);
  for await (const chunk of stream) kept = Buffer.concat([kept, Buffer.from(chunk)]).subarray(-bytesMax);
  return kept.toString('utf8');
}
