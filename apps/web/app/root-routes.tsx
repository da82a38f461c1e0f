/** The doors: the root, signing in, the shell that only signed-in people pass, and addresses that name too little to be a page. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { jobQuery } from '../features/jobs/job-queries.ts';
import { projectsQuery } from '../features/projects/project-queries.ts';
import { runQuery } from '../features/runs/run-queries.ts';
import { sessionQuery } from '../features/session/session-queries.ts';
import { NotFound } from './not-found.tsx';
import { readIds } from './read-ids.ts';
import { readSignInSearch } from './read-search.ts';
import { Shell } from './shell.tsx';

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  beforeLoad: async ({ context, search }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session.has_owner) throw redirect({ to: '/welcome' });
    if (session.user !== null) throw redirect({ href: search.next ?? '/' });
  },
  component: lazyRouteComponent(() => import('../features/session/sign-in-page.tsx'), 'SignInPage'),
});

export const ownerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  beforeLoad: async ({ context }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (session.has_owner) throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('../features/session/owner-page.tsx'), 'OwnerPage'),
});

/** From a mail: whoever has the link need not be signed in. */
export const unsubscribeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/unsubscribe',
  component: lazyRouteComponent(() => import('../features/notify/unsubscribe-page.tsx'), 'UnsubscribePage'),
});

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session.has_owner) throw redirect({ to: '/welcome' });
    if (session.user === null) throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } });
    // Let into nothing before there is a second factor: here it is set up.
    if (session.needs_second_factor && session.accounts.length === 0 && location.pathname !== '/settings/profile/security')
      throw redirect({ to: '/settings/profile/security' });
  },
  component: Shell,
});

const indexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const [account] = (await context.queries.ensureQueryData(sessionQuery)).accounts;
    if (account !== undefined) throw redirect({ to: '/accounts/$accountId', params: { accountId: account.id } });
  },
});

const findRunRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/find/$accountId/runs/$runId',
  params: { parse: (raw) => readIds(raw) },
  beforeLoad: async ({ context, params: { accountId, runId } }) => {
    const run = await context.queries.ensureQueryData(runQuery(accountId, runId));
    throw redirect({ to: '/deploy/$accountId/projects/$projectId/runs/$runId', params: { accountId, projectId: run.project_id, runId } });
  },
});

const findJobRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/find/$accountId/jobs/$jobId',
  params: { parse: (raw) => readIds(raw) },
  beforeLoad: async ({ context, params: { accountId, jobId } }) => {
    const job = await context.queries.ensureQueryData(jobQuery(accountId, jobId));
    throw redirect({ to: '/deploy/$accountId/projects/$projectId/jobs/$jobId', params: { accountId, projectId: job.project_id, jobId } });
  },
});

/** The one address that names a project without its account. */
const findProjectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/find/project/$projectId',
  params: { parse: (raw) => readIds(raw) },
  beforeLoad: async ({ context, params: { projectId } }) => {
    const { accounts } = await context.queries.ensureQueryData(sessionQuery);
    for (const { id: accountId } of accounts) {
      const projects = await context.queries.ensureQueryData(projectsQuery(accountId));
      if (projects.some(({ id }) => id === projectId))
        throw redirect({ to: '/deploy/$accountId/projects/$projectId/environments', params: { accountId, projectId } });
    }
    throw redirect({ to: '/' });
  },
});

const apiDocsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/docs/api',
  component: lazyRouteComponent(() => import('../features/api-docs/api-docs-page.tsx'), 'ApiDocsPage'),
});

/** Inside the shell, so that whoever lost the way sees the ways. */
const nowhereRoute = createRoute({ getParentRoute: () => shellRoute, path: '$', component: NotFound });

export const findRoutes = [indexRoute, apiDocsRoute, nowhereRoute, findRunRoute, findJobRoute, findProjectRoute] as const;
