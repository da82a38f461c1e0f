/** The states that an environment was in, each as one accepted command's manifest had it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { countStates, type EarlierState, type State, selectEarlierStates, selectState, selectStates } from './store-states.ts';

/** Newest first. */
export async function listStates(
  host: Host,
  environmentId: Id<'environment'>,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly items: State[]; readonly totalCount: number }> {
  const { db } = host.database;
  const [items, totalCount] = await Promise.all([selectStates(db, environmentId, page), countStates(db, environmentId)]);
  return { items, totalCount };
}

/** Fault not_found `state.not_found`: also for one of another project. */
export async function getState(host: Host, projectId: Id<'project'>, invocationId: Id<'invocation'>): Promise<State> {
  const state = await selectState(host.database.db, invocationId);
  if (state?.projectId !== projectId)
    throw new Fault(
      'not_found',
      'state.not_found',
      `This project has no state ${invocationId}, or it was dropped by the account's retention. Choose one of the list.`,
    );
  return state;
}

/** Null: there is none, or it was dropped. Whose it is is for the asker to hold. */
export function findState(host: Host, invocationId: Id<'invocation'>): Promise<State | null> {
  return selectState(host.database.db, invocationId);
}

/** Of each environment that has one: the state that it was in at that time, or, without a time, the last one that was another than it is now. */
export function listEarlierStates(host: Host, environmentIds: readonly Id<'environment'>[], at: Date | null): Promise<EarlierState[]> {
  return selectEarlierStates(host.database.db, environmentIds, at);
}
