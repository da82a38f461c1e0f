/** The pages of an account: its home, its mesh, its settings. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readLineageSearch } from '../features/lineage/lineage-search.ts';
import { keepView } from './keep-view.ts';
import { readIds } from './read-ids.ts';
import { shellRoute } from './root-routes.tsx';

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/accounts/$accountId',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/account/home-page.tsx'), 'HomePage'),
});

const newProjectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/accounts/$accountId/new-project',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/projects/new-project-page.tsx'), 'NewProjectPage'),
});

const meshRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/mesh/$accountId',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/mesh/mesh-page.tsx'), 'MeshPage'),
});

const lineageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/lineage/$accountId',
  params: { parse: (raw) => readIds(raw) },
  validateSearch: readLineageSearch,
  search: { middlewares: [keepView] },
  component: lazyRouteComponent(() => import('../features/lineage/lineage-page.tsx'), 'LineagePage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/accounts/$accountId',
  params: { parse: (raw) => readIds(raw) },
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/settings/accounts/$accountId/general', params });
  },
});

const generalRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'general',
  component: lazyRouteComponent(() => import('../features/settings/general-page.tsx'), 'GeneralPage'),
});

const projectsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'projects',
  component: lazyRouteComponent(() => import('../features/settings/projects-page.tsx'), 'ProjectsPage'),
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'service-tokens',
  component: lazyRouteComponent(() => import('../features/service-tokens/service-tokens-page.tsx'), 'ServiceTokensPage'),
});

const connectionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'connections',
  component: lazyRouteComponent(() => import('../features/connections/connections-page.tsx'), 'ConnectionsPage'),
});

const membersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'members',
  component: lazyRouteComponent(() => import('../features/members/members-page.tsx'), 'MembersPage'),
});

const groupsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'groups',
  component: lazyRouteComponent(() => import('../features/groups/groups-page.tsx'), 'GroupsPage'),
});

const licencesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'licences',
  component: lazyRouteComponent(() => import('../features/licences/licences-page.tsx'), 'LicencesPage'),
});

const invitationsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'invitations',
  component: lazyRouteComponent(() => import('../features/members/invitations-page.tsx'), 'InvitationsPage'),
});

const integrationsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'integrations',
  component: lazyRouteComponent(() => import('../features/notify/integrations-page.tsx'), 'IntegrationsPage'),
});

const webhookRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'integrations/$webhookId',
  component: lazyRouteComponent(() => import('../features/notify/webhook-page.tsx'), 'WebhookPage'),
});

const notificationsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'notifications',
  component: lazyRouteComponent(() => import('../features/notify/notifications-page.tsx'), 'NotificationsPage'),
});

const ssoRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'sso',
  component: lazyRouteComponent(() => import('../features/sso/sso-page.tsx'), 'SsoPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'audit-log',
  component: lazyRouteComponent(() => import('../features/audit/audit-page.tsx'), 'AuditPage'),
});

const ipRestrictionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'ip-restrictions',
  component: lazyRouteComponent(() => import('../features/network/ip-restrictions-page.tsx'), 'IpRestrictionsPage'),
});

const serverRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'server',
  component: lazyRouteComponent(() => import('../features/settings/server-page.tsx'), 'ServerPage'),
});

export const accountRoutes = [
  homeRoute,
  newProjectRoute,
  meshRoute,
  lineageRoute,
  settingsRoute.addChildren([
    settingsIndexRoute,
    invitationsRoute,
    membersRoute,
    groupsRoute,
    licencesRoute,
    generalRoute,
    projectsRoute,
    tokensRoute,
    connectionsRoute,
    ssoRoute,
    integrationsRoute,
    webhookRoute,
    notificationsRoute,
    auditRoute,
    ipRestrictionsRoute,
    serverRoute,
  ]),
] as const;
