/** The cache of what the server answered, and what happens when it says that nobody is signed in. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../features/session/session-queries.ts';
import { ApiError } from '../kit/api.ts';

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: hearSessionEnd }),
  mutationCache: new MutationCache({ onError: hearSessionEnd }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 2,
    },
  },
});

/** It ended elsewhere: asking who we are leads the shell to the sign-in page. */
function hearSessionEnd(error: Error): void {
  if (error instanceof ApiError && error.status === 401) void queries.invalidateQueries(sessionQuery);
}
