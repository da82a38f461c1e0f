/** Cleaning up what CI runs left in warehouses: what there is, what would be done, and asking for it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { CreatedRelation } from '../runs/created-relation.ts';
import { pullRequestScope } from '../runs/created-relation.ts';
import { listRelations } from '../runs/created-relations.ts';
import type { Actor } from '../runs/model.ts';
import type { RelationFilter } from '../runs/relation-store.ts';
import type { CleanUpPlan } from './decide-clean-up.ts';
import { decideCleanUp } from './decide-clean-up.ts';
import { gatherFacts } from './gather-facts.ts';
import type { CleanUp, CleanUpItem, CleanUpReason, CleanUpSubject } from './model.ts';
import { insertCleanUp, selectCleanUp, selectCleanUpMadeBy, selectCleanUps, selectItems } from './store-clean-ups.ts';

/** Whose relations, in which project. */
export interface CleanUpTarget {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly subject: CleanUpSubject;
}

export interface CleanUpRequest extends CleanUpTarget {
  readonly reason: CleanUpReason;
  /** Null or left out: Weft itself. */
  readonly actor?: Actor | null;
  /** Names what asks, such as `pull_request:12:closed`: asked for twice, it is one clean-up. */
  readonly madeBy?: string;
}

export const cleanUpQueue = 'ci.clean-up';

/** What the subject's runs made and nobody has cleaned up yet, in the order of its making. */
export function listCreatedRelations(host: Host, target: CleanUpTarget): Promise<CreatedRelation[]> {
  return listRelations(host, filterOf(target));
}

/** What a clean-up would do now: nothing is changed by asking. */
export async function planCleanUp(host: Host, target: CleanUpTarget): Promise<CleanUpPlan> {
  const mine = await listCreatedRelations(host, target);
  return decideCleanUp(await gatherFacts(host, target.accountId, mine));
}

/** Queues it; what it does is decided when it begins. Null: there is nothing to clean up, so nothing is queued. */
export async function cleanUp(host: Host, request: CleanUpRequest): Promise<CleanUp | null> {
  const { accountId, projectId, subject, reason, actor = null, madeBy = null } = request;
  const before = madeBy === null ? null : await selectCleanUpMadeBy(host.database.db, madeBy);
  if (before) return before;
  if ((await listCreatedRelations(host, request)).length === 0 && reason !== 'closed' && reason !== 'merged') return null;
  const made = await host.database.transaction(async (tx) => {
    const values = { accountId, projectId, subject, reason, actor, madeBy, createdAt: host.clock.now() };
    const row = await insertCleanUp(tx, values);
    if (row) await host.queue.send(tx, cleanUpQueue, { cleanUpId: row.id });
    return row;
  });
  return made ?? selectCleanUpMadeBy(host.database.db, madeBy ?? '');
}

/** The newest first. */
export async function listCleanUps(
  host: Host,
  { accountId, projectId }: Pick<CleanUpTarget, 'accountId' | 'projectId'>,
  limit: number,
): Promise<{ readonly cleanUp: CleanUp; readonly items: readonly CleanUpItem[] }[]> {
  const found = await selectCleanUps(host.database.db, accountId, projectId, limit);
  const items = await selectItems(
    host.database.db,
    found.map(({ id }) => id),
  );
  return found.map((one) => ({ cleanUp: one, items: items.filter(({ cleanUpId }) => cleanUpId === one.id) }));
}

/** Faults: not_found `clean_up.not_found`. */
export async function getCleanUp(
  host: Host,
  { accountId, projectId }: Pick<CleanUpTarget, 'accountId' | 'projectId'>,
  cleanUpId: Id<'cleanUp'>,
): Promise<{ readonly cleanUp: CleanUp; readonly items: readonly CleanUpItem[] }> {
  const found = await selectCleanUp(host.database.db, cleanUpId);
  if (found?.accountId !== accountId || found.projectId !== projectId)
    throw new Fault('not_found', 'clean_up.not_found', `There is no clean-up ${cleanUpId} in this project.`);
  return { cleanUp: found, items: await selectItems(host.database.db, [cleanUpId]) };
}

function filterOf({ accountId, projectId, subject }: CleanUpTarget): RelationFilter {
  const place = { accountId, projectId };
  switch (subject.kind) {
    case 'pull_request':
      return { ...place, scope: pullRequestScope(subject.pullRequest) ?? 'pr:' };
    case 'job':
      return { ...place, jobId: subject.jobId };
    case 'environment':
      return { ...place, environmentId: subject.environmentId };
    case 'runs':
      return { ...place, runIds: subject.runIds };
  }
}
