/** Lets git clients into a managed repository, by git's own http backend; nothing of what passes is held in memory. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { type Child, startChild, stopGroup } from '@weft/host/process';
import { repositoryFolder } from './find-repository.ts';
import type { Repository } from './model.ts';
import { environmentOf } from './run-git.ts';

export interface ServeLimits {
  /** Of one push, packed. */
  readonly pushBytesMax: number;
  /** For a whole request. */
  readonly milliseconds: number;
}

export const usualServeLimits: ServeLimits = { pushBytesMax: 2 * 1024 ** 3, milliseconds: 60 * 60_000 };

export interface GitRequest {
  readonly method: 'GET' | 'POST';
  /** Below the repository: `info/refs`, `git-upload-pack`, `git-receive-pack`. */
  readonly path: string;
  readonly query: string;
  readonly contentType: string;
  readonly contentLength: string;
  readonly contentEncoding: string;
  /** `version=2`. */
  readonly gitProtocol: string;
  /** null: there is none. */
  readonly body: Readable | null;
  /** Aborted when nobody listens any more. */
  readonly signal: AbortSignal;
}

export interface GitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** To be read to its end. */
  readonly body: AsyncIterable<Buffer>;
}

/** How git behaves for clients. Whoever pushes by force may: only the default branch cannot be deleted. */
function settings(limits: ServeLimits): Record<string, string> {
  return {
    'http.receivepack': 'true',
    'uploadpack.allowFilter': 'true',
    'uploadpack.allowReachableSHA1InWant': 'true',
    'receive.maxInputSize': String(limits.pushBytesMax),
    'receive.denyDeleteCurrent': 'refuse',
    'receive.denyNonFastForwards': 'false',
    // What is malformed, or made to harm who clones it, stays outside.
    'receive.fsckObjects': 'true',
    'receive.autogc': 'false',
    'transfer.hideRefs': 'refs/weft',
    // Memory stays flat whatever is pushed.
    'core.bigFileThreshold': '16m',
    'pack.threads': '1',
    'pack.windowMemory': '64m',
  };
}

let serving = 0;
/** How many push to each repository at the moment. */
const pushing = new Map<Id<'repository'>, number>();

export function isPushing(repositoryId: Id<'repository'>): boolean {
  return (pushing.get(repositoryId) ?? 0) > 0;
}

/** Whether any client of git is let in at the moment. */
export function isServing(): boolean {
  return serving > 0;
}

/** Faults: unavailable `git.failed`, `tool.missing`, `tool.not_started`. */
export async function serveGit(host: Host, repository: Repository, asked: GitRequest, limits = usualServeLimits): Promise<GitAnswer> {
  const folder = repositoryFolder(host, repository.id);
  const env = {
    ...{ GIT_PROJECT_ROOT: folder, PATH_INFO: `/${asked.path}`, GIT_HTTP_EXPORT_ALL: '1', REMOTE_ADDR: '127.0.0.1', REMOTE_USER: 'weft' },
    ...{ REQUEST_METHOD: asked.method, QUERY_STRING: asked.query, CONTENT_TYPE: asked.contentType },
    ...(asked.contentLength === '' ? {} : { CONTENT_LENGTH: asked.contentLength }),
    ...{ HTTP_CONTENT_ENCODING: asked.contentEncoding, HTTP_GIT_PROTOCOL: asked.gitProtocol },
  };
  const child = await startChild('git', ['http-backend'], { cwd: folder, env: environmentOf({ env, config: settings(limits) }) });
  const said = keepEnd(child.stderr);
  if (asked.body === null) child.stdin.end();
  else asked.body.on('error', () => child.stdin.destroy()).pipe(child.stdin);
  const stop = () => void stopGroup(child, { interruptMilliseconds: 2_000 });
  const timer = setTimeout(stop, limits.milliseconds);
  asked.signal.addEventListener('abort', stop);
  const isPush = asked.path === 'git-receive-pack';
  const count = (by: 1 | -1) => {
    serving += by;
    if (isPush) pushing.set(repository.id, (pushing.get(repository.id) ?? 0) + by);
  };
  count(1);
  void child.exited.then(() => {
    count(-1);
    clearTimeout(timer);
    asked.signal.removeEventListener('abort', stop);
  });
  return readAnswer(child, said);
}

/** As the common gateway interface has it: headers, an empty line, and the rest. */
async function readAnswer(child: Child, said: () => string): Promise<GitAnswer> {
  let head = Buffer.alloc(0);
  for (;;) {
    const chunk: Buffer | null = child.stdout.read();
    if (chunk !== null) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end >= 0) return answerOf(head.subarray(0, end).toString('latin1'), withFirst(child, head.subarray(end + 4)));
      if (head.length > 64 * 1024) break;
    } else if (child.stdout.readableEnded || child.stdout.destroyed) break;
    else await Promise.race([once(child.stdout, 'readable'), once(child.stdout, 'end'), once(child.stdout, 'close')]);
  }
  throw new Fault('unavailable', 'git.failed', `git http-backend failed: ${said() || 'it said nothing'}.`);
}

function answerOf(head: string, body: AsyncIterable<Buffer>): GitAnswer {
  const lines = head.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const headers = Object.fromEntries(lines.filter(([name]) => name !== '' && name !== 'status'));
  const status = lines.find(([name]) => name === 'status')?.[1] ?? '200';
  return { status: Number(status.slice(0, 3)), headers, body };
}

/** Ends when git has, so that what a push changed can be looked at then. */
async function* withFirst(child: Child, first: Buffer): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for await (const chunk of child.stdout) yield Buffer.from(chunk);
  await child.exited;
}

function keepEnd(stream: Readable): () => string {
  let kept = '';
  stream.on('data', (chunk: Buffer) => {
    kept = (kept + chunk.toString('utf8')).slice(-2_000);
  });
  return () => kept.trim();
}
