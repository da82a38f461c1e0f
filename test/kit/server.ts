/** The built server as a real process on a home of its own: started, asked, stopped and killed as on anybody's machine. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { provisioningEnvironment } from '@weft/host/config';
import { afterAll, afterEach } from 'vitest';
import { endDatabaseOf } from './own-database.ts';

export const root = join(import.meta.dirname, '..', '..');

/** Where engines are kept from one run of the tests to the next; none of ours: git ignores it. */
export const engines = join(root, 'tmp', 'venvs');

export interface ServerStart {
  /** Without it, a new one that goes away with the tests of the file. */
  readonly home?: string;
  readonly port?: number;
  /** Instead of the folder that all tests share; null: the home's own, as for everybody. */
  readonly enginesIn?: string | null;
  /** Beside those that the kit sets; null unsets one of them. */
  readonly variables?: Readonly<Record<string, string | null>>;
  /** Through `scripts/start.mjs`, as `npm start` does; otherwise the built program itself. */
  readonly isWhole?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => ReturnType<typeof JSON.parse>;
}

export interface Ask {
  /** null: as nobody. */
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and error as they came. */
  readonly output: string;
}

export interface Server {
  readonly url: string;
  readonly port: number;
  readonly home: string;
  /** Of the bootstrap: the owner's rights in account 1. */
  readonly token: string;
  readonly pid: number;
  readonly output: () => string;
  request(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** SIGTERM. */
  stop(): Promise<Ended>;
  kill9(): Promise<Ended>;
  /** Resolves when the process has ended by itself or by others. */
  readonly ended: Promise<Ended>;
}

export interface Servers {
  /** Resolves when `/healthz` answers 200. */
  start(how?: ServerStart): Promise<Server>;
  /** Starts and waits for the end: for what must refuse to start. */
  refused(how?: ServerStart): Promise<Ended>;
  /** An empty folder that goes away with the tests of the file. */
  folder(name: string): string;
}

const bootstrapToken = 'dbtc_test_bootstrap_0123456789';
const startSecondsMax = 120;
const lastLines = 40;

/** Once, at the head of a test file. Prints what every running server said last when a test of the file has failed. */
export function openServers(): Servers {
  const started: Launched[] = [];
  const folders: string[] = [];
  const folder = (name: string) => {
    const made = mkdtempSync(join(tmpdir(), `weft-${name}-`));
    folders.push(made);
    return made;
  };
  const launchOne = async (how: ServerStart) => {
    await build();
    const home = how.home ?? folder('home');
    if (how.enginesIn !== null) shareEngines(home, how.enginesIn ?? engines);
    const launched = launch(how, home, how.port ?? (await freePort()));
    started.push(launched);
    return launched;
  };
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const each of started.filter(isRunning)) process.stderr.write(lastWordsOf(each));
  });
  afterAll(async () => {
    for (const each of started) await end(each);
    for (const each of folders) rmSync(each, { recursive: true, force: true });
  });
  return {
    folder,
    start: async (how = {}) => untilHealthy(await launchOne(how)),
    refused: async (how = {}) => (await launchOne(how)).ended,
  };
}

type Launched = Omit<Server, 'stop' | 'kill9'> & { readonly child: ChildProcess };

function launch(how: ServerStart, home: string, port: number): Launched {
  const url = `http://localhost:${port}`;
  const variables = {
    ...{ WEFT_HOME: home, WEFT_PORT: String(port), WEFT_DEMO: '0', WEFT_BOOTSTRAP_TOKEN: bootstrapToken },
    ...how.variables,
  };
  const env = { ...provisioningEnvironment(), ...Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null)) };
  const program = how.isWhole
    ? [join(root, 'scripts/start.mjs')]
    : ['--input-type=module', '--eval', `const { main } = await import('${root}/apps/server/dist/main.js'); await main('${root}');`];
  const child = spawn(process.execPath, program, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid === undefined) throw new Error('the server could not be started');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code, signal) => resolve({ code, signal, output })));
  const request = (method: string, path: string, ask: Ask = {}) => askServer(url, method, path, ask);
  return { child, url, port, home, token: bootstrapToken, pid: child.pid, output: () => output, ended, request };
}

async function untilHealthy(launched: Launched): Promise<Server> {
  const { child, ended, output, request } = launched;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  for (let tries = 0; tries < startSecondsMax * 20; tries += 1) {
    if (isOver) throw new Error(`the server ended while it started:\n${output()}`);
    const answer = await request('GET', '/healthz', { token: null }).catch(() => null);
    if (answer?.status === 200) {
      const signal = (name: NodeJS.Signals) => {
        child.kill(name);
        return ended;
      };
      return { ...launched, stop: () => signal('SIGTERM'), kill9: () => signal('SIGKILL') };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not answer within ${startSecondsMax} s:\n${output()}`);
}

async function askServer(url: string, method: string, path: string, ask: Ask): Promise<Answer> {
  const { token = bootstrapToken, body, headers = {} } = ask;
  const answer = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Token ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) };
}

function isRunning({ child }: Pick<Launched, 'child'>): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function lastWordsOf({ output, home, port }: Launched): string {
  const file = join(home, 'weft.log');
  const log = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const tail = (text: string) => text.trimEnd().split('\n').slice(-lastLines).join('\n');
  return `\n-- the server on port ${port} said:\n${tail(output())}\n-- and logged:\n${tail(log)}\n`;
}

async function end({ child, ended, home }: Launched): Promise<void> {
  if (isRunning({ child })) {
    child.kill('SIGTERM');
    await ended;
  }
  await endDatabaseOf(home);
}

let built: Promise<unknown> | null = null;

function build(): Promise<unknown> {
  built ??= promisify(execFile)(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root });
  return built;
}

/** Engines take seconds and a registry to make, and no test changes them. */
function shareEngines(home: string, from: string): void {
  mkdirSync(from, { recursive: true });
  try {
    symlinkSync(from, join(home, 'venvs'));
  } catch {
    // A home that cannot be written to, or has its own: both are somebody's test.
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
