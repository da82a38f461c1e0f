/** The pages about oneself. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { shellRoute } from './root-routes.tsx';

const profileRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/profile',
  component: lazyRouteComponent(() => import('../features/profile/profile-page.tsx'), 'ProfilePage'),
});

const profileIndexRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile/personal' });
  },
});

const personalRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'personal',
  component: lazyRouteComponent(() => import('../features/profile/personal-page.tsx'), 'PersonalPage'),
});

const securityRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'security',
  component: lazyRouteComponent(() => import('../features/profile/security-page.tsx'), 'SecurityPage'),
});

const sessionsRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'sessions',
  component: lazyRouteComponent(() => import('../features/profile/sessions-page.tsx'), 'SessionsPage'),
});

const apiAccessRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'api-access',
  component: lazyRouteComponent(() => import('../features/profile/api-access-page.tsx'), 'ApiAccessPage'),
});

const myVariablesRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'variables',
  component: lazyRouteComponent(() => import('../features/variables/my-variables-page.tsx'), 'MyVariablesPage'),
});

const credentialsRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'credentials',
  component: lazyRouteComponent(() => import('../features/profile/credentials-page.tsx'), 'CredentialsPage'),
});

const myNotificationsRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'notifications',
  component: lazyRouteComponent(() => import('../features/notify/my-notifications-page.tsx'), 'MyNotificationsPage'),
});

const completeLinkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/complete/$adapter',
  component: lazyRouteComponent(() => import('../features/profile/complete-link-page.tsx'), 'CompleteLinkPage'),
});

export const profileRoutes = [
  profileRoute.addChildren([
    profileIndexRoute,
    personalRoute,
    securityRoute,
    credentialsRoute,
    sessionsRoute,
    apiAccessRoute,
    myVariablesRoute,
    myNotificationsRoute,
  ]),
  completeLinkRoute,
] as const;
