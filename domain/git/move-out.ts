/** Moves a managed repository out of Weft: copied to a place of the user's choosing, which then is the project's remote repository under the same id. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { makeDeployKey } from './deploy-key.ts';
import type { Repository } from './model.ts';
import { readRemoteUrl } from './remote-url.ts';
import { deleteMove, insertMove, type Move, selectMove, updateMove } from './store-moves.ts';

export const moveQueue = 'git.move';

export function findMove(host: Host, repositoryId: Id<'repository'>): Promise<Move | null> {
  return selectMove(host.database.db, repositoryId);
}

/** By ssh a deploy key is made, which must be put beside the other repository first. Faults: invalid `repository.url_invalid`, `repository.not_managed`; conflict `repository.move_busy`. */
export async function prepareMove(
  host: Host,
  repository: Repository,
  given: { readonly remoteUrl: string; readonly username: string | null; readonly token: string | null; readonly askedBy: string },
): Promise<Move> {
  requireManaged(repository);
  const remote = readRemoteUrl(given.remoteUrl);
  const { id } = repository;
  const key = remote.kind === 'ssh' ? makeDeployKey() : null;
  const at = host.clock.now();
  await host.database.transaction(async (tx) => {
    requireIdle(await selectMove(tx, id));
    await insertMove(tx, {
      ...{ repositoryId: id, remoteUrl: remote.url, username: given.username, askedBy: given.askedBy, state: 'prepared', steps: [] },
      sealedToken: given.token ? host.secretBox.seal(given.token, movePurpose(id, 'token')) : null,
      sealedPrivateKey: key ? host.secretBox.seal(key.privateKey, movePurpose(id, 'key')) : null,
      ...{ publicKey: key?.publicKey ?? null, createdAt: at, updatedAt: at },
    });
  });
  return getMove(host, id);
}

/** Pushes all branches and tags; the project stays where it is. May be repeated. Faults: not_found `repository.move_not_found`; conflict `repository.move_busy`. */
export function copyOut(host: Host, repository: Repository): Promise<Move> {
  return begin(host, repository, 'copying');
}

/** Holds pushes up, copies what came since, compares, and makes the other place the project's repository. Faults as `copyOut`; conflict `repository.move_not_copied`. */
export function switchOver(host: Host, repository: Repository): Promise<Move> {
  return begin(host, repository, 'switching');
}

async function begin(host: Host, repository: Repository, state: 'copying' | 'switching'): Promise<Move> {
  requireManaged(repository);
  const { id } = repository;
  await host.database.transaction(async (tx) => {
    const move = await selectMove(tx, id);
    if (move === null) throw notFound(repository);
    requireIdle(move);
    if (state === 'switching' && move.state !== 'copied')
      throw new Fault('conflict', 'repository.move_not_copied', 'Copy the repository first: the project is switched to what is there.');
    await updateMove(tx, id, { state, steps: [], updatedAt: host.clock.now() });
    await host.queue.send(tx, moveQueue, { repositoryId: id });
  });
  return getMove(host, id);
}

/** What was copied stays there. Faults: conflict `repository.move_busy`. */
export async function giveUpMove(host: Host, repository: Repository): Promise<void> {
  await host.database.transaction(async (tx) => {
    requireIdle(await selectMove(tx, repository.id));
    await deleteMove(tx, repository.id);
  });
}

/** While the project is switched nothing is pushed that would be left behind. Faults: conflict `repository.moving`. */
export async function requireSettled(host: Host, repository: Repository): Promise<void> {
  const move = await findMove(host, repository.id);
  if (move?.state !== 'switching') return;
  throw new Fault('conflict', 'repository.moving', `${repository.name} is moving to ${move.remoteUrl}. Push there in a minute.`);
}

export function movePurpose(repositoryId: Id<'repository'>, what: 'key' | 'token'): string {
  return `repository.move_${what}:${repositoryId}`;
}

async function getMove(host: Host, repositoryId: Id<'repository'>): Promise<Move> {
  const found = await findMove(host, repositoryId);
  if (found === null) throw new Error(`the move of repository ${repositoryId} is gone`);
  return found;
}

function requireManaged({ name, remoteUrl }: Repository): void {
  if (remoteUrl !== null) throw new Fault('invalid', 'repository.not_managed', `${name} lies at ${remoteUrl} already.`);
}

function requireIdle(move: Move | null): void {
  if (move?.state === 'copying' || move?.state === 'switching')
    throw new Fault('conflict', 'repository.move_busy', 'The repository is being copied. Wait until that has ended.');
}

function notFound({ name }: Repository): Fault {
  return new Fault('not_found', 'repository.move_not_found', `It is not said yet where ${name} is to move.`);
}
