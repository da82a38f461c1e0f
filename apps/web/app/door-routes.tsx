/** The doors that a link opens: an invitation, a new password, a confirmed address. Anybody may stand before them, signed in or not. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { sessionQuery } from '../features/session/session-queries.ts';
import { rootRoute } from './root-routes.tsx';

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  beforeLoad: async ({ context }) => {
    await context.queries.ensureQueryData(sessionQuery);
  },
  component: lazyRouteComponent(() => import('../features/session/invitation-page.tsx'), 'InvitationPage'),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../features/session/forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

const choosePasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/choose-password',
  component: lazyRouteComponent(() => import('../features/session/choose-password-page.tsx'), 'ChoosePasswordPage'),
});

const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  component: lazyRouteComponent(() => import('../features/session/confirm-email-page.tsx'), 'ConfirmEmailPage'),
});

export const doorRoutes = [invitationRoute, forgotPasswordRoute, choosePasswordRoute, confirmEmailRoute] as const;
