/** Fetches a repository that lies elsewhere into its bare mirror, so that everything after it reads a folder of ours. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRepository, repositoryFolder } from './find-repository.ts';
import type { Repository } from './model.ts';
import { isRefName, isSha } from './model.ts';
import { keyPurpose, tokenPurpose } from './remote-repositories.ts';
import { type RemoteUrl, readRemoteUrl } from './remote-url.ts';
import { type GitCall, runGit, tryGit } from './run-git.ts';
import { selectSealed, updateRepository } from './store.ts';

/** The first fetch of a large repository takes minutes. */
const fetchMilliseconds = 15 * 60_000;
const askMilliseconds = 30_000;

/** One fetch a mirror at a time: two would fight for its refs. */
const underWay = new Map<Id<'repository'>, Promise<unknown>>();

/** A managed one is as it is. `sha`: fetched too where no branch has it. Faults: unavailable `repository.unreachable`, `repository.refused`. */
export async function refreshRepository(host: Host, repository: Repository, sha: string | null = null): Promise<Repository> {
  if (repository.remoteUrl === null) return repository;
  const turn = (underWay.get(repository.id) ?? Promise.resolve()).catch(() => {}).then(() => fetchInto(host, repository, sha));
  underWay.set(repository.id, turn);
  try {
    return await turn;
  } finally {
    if (underWay.get(repository.id) === turn) underWay.delete(repository.id);
  }
}

/** Whether it can be entered, and what is there. Faults as `refreshRepository`. */
export async function testRepository(
  host: Host,
  repository: Repository,
): Promise<{ readonly defaultBranch: string; readonly branchCount: number }> {
  if (repository.remoteUrl === null) return { defaultBranch: repository.defaultBranch, branchCount: 1 };
  return entering(host, repository, async (remote, call) => {
    const listed = await asking(repository, remote, ['ls-remote', '--symref', '--', remote.url, 'HEAD', 'refs/heads/*'], {
      ...call,
      timeoutMilliseconds: askMilliseconds,
    });
    const lines = listed.split('\n');
    const branchCount = lines.filter((line) => /\trefs\/heads\//.test(line)).length;
    return { defaultBranch: headIn(listed) ?? repository.defaultBranch, branchCount };
  });
}

async function fetchInto(host: Host, repository: Repository, sha: string | null): Promise<Repository> {
  const folder = repositoryFolder(host, repository.id);
  await mkdir(host.paths.repositories, { recursive: true });
  await runGit(['init', '--quiet', '--bare', '--initial-branch=main', folder], { cwd: host.paths.repositories });
  return entering(host, repository, async (remote, given) => {
    const call = { ...given, cwd: folder };
    const fetch = ['fetch', '--quiet', '--force', '--no-write-fetch-head'];
    await asking(
      repository,
      remote,
      [...fetch, '--prune', '--', remote.url, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'],
      call,
    );
    if (sha !== null && isSha(sha) && sha.length === 40) await fetchCommit(fetch, remote, sha, call);
    const head = headIn((await tryGit(['ls-remote', '--symref', '--', remote.url, 'HEAD'], call)).output);
    if (head === null || head === repository.defaultBranch) return repository;
    await updateRepository(host.database.db, repository.id, { defaultBranch: head });
    return getRepository(host, repository.id);
  });
}

/** Of a pull request, say. Whoever looks for it next says that it is not there. */
async function fetchCommit(fetch: readonly string[], remote: RemoteUrl, sha: string, call: GitCall): Promise<void> {
  const known = await tryGit(['cat-file', '-e', `${sha}^{commit}`], call);
  if (known.problem !== null) await tryGit([...fetch, '--', remote.url, sha], call);
}

function headIn(listed: string): string | null {
  const name = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(listed)?.[1];
  return name !== undefined && isRefName(name) ? name : null;
}

/** Lends git what enters the repository, for this call alone: a header in its environment, or a key in a folder that goes away. */
async function entering<Value>(
  host: Host,
  repository: Repository,
  work: (remote: RemoteUrl, call: GitCall) => Promise<Value>,
): Promise<Value> {
  const remote = readRemoteUrl(repository.remoteUrl ?? '');
  const sealed = await selectSealed(host.database.db, repository.id);
  const scratch = await mkdtemp(join(tmpdir(), 'weft-git-'));
  const call = { cwd: scratch, timeoutMilliseconds: fetchMilliseconds };
  const env = { HOME: scratch, GIT_ALLOW_PROTOCOL: 'http:https:ssh' };
  try {
    if (remote.kind === 'ssh') {
      const key = sealed.sealedPrivateKey === null ? null : host.secretBox.open(sealed.sealedPrivateKey, keyPurpose(repository.id));
      return await work(remote, { ...call, env: { ...env, GIT_SSH_COMMAND: await sshCommand(host, scratch, key) } });
    }
    const token = sealed.sealedToken === null ? null : host.secretBox.open(sealed.sealedToken, tokenPurpose(repository.id));
    if (token === null) return await work(remote, { ...call, env });
    host.scrubber.add(token);
    const basic = Buffer.from(`${repository.username ?? usernameFor(remote)}:${token}`).toString('base64');
    // A redirect could lead to somebody else, who would be shown the token.
    const config = { [`http.${remote.origin}.extraHeader`]: `Authorization: Basic ${basic}`, 'http.followRedirects': 'false' };
    return await work(remote, { ...call, env, config });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What a host showed at first it must show ever after. */
async function sshCommand(host: Host, scratch: string, key: string | null): Promise<string> {
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  const file = join(scratch, 'key');
  if (key !== null) await writeFile(file, key, { mode: 0o600 });
  const known = quoted(`UserKnownHostsFile=${join(host.paths.repositories, 'known_hosts')}`);
  const options = `-F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=20 -o ${known}`;
  return key === null ? `ssh ${options}` : `ssh ${options} -o IdentitiesOnly=yes -i ${quoted(file)}`;
}

/** Providers that look at the name at all want these beside a token. */
function usernameFor({ host }: RemoteUrl): string {
  if (/gitlab/.test(host)) return 'oauth2';
  return /bitbucket/.test(host) ? 'x-token-auth' : 'x-access-token';
}

async function asking(repository: Repository, remote: RemoteUrl, args: readonly string[], call: GitCall): Promise<string> {
  const { output, problem } = await tryGit(args, call);
  if (problem === null) return output;
  const isRefused = /authentication failed|could not read (username|password)|permission denied|403|401|terminal prompts disabled/i.test(
    problem,
  );
  const said = problem.split('\n').slice(-3).join(' ').slice(0, 500);
  if (isRefused)
    throw new Fault('unavailable', 'repository.refused', `${remote.url} does not let Weft in: ${said} ${mendOf(repository, remote)}`);
  throw new Fault(
    'unavailable',
    'repository.unreachable',
    `${remote.url} cannot be fetched: ${said} Check its address, and that this machine may reach ${remote.host}.`,
  );
}

function mendOf(repository: Repository, remote: RemoteUrl): string {
  if (remote.kind === 'ssh') return 'Add the deploy key of the project settings to the repository, with the right to read.';
  return repository.hasToken
    ? 'Its token may have expired, or lack the right to read: send a new one.'
    : 'It wants a token: add one with the right to read in the project settings.';
}
