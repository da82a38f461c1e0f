/** The pages of the catalog. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { keepView } from './keep-view.ts';
import { readIds } from './read-ids.ts';
import { readCatalogSearch, readNodeSearch, readNodesSearch } from './read-search.ts';
import { shellRoute } from './root-routes.tsx';

const catalogRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/catalog/$accountId',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readCatalogSearch,
  search: { middlewares: [keepView] },
  component: lazyRouteComponent(() => import('../features/catalog/catalog-page.tsx'), 'CatalogPage'),
});

const nodesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/catalog/$accountId/nodes',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readNodesSearch,
  search: { middlewares: [keepView] },
  component: lazyRouteComponent(() => import('../features/catalog/nodes-page.tsx'), 'NodesPage'),
});

const packagesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/catalog/$accountId/packages',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readCatalogSearch,
  search: { middlewares: [keepView] },
  component: lazyRouteComponent(() => import('../features/catalog/packages-page.tsx'), 'PackagesPage'),
});

const projectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/catalog/$accountId/projects/$projectId',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readCatalogSearch,
  search: { middlewares: [keepView] },
  component: lazyRouteComponent(() => import('../features/catalog/catalog-project-page.tsx'), 'CatalogProjectPage'),
});

const nodeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/catalog/$accountId/projects/$projectId/nodes/$uniqueId',
  params: {
    parse: ({ uniqueId, ...raw }) => {
      const ids = readIds(raw);
      return ids === false ? false : { ...ids, uniqueId };
    },
  },
  validateSearch: readNodeSearch,
  search: { middlewares: [keepView] },
  component: lazyRouteComponent(() => import('../features/catalog/node-page.tsx'), 'NodePage'),
});

export const catalogRoutes = [catalogRoute, nodesRoute, packagesRoute, projectRoute, nodeRoute] as const;
