/** A real git server over http, as providers run one: git's own backend behind a door that wants a user name and a token. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface GitServer {
  /** `http://127.0.0.1:…/acme/shop.git`. */
  readonly url: string;
  /** What came in the Authorization header, decoded, of each request. */
  readonly seen: readonly string[];
  /** Where commits are made. */
  readonly clone: string;
  /** Commits files (path → text) to a branch; answers the sha. */
  commit(files: Readonly<Record<string, string>>, branch?: string, isForced?: boolean): string;
  /** Runs git in the bare repository itself, or, with `isInClone`, in the clone that commits are made in; answers what it prints. */
  git(args: readonly string[], isInClone?: boolean): string;
  /** From now on only this token is let in; null: everybody. */
  lock(token: string | null): void;
  close(): Promise<void>;
}

const identity = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' };

/** `defaultBranch`: what its HEAD names. `folder`: copied in as the first commit. */
export async function startGitServer(
  given: {
    readonly defaultBranch?: string;
    readonly folder?: string;
    /** What else is at this address, such as a provider's API: true, it answers. */
    readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  } = {},
): Promise<GitServer> {
  const root = mkdtempSync(join(tmpdir(), 'weft-git-server-'));
  const bare = join(root, 'acme', 'shop.git');
  const work = join(root, 'work');
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd, env: { ...identity, PATH: '/usr/bin:/bin', HOME: root }, encoding: 'utf8' }).trim();
  mkdirSync(bare, { recursive: true });
  const defaultBranch = given.defaultBranch ?? 'main';
  git(root, 'init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`, bare);
  /** Made when it is first needed: most of those who ask a provider never commit. */
  const inClone = () => {
    if (existsSync(work)) return work;
    git(root, 'clone', '--quiet', bare, work);
    if (given.folder !== undefined) cpSync(given.folder, work, { recursive: true });
    return work;
  };
  const seen: string[] = [];
  let wanted: string | null = null;
  const server = createServer((request, response) => {
    if (given.answer?.(request, response)) return;
    const user = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString('utf8');
    seen.push(user);
    if (wanted !== null && user.split(':')[1] !== wanted)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('who are you?');
    else serve(root, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the git server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/acme/shop.git`,
    seen,
    get clone() {
      return inClone();
    },
    commit(files, branch = defaultBranch, isForced = false) {
      inClone();
      git(work, 'checkout', '--quiet', '-B', branch);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(work, path)), { recursive: true });
        writeFileSync(join(work, path), text);
      }
      git(work, 'add', '--all');
      git(work, 'commit', '--quiet', '--allow-empty', '-m', 'A change');
      git(work, 'push', '--quiet', ...(isForced ? ['--force'] : []), 'origin', branch);
      return git(work, 'rev-parse', 'HEAD');
    },
    git: (args, isInClone = false) => git(isInClone ? inClone() : bare, ...args),
    lock(token) {
      wanted = token;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The common gateway interface, as far as git's backend speaks it. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const env = {
    ...{
      PATH: '/usr/bin:/bin',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
    },
    ...{ REQUEST_METHOD: request.method ?? 'GET', CONTENT_TYPE: request.headers['content-type'] ?? '', REMOTE_ADDR: '127.0.0.1' },
    ...{
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  };
  const backend = spawn('git', ['http-backend'], { env });
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  backend.stdout.on('data', function read(chunk: Buffer) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    backend.stdout.off('data', read);
    const headers = head.subarray(0, end).toString('utf8').split('\r\n');
    const status = headers.find((line) => line.startsWith('Status: '));
    for (const line of headers.filter((it) => !it.startsWith('Status: '))) {
      const [name = '', value = ''] = line.split(/: (.*)/);
      if (name !== '') response.setHeader(name, value);
    }
    response.writeHead(status ? Number(status.slice(8, 11)) : 200).write(head.subarray(end + 4));
    // A repository of a gigabyte must not lie in memory here.
    backend.stdout.pipe(response);
  });
}
