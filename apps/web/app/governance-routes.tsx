/** The pages of governance: what ought to be better. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readIds } from './read-ids.ts';
import { readGovernanceSearch } from './read-search.ts';
import { shellRoute } from './root-routes.tsx';

const governanceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/governance/$accountId',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readGovernanceSearch,
  component: lazyRouteComponent(() => import('../features/governance/governance-page.tsx'), 'GovernancePage'),
});

export const governanceRoutes = [governanceRoute] as const;
