/** The tree of pages. Each page is a file of its own that is fetched when it is first needed. */
import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from './account-routes.tsx';
import { Broken } from './broken.tsx';
import { catalogRoutes } from './catalog-routes.tsx';
import { deployRoutes } from './deploy-routes.tsx';
import { doorRoutes } from './door-routes.tsx';
import { governanceRoutes } from './governance-routes.tsx';
import { NotFound } from './not-found.tsx';
import { profileRoutes } from './profile-routes.tsx';
import { queries } from './queries.ts';
import { findRoutes, ownerRoute, rootRoute, shellRoute, signInRoute, unsubscribeRoute } from './root-routes.tsx';

const routeTree = rootRoute.addChildren([
  signInRoute,
  ownerRoute,
  unsubscribeRoute,
  ...doorRoutes,
  shellRoute.addChildren([...accountRoutes, ...catalogRoutes, ...deployRoutes, ...governanceRoutes, ...profileRoutes, ...findRoutes]),
]);

export const router = createRouter({
  routeTree,
  context: { queries },
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
  trailingSlash: 'never',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
