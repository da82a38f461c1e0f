/** Does what moves of repositories ask for: copies, compares, and switches the project over; whatever fails leaves everything where it was. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { askRemote, enterRemote, type RemoteKeys } from './enter-remote.ts';
import { getRepository, repositoryFolder } from './find-repository.ts';
import { isSame, refsIn, refsOf } from './mirror.ts';
import type { Repository } from './model.ts';
import { movePurpose, moveQueue } from './move-out.ts';
import { noticePushes } from './notice-pushes.ts';
import { keyPurpose, tokenPurpose } from './remote-repositories.ts';
import { type RemoteUrl, readRemoteUrl } from './remote-url.ts';
import { type GitCall, tryGit } from './run-git.ts';
import { isPushing } from './serve-git.ts';
import { updateRepository } from './store.ts';
import { type Move, type MoveStep, selectMove, updateMove } from './store-moves.ts';

const pushMilliseconds = 60 * 60_000;

export async function workMoves(host: Host): Promise<void> {
  const workSchema = z.object({ repositoryId: idSchema<'repository'>() });
  await host.queue.work(moveQueue, { concurrency: 1, retries: 3 }, async (data) => carryOut(host, workSchema.parse(data).repositoryId));
}

/** May be done twice: what is there already is not pushed again. */
async function carryOut(host: Host, repositoryId: Id<'repository'>): Promise<void> {
  const { db } = host.database;
  const move = await selectMove(db, repositoryId);
  if (move === null || (move.state !== 'copying' && move.state !== 'switching')) return;
  const repository = await getRepository(host, repositoryId);
  let steps: readonly MoveStep[] = [];
  const say = async (text: string, isFailed = false) => {
    const at = host.clock.now();
    steps = [...steps, { at: at.toISOString(), text: host.scrubber.scrub(text), isFailed }];
    await updateMove(db, repositoryId, { steps, updatedAt: at });
  };
  try {
    await copy(host, repository, move, say);
    if (move.state === 'switching') await switchTo(host, repository, move, say);
    await updateMove(db, repositoryId, { state: move.state === 'switching' ? 'moved' : 'copied' });
  } catch (error) {
    const isKnown = error instanceof Fault;
    const what = move.state === 'switching' ? 'The project stays with the managed repository.' : 'Nothing has changed here.';
    await say(`${isKnown ? error.message : 'Something went wrong inside Weft; its log says what.'} ${what}`, true);
    await updateMove(db, repositoryId, { state: move.state === 'switching' ? 'copied' : 'prepared' });
    if (!isKnown) throw error;
  }
}

async function copy(host: Host, repository: Repository, move: Move, say: (text: string) => Promise<void>): Promise<void> {
  const cwd = repositoryFolder(host, repository.id);
  const keys = keysOf(host, move);
  await enterRemote(host, keys, async (remote, given) => {
    const call = { ...given, cwd, timeoutMilliseconds: pushMilliseconds };
    await askRemote(keys, remote, ['ls-remote', '--', remote.url, 'HEAD'], given);
    await say(`Reached ${remote.url}.`);
    // Providers take the first branch that comes for the default one.
    const { defaultBranch } = repository;
    await push(keys, remote, [`refs/heads/${defaultBranch}:refs/heads/${defaultBranch}`], call);
    await say(`Pushed the default branch ${defaultBranch}.`);
    await push(keys, remote, ['refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*'], call);
    const mine = (await refsOf(cwd)) ?? new Map<string, string>();
    const theirs = refsIn(await askRemote(keys, remote, ['ls-remote', '--', remote.url, 'refs/heads/*', 'refs/tags/*'], given));
    const there = new Map([...theirs].filter(([name]) => mine.has(name)));
    if (!isSame(mine, there) || isPushing(repository.id))
      throw new Fault('conflict', 'repository.move_differs', 'Somebody pushed while the repository was copied. Copy it again.');
    await say(`Compared: all ${mine.size} branches and tags are there.`);
  });
}

async function push(keys: RemoteKeys, remote: RemoteUrl, what: readonly string[], call: GitCall): Promise<void> {
  const { output, problem } = await tryGit(['push', '--porcelain', '--quiet', 'origin', ...what], call);
  if (problem === null) return;
  const rejected = [...output.matchAll(/^!\t\S+?:(\S+)\t(.*)$/gm)].map(([, name = '', why = '']) => `${name} ${why}`);
  if (rejected.length > 0)
    throw new Fault(
      'conflict',
      'repository.move_rejected',
      `${remote.url} does not take ${rejected.slice(0, 5).join('; ')}. Choose a repository without commits of its own, and a token that may write.`,
    );
  // What else can be wrong is told as of any remote.
  await askRemote(keys, remote, ['push', '--quiet', 'origin', ...what], call);
}

/** In one transaction: a project is never without its repository. */
async function switchTo(host: Host, { id }: Repository, move: Move, say: (text: string) => Promise<void>): Promise<void> {
  const remote = readRemoteUrl(move.remoteUrl);
  const keys = keysOf(host, move);
  // Of what was pushed last those above still hear.
  await noticePushes(host, id);
  await host.database.transaction(async (tx) => {
    const at = host.clock.now();
    await updateRepository(tx, id, {
      ...{ remoteUrl: remote.url, fullName: remote.fullName, username: move.username, publicKey: move.publicKey, branches: null },
      gitCloneStrategy: remote.kind === 'ssh' ? 'deploy_key' : 'deploy_token',
      sealedToken: keys.token === null ? null : host.secretBox.seal(keys.token, tokenPurpose(id)),
      sealedPrivateKey: keys.privateKey === null ? null : host.secretBox.seal(keys.privateKey, keyPurpose(id)),
      ...{ fetchedAt: at, fetchFailure: null, updatedAt: at },
    });
    await updateMove(tx, id, { state: 'moved', sealedToken: null, sealedPrivateKey: null, updatedAt: at });
  });
  await say(`The project’s repository is ${remote.url} from now on.`);
}

function keysOf(host: Host, move: Move): RemoteKeys {
  const { repositoryId: id, remoteUrl, username, sealedToken, sealedPrivateKey } = move;
  return {
    ...{ remoteUrl, username },
    token: sealedToken === null ? null : host.secretBox.open(sealedToken, movePurpose(id, 'token')),
    privateKey: sealedPrivateKey === null ? null : host.secretBox.open(sealedPrivateKey, movePurpose(id, 'key')),
  };
}
