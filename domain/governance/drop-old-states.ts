/** Drops the states that an account keeps no longer, with what only they hold; or tells which would go. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { dropDocuments } from '../catalog/drop-documents.ts';
import { countOldStates, dropStates, listOldStates, type OldStates } from '../ingest/drop-states.ts';
import { listPublishedInvocations } from '../mesh/list-published-invocations.ts';
import type { Retention } from './model.ts';
import { selectRetentions } from './store.ts';

/** What those above this module still name: newest successes of jobs, and runs that are not over. */
export type HeldBy = (accountId: Id<'account'>) => Promise<readonly Id<'invocation'>[]>;

export interface DroppedStates {
  readonly accountId: Id<'account'>;
  readonly retention: Retention;
  readonly states: number;
  readonly versions: number;
}

interface Question {
  readonly accountId: Id<'account'>;
  readonly retention: Retention;
  readonly heldBy: HeldBy;
}

/** What would go now. */
export async function previewOldStates(host: Host, question: Question): Promise<OldStates> {
  return countOldStates(host, await toKeep(host, question));
}

const dayMilliseconds = 24 * 3600 * 1000;
const statesAtOnce = 500;

/** A chore; safe to run twice and by several servers. Answers of each account that lost any how many. */
export async function dropOldStates(host: Host, heldBy: HeldBy): Promise<readonly DroppedStates[]> {
  const dropped: DroppedStates[] = [];
  for (const { accountId, ...retention } of await selectRetentions(host.database.db)) {
    let [states, versions] = [0, 0];
    for (;;) {
      const ids = await listOldStates(host, await toKeep(host, { accountId, retention, heldBy }), statesAtOnce);
      if (ids.length === 0) break;
      const gone = await dropStates(host, ids);
      for (const { projectId, entryIds } of gone.held) await dropDocuments(host, { accountId, projectId }, entryIds);
      states += gone.states;
      versions += gone.versions;
      if (gone.states === 0) break;
    }
    if (states > 0) dropped.push({ accountId, retention, states, versions });
  }
  return dropped;
}

async function toKeep(host: Host, { accountId, retention, heldBy }: Question) {
  const [held, published] = await Promise.all([heldBy(accountId), listPublishedInvocations(host, accountId)]);
  const before = new Date(host.clock.now().getTime() - retention.days * dayMilliseconds);
  return { accountId, before, statesMin: retention.statesMin, except: [...new Set([...held, ...published])] };
}
