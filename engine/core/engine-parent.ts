/** One preloaded parent as Node sees it: requests to its stdin, answers from its stdout, and a child per dbt command. */
import type { Socket } from 'node:net';
import { parseJson } from '@weft/base/json';
import { unreachable } from '@weft/base/unreachable';
import type { Log } from '@weft/host/log';
import { type Child, type Exit, signalGroup, startChild } from '@weft/host/process';
import { readLines } from '@weft/host/read-lines';
import { z } from 'zod';
import type { Venv } from '../venv/provision-venv.ts';
import type { ChildStreams } from './child-streams.ts';
import type { DbtProcess, DbtRequest, TwoParts } from './dbt-process.ts';
import type { PythonFolder } from './find-python-folder.ts';
import { unspokenArgv } from './unspoken-argv.ts';

const signalSchema = z.string().transform((name) => (name === 'SIGINT' || name === 'SIGTERM' || name === 'SIGSEGV' ? name : 'SIGKILL'));

const answerSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready'), warm: z.boolean() }),
  z.object({ say: z.literal('started'), id: z.number(), pid: z.number() }),
  z.object({ say: z.literal('ended'), id: z.number(), exitCode: z.number().nullable(), signal: signalSchema.nullable() }),
  z.object({ say: z.literal('refused'), id: z.number(), reason: z.string() }),
  z.object({ say: z.literal('unfit'), reason: z.string() }),
]);
type Answer = z.infer<typeof answerSchema>;

/** Why a request did not become a process: another way may still work. */
export class ParentGone extends Error {
  /** The venv's Python cannot be forked safely; a new parent would say the same. */
  readonly isUnfit: boolean;

  constructor(reason: string, isUnfit: boolean) {
    super(reason);
    this.name = 'ParentGone';
    this.isUnfit = isUnfit;
  }
}

interface Running {
  pid: number | null;
  readonly started: (pid: number) => void;
  readonly failed: (error: ParentGone) => void;
  readonly exited: (exit: Exit) => void;
}

export interface ParentOptions {
  readonly venv: Venv;
  readonly python: PythonFolder;
  readonly streams: ChildStreams;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly idleSeconds: number;
}

/** Lives until it is closed, has been idle for long, or dies; then `isAlive` is false and a new one is needed. */
export class EngineParent {
  isAlive = true;
  isUnfit = false;
  /** Whether it has filled its caches; for measurements. */
  isWarm = false;
  private readonly child: Child;
  private readonly log: Log;
  private readonly streams: ChildStreams;
  private readonly running = new Map<number, Running>();
  private readonly warmed: (() => void)[] = [];

  private constructor(child: Child, options: ParentOptions) {
    this.child = child;
    this.log = options.log;
    this.streams = options.streams;
    void this.hear();
    void this.note();
    void this.watch();
  }

  static async start(options: ParentOptions): Promise<EngineParent> {
    const { venv, python, environment, idleSeconds, streams } = options;
    const settings = JSON.stringify({ adapters: venv.adapters, idleSeconds });
    const child = await startChild(venv.python, ['-X', 'utf8', python.parentScript, settings], { cwd: streams.folder, env: environment });
    return new EngineParent(child, options);
  }

  /** Rejects with `ParentGone` when the child was surely not started. */
  async run(id: number, { parts = null, ...request }: DbtRequest): Promise<DbtProcess> {
    const outputs = this.streams.expect(id, parts === null ? undefined : (talk) => answerParsed(talk, parts));
    let exited: (exit: Exit) => void = () => {};
    const exit = new Promise<Exit>((resolve) => {
      exited = resolve;
    });
    try {
      const pid = await new Promise<number>((started, failed) => {
        if (!this.isAlive) return failed(new ParentGone('the parent has ended', this.isUnfit));
        this.running.set(id, { pid: null, started, failed, exited });
        this.ask({ do: 'run', id, ...request, stream: this.streams.path, ...(parts === null ? {} : { parse: parts.parseArgv }) });
      });
      const signal = (name: 'SIGINT' | 'SIGKILL') => this.ask({ do: 'signal', id, signal: name });
      return { pid, ...outputs, exited: exit, signal };
    } catch (error) {
      await this.streams.finish(id);
      throw error;
    }
  }

  /** Resolves when the parent has filled its caches, or has ended. */
  async untilWarm(): Promise<void> {
    if (this.isWarm || !this.isAlive) return;
    await new Promise<void>((resolve) => this.warmed.push(resolve));
  }

  /** Stops its children as by Ctrl-C, then for good. */
  async close(): Promise<void> {
    this.child.stdin.end();
    await this.child.exited;
  }

  /** For a parent that does not answer. */
  kill(): void {
    signalGroup(this.child.pid, 'SIGKILL');
  }

  private ask(request: object): void {
    if (this.isAlive) this.child.stdin.write(`${JSON.stringify(request)}\n`);
  }

  private async hear(): Promise<void> {
    for await (const line of readLines(this.child.stdout, { lengthMax: 100_000 })) {
      const parsed = parseJson(line);
      const answer = answerSchema.safeParse('value' in parsed ? parsed.value : null);
      if (answer.success) this.take(answer.data);
      else this.log.warn('engine.parent_misspoke', { line: line.slice(0, 500) });
    }
  }

  private take(answer: Answer): void {
    switch (answer.say) {
      case 'ready':
        this.isWarm = answer.warm;
        if (answer.warm) for (const resolve of this.warmed.splice(0)) resolve();
        return;
      case 'started': {
        const running = this.running.get(answer.id);
        if (running) running.pid = answer.pid;
        running?.started(answer.pid);
        return;
      }
      case 'refused':
        this.running.get(answer.id)?.failed(new ParentGone(answer.reason, false));
        this.running.delete(answer.id);
        return;
      case 'ended':
        void this.end(answer.id, { code: answer.exitCode, signal: answer.signal });
        return;
      case 'unfit':
        this.isUnfit = true;
        this.log.warn('engine.parent_unfit', { pid: this.child.pid, reason: answer.reason });
        return;
      default:
        unreachable(answer);
    }
  }

  private async end(id: number, exit: Exit): Promise<void> {
    const running = this.running.get(id);
    this.running.delete(id);
    await this.streams.finish(id);
    running?.exited(exit);
  }

  private async note(): Promise<void> {
    for await (const line of readLines(this.child.stderr, { lengthMax: 2_000 })) this.log.debug('engine.parent_said', { line });
  }

  /** Whatever ends the parent ends its children: they are told to on Linux, and their groups are killed here in any case. */
  private async watch(): Promise<void> {
    const exit = await this.child.exited;
    this.isAlive = false;
    for (const resolve of this.warmed.splice(0)) resolve();
    const left = [...this.running];
    this.running.clear();
    if (left.length > 0) this.log.warn('engine.parent_died', { pid: this.child.pid, ...exit, children: left.length });
    for (const [id, running] of left) {
      if (running.pid === null) running.failed(new ParentGone(`the parent ended with ${exit.code ?? exit.signal}`, this.isUnfit));
      else signalGroup(running.pid, 'SIGKILL');
      await this.streams.finish(id);
      running.exited({ code: null, signal: 'SIGKILL' });
    }
  }
}

/** One word comes, one line goes. Whatever keeps Weft from answering closes the connection, which ends the command. */
function answerParsed(talk: Socket, { onParsed }: TwoParts): void {
  talk.once('data', () => {
    onParsed().then(
      (argv) => talk.end(`${JSON.stringify({ argv: unspokenArgv(argv) })}\n`),
      () => talk.destroy(),
    );
  });
  talk.resume();
}
