/** Lends git what enters a repository that lies elsewhere, and says in words of ours why it was not let in. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import type { Repository } from './model.ts';
import { keyPurpose, tokenPurpose } from './remote-repositories.ts';
import { type RemoteUrl, readRemoteUrl } from './remote-url.ts';
import { type GitCall, tryGit } from './run-git.ts';
import { selectSealed } from './store.ts';

/** Opened: never kept longer than a call. */
export interface RemoteKeys {
  readonly remoteUrl: string;
  /** null: what the provider is known to want beside a token. */
  readonly username: string | null;
  readonly token: string | null;
  readonly privateKey: string | null;
}

/** The first fetch of a large repository takes minutes. */
const fetchMilliseconds = 15 * 60_000;

export async function keysOf(host: Host, repository: Repository): Promise<RemoteKeys> {
  const { sealedToken, sealedPrivateKey } = await selectSealed(host.database.db, repository.id);
  return {
    ...{ remoteUrl: repository.remoteUrl ?? '', username: repository.username },
    token: sealedToken === null ? null : host.secretBox.open(sealedToken, tokenPurpose(repository.id)),
    privateKey: sealedPrivateKey === null ? null : host.secretBox.open(sealedPrivateKey, keyPurpose(repository.id)),
  };
}

/** For this call alone: a header in its environment, or a key in a folder that goes away. There the remote is called `origin`. */
export async function enterRemote<Value>(
  host: Host,
  keys: RemoteKeys,
  work: (remote: RemoteUrl, call: GitCall) => Promise<Value>,
): Promise<Value> {
  const remote = readRemoteUrl(keys.remoteUrl);
  const scratch = await mkdtemp(join(tmpdir(), 'weft-git-'));
  const call = { cwd: scratch, timeoutMilliseconds: fetchMilliseconds };
  const env = { HOME: scratch, GIT_ALLOW_PROTOCOL: 'http:https:ssh' };
  // Whoever sends next to nothing for a minute is given up.
  const config = { 'remote.origin.url': remote.url, 'http.lowSpeedLimit': '100', 'http.lowSpeedTime': '60' };
  try {
    if (remote.kind === 'ssh')
      return await work(remote, { ...call, config, env: { ...env, GIT_SSH_COMMAND: await sshCommand(host, scratch, keys.privateKey) } });
    if (keys.token === null) return await work(remote, { ...call, config, env });
    host.scrubber.add(keys.token);
    const basic = Buffer.from(`${keys.username ?? usernameFor(remote)}:${keys.token}`).toString('base64');
    // A redirect could lead to somebody else, who would be shown the token.
    const header = { [`http.${remote.origin}.extraHeader`]: `Authorization: Basic ${basic}`, 'http.followRedirects': 'false' };
    return await work(remote, { ...call, env, config: { ...config, ...header } });
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

/** Runs git, whose failure is taken for one of the remote. Faults: unavailable `repository.unreachable`, `repository.refused`. */
export async function askRemote(keys: RemoteKeys, remote: RemoteUrl, args: readonly string[], call: GitCall): Promise<string> {
  const { output, problem } = await tryGit(args, call).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'tool.timed_out')
      throw new Fault('unavailable', 'repository.unreachable', `${remote.url} took too long: ${error.message} Try again later.`);
    throw error;
  });
  if (problem === null) return output;
  throw faultOf(keys, remote, problem);
}

/** The last lines of what git said, without its prefixes' noise. */
function faultOf(keys: RemoteKeys, remote: RemoteUrl, problem: string): Fault {
  const isRefused =
    /authentication failed|could not read (username|password)|permission denied|\b403\b|\b401\b|terminal prompts disabled/i.test(problem);
  const said = problem.split('\n').slice(-3).join(' ').slice(0, 500);
  if (isRefused)
    return new Fault('unavailable', 'repository.refused', `${remote.url} does not let Weft in: ${said} ${mendOf(keys, remote)}`);
  return new Fault(
    'unavailable',
    'repository.unreachable',
    `${remote.url} cannot be reached: ${said} Check its address and that it is still there, and that this machine may reach ${remote.host}.`,
  );
}

function mendOf(keys: RemoteKeys, remote: RemoteUrl): string {
  if (remote.kind === 'ssh') return 'Add the deploy key of the repository’s page to the repository where it lies.';
  return keys.token !== null
    ? 'Its token may have expired, or lack the right: send a new one.'
    : 'It wants a token: add one on the repository’s page.';
}
