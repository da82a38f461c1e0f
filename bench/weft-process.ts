/** The built Weft as a process of its own: started as on anybody's machine, asked over http, stopped by a signal. */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { provisioningEnvironment } from '@weft/host/config';
import { signalGroup, startChild } from '@weft/host/process';
import { freePort } from './places.ts';

export interface WeftProcess {
  readonly port: number;
  /** The owner's rights in account 1. */
  readonly token: string;
  /** From the start of the process to the first 200 of `/healthz`, in seconds. */
  readonly startSeconds: number;
  /** What it printed. */
  readonly output: () => string;
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** Resolves when it and what it started have ended. */
  stop(): Promise<void>;
}

export interface Ask {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** From sending the request to the last byte of the answer. */
  readonly milliseconds: number;
}

export interface WeftStart {
  readonly root: string;
  readonly home: string;
  readonly isDemo?: boolean;
  /** `npm start`, as people do; otherwise the program without what looks after dependencies and builds. */
  readonly isByNpm?: boolean;
}

const token = 'dbtc_bench_0123456789abcdef';
const startSecondsMax = 120;

export async function startWeft({ root, home, isDemo = false, isByNpm = false }: WeftStart): Promise<WeftProcess> {
  const port = await freePort();
  const own = {
    WEFT_HOME: home,
    WEFT_PORT: String(port),
    WEFT_DEMO: isDemo ? '1' : '0',
    WEFT_RATE_LIMIT: '0',
    ...(isDemo ? {} : { WEFT_BOOTSTRAP_TOKEN: token }),
  };
  const [file, args] = isByNpm ? ['npm', ['start', '--silent']] : [process.execPath, ['--input-type=module', '--eval', program(root)]];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const from = performance.now();
  const child = await startChild(file, args, { cwd: root, env: { ...provisioningEnvironment(), ...own } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  let isOver = false;
  void child.exited.then(() => {
    isOver = true;
  });
  const ask = (method: string, path: string, given: Ask = {}) => askOver(agent, port, method, path, given);
  for (;;) {
    const isServed = await ask('GET', '/healthz').then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isServed) break;
    if (isOver || performance.now() - from > startSecondsMax * 1000) {
      signalGroup(child.pid, 'SIGKILL');
      throw new Error(`Weft did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const startSeconds = (performance.now() - from) / 1000;
  const stop = async () => {
    agent.destroy();
    // As Ctrl-C in a terminal, which reaches npm and all below it.
    signalGroup(child.pid, 'SIGINT');
    await child.exited;
    await untilGone(child.pid);
  };
  return { port, token, startSeconds, output: () => output, ask, stop };
}

function program(root: string): string {
  const entry = JSON.stringify(join(root, 'apps', 'server', 'dist', 'main.js'));
  return `const { main } = await import(${entry}); await main(${JSON.stringify(root)});`;
}

/** npm may end before what it started. */
async function untilGone(group: number): Promise<void> {
  for (let tries = 0; tries < 1_500 && isThere(group); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** As JSON when a body is given; the answer is read whole. */
function askOver(agent: Agent, port: number, method: string, path: string, { body, headers = {} }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const json = sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) };
    const asked = request(
      { host: '127.0.0.1', port, method, path, agent, headers: { authorization: `Token ${token}`, ...json, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const milliseconds = performance.now() - from;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), milliseconds });
        });
      },
    );
    asked.on('error', reject);
    asked.end(sent);
  });
}
