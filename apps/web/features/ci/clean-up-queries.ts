/** What a clean-up would do, what clean-ups did, and asking for one. */
import { queryOptions } from '@tanstack/react-query';
import type { WireCleanUpPage } from '@weft/wire/weft/clean-up';
import { ask, get } from '../../kit/api.ts';

/** Whose relations. */
export interface CleanUpSubject {
  readonly kind: 'pull-requests' | 'jobs' | 'runs';
  readonly id: number;
}

/** Below the runs' own key: a run that makes more is news here too. */
export function cleanUpQuery(accountId: number, { kind, id }: CleanUpSubject) {
  return queryOptions({
    queryKey: ['runs', accountId, 'clean-up', kind, id],
    queryFn: () => get<WireCleanUpPage>(pathOf(accountId, { kind, id })),
    refetchInterval: ({ state }) => (state.data?.clean_ups.some(isUnderWay) === true ? 2_000 : 30_000),
  });
}

/** `id`: null where there was nothing to clean up. */
export function askForCleanUp(accountId: number, subject: CleanUpSubject): Promise<{ readonly id: number | null }> {
  return ask('POST', pathOf(accountId, subject));
}

export function isUnderWay({ state }: WireCleanUpPage['clean_ups'][number]): boolean {
  return state === 'queued' || state === 'running';
}

function pathOf(accountId: number, { kind, id }: CleanUpSubject): string {
  return `/api/weft/accounts/${accountId}/${kind}/${id}/clean-up/`;
}
