/** The cache of what the server answered, and what happens when it says that nobody is signed in. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../features/session/session-queries.ts';
import { ApiError } from '../kit/api.ts';

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // The session ended elsewhere: asking who we are leads to the sign-in page.
      if (error instanceof ApiError && error.status === 401) void queries.invalidateQueries(sessionQuery);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 2,
    },
  },
});
