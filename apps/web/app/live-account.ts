/** Keeps what is on the screen true: an event of the account makes the queries it touches ask again. */
import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import type { AccountEvents } from '@weft/wire/weft/live-events';
import { useEffect } from 'react';
import { listen } from '../kit/event-stream.ts';

/** Many events in a burst (a run's nodes, several uploads) are one asking. */
const gatherMs = 250;

export function useLiveAccount(accountId: number | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (accountId === undefined) return;
    const renew = gather(queries);
    let hasOpened = false;
    const close = listen<AccountEvents>(
      `/api/weft/accounts/${accountId}/events/`,
      {
        'run.changed': () => renew(['runs', accountId], ['overview', accountId]),
        'upload.changed': ({ environment_id }) =>
          renew(['uploads', accountId, environment_id], ['runs', accountId], ['overview', accountId], ['catalog', accountId]),
        'publication.changed': ({ environment_id }) =>
          // A first manifest also tells the project's dbt name.
          renew(
            ['publications', accountId],
            ['catalog', accountId],
            ['overview', accountId],
            ['uploads', accountId, environment_id],
            ['projects', accountId],
          ),
      },
      () => {
        if (hasOpened) renew(['runs', accountId], ['overview', accountId], ['uploads', accountId], ['publications', accountId]);
        hasOpened = true;
      },
    );
    return close;
  }, [accountId, queries]);
}

function gather(queries: QueryClient): (...keys: readonly (readonly unknown[])[]) => void {
  const waiting = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  return (...keys) => {
    for (const key of keys) waiting.set(JSON.stringify(key), key);
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      for (const queryKey of waiting.values()) void queries.invalidateQueries({ queryKey });
      waiting.clear();
    }, gatherMs);
  };
}
