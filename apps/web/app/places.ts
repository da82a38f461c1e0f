/** Everything that the palette can go to. */
import { useQuery } from '@tanstack/react-query';
import { environmentsQuery } from '../features/environments/environment-queries.ts';
import { jobsQuery } from '../features/jobs/job-queries.ts';
import { projectsQuery } from '../features/projects/project-queries.ts';
import { runsQuery } from '../features/runs/run-queries.ts';
import type { Deed } from '../features/session/session-queries.ts';
import { useMay } from '../features/session/session-queries.ts';

export interface Place {
  readonly kind: string;
  readonly name: string;
  /** What it lies in. */
  readonly within: string;
  readonly href: string;
}

/** Those that the person may open: pages first, then projects and what is in them, then the newest runs; a number that was typed is a run's, known or not. */
export function usePlaces(accountId: number, typed: string): readonly Place[] {
  const may = useMay(accountId);
  const projects = useQuery({ ...projectsQuery(accountId), enabled: may('projects:read') }).data ?? [];
  const environments = useQuery({ ...environmentsQuery(accountId), enabled: may('environments:read') }).data ?? [];
  const jobs = useQuery({ ...jobsQuery(accountId), enabled: may('jobs:read') }).data ?? [];
  const runs = useQuery({ ...runsQuery(accountId, {}, { limit: 20 }), enabled: may('runs:read') }).data?.runs ?? [];
  const nameOf = (projectId: number) => projects.find(({ id }) => id === projectId)?.name ?? '';
  const project = (projectId: number) => `/deploy/${accountId}/projects/${projectId}`;
  const [, asked] = /^\s*(?:run\s*)?#?(\d+)\s*$/.exec(typed) ?? [];
  const known = runs.some(({ id }) => String(id) === asked);
  return [
    ...pages(accountId).filter(({ deed }) => deed === undefined || may(deed)),
    ...projects.map(({ id, name }) => ({ kind: 'Project', name, within: '', href: project(id) })),
    ...environments.map(({ id, name, project_id }) => ({
      kind: 'Environment',
      name,
      within: nameOf(project_id),
      href: `${project(project_id)}/environments/${id}`,
    })),
    ...jobs.map(({ id, name, project_id }) => ({
      kind: 'Job',
      name,
      within: nameOf(project_id),
      href: `${project(project_id)}/jobs/${id}`,
    })),
    ...runs.map(({ id, project_id, job_name, status_humanized }) => ({
      kind: 'Run',
      name: `#${id} ${job_name}`,
      within: `${nameOf(project_id)} · ${status_humanized}`,
      href: `${project(project_id)}/runs/${id}`,
    })),
    ...(asked === undefined || known || !may('runs:read')
      ? []
      : [{ kind: 'Run', name: `#${asked}`, within: '', href: `/find/${accountId}/runs/${asked}` }]),
  ];
}

/** Without a deed: for everybody in the account. */
function pages(accountId: number): readonly (Place & { readonly deed?: Deed })[] {
  const settings = `/settings/accounts/${accountId}`;
  return [
    { kind: 'Page', name: 'Home', within: '', href: `/accounts/${accountId}` },
    { kind: 'Page', name: 'Jobs', within: 'Deploy', href: `/deploy/${accountId}/jobs`, deed: 'jobs:read' },
    { kind: 'Page', name: 'Runs', within: 'Deploy', href: `/deploy/${accountId}/runs`, deed: 'runs:read' },
    { kind: 'Page', name: 'Pull requests', within: 'Deploy', href: `/deploy/${accountId}/pull-requests`, deed: 'runs:read' },
    { kind: 'Page', name: 'Environments', within: 'Deploy', href: `/deploy/${accountId}/environments`, deed: 'environments:read' },
    { kind: 'Page', name: 'Catalog', within: '', href: `/catalog/${accountId}` },
    { kind: 'Page', name: 'Packages', within: 'Catalog', href: `/catalog/${accountId}/packages` },
    { kind: 'Page', name: 'Mesh', within: '', href: `/mesh/${accountId}` },
    { kind: 'Page', name: 'Lineage', within: '', href: `/lineage/${accountId}`, deed: 'metadata:read' },
    { kind: 'Page', name: 'General', within: 'Settings', href: `${settings}/general` },
    { kind: 'Page', name: 'Projects', within: 'Settings', href: `${settings}/projects`, deed: 'projects:read' },
    { kind: 'Page', name: 'Members', within: 'Settings', href: `${settings}/members`, deed: 'users:read' },
    { kind: 'Page', name: 'Groups', within: 'Settings', href: `${settings}/groups`, deed: 'groups:read' },
    { kind: 'Page', name: 'Licences', within: 'Settings', href: `${settings}/licences`, deed: 'licenses:read' },
    { kind: 'Page', name: 'Invitations', within: 'Settings', href: `${settings}/invitations`, deed: 'invitations:read' },
    { kind: 'Page', name: 'Service tokens', within: 'Settings', href: `${settings}/service-tokens`, deed: 'service_tokens:read' },
    { kind: 'Page', name: 'Connections', within: 'Settings', href: `${settings}/connections`, deed: 'connections:read' },
    { kind: 'Page', name: 'Integrations', within: 'Settings', href: `${settings}/integrations`, deed: 'webhooks:read' },
    { kind: 'Page', name: 'Notifications', within: 'Settings', href: `${settings}/notifications`, deed: 'notifications:read' },
    { kind: 'Page', name: 'Single sign-on', within: 'Settings', href: `${settings}/sso`, deed: 'sso:read' },
    { kind: 'Page', name: 'Audit log', within: 'Settings', href: `${settings}/audit-log`, deed: 'audit:read' },
    { kind: 'Page', name: 'IP restrictions', within: 'Settings', href: `${settings}/ip-restrictions`, deed: 'ip_restrictions:read' },
    { kind: 'Page', name: 'Server', within: 'Settings', href: `${settings}/server` },
    { kind: 'Page', name: 'API', within: 'Documentation', href: '/docs/api' },
    { kind: 'Page', name: 'Security', within: 'Profile', href: '/settings/profile/security' },
    { kind: 'Page', name: 'API access', within: 'Profile', href: '/settings/profile/api-access' },
    { kind: 'Page', name: 'Sessions', within: 'Profile', href: '/settings/profile/sessions' },
    { kind: 'Page', name: 'Personal details', within: 'Profile', href: '/settings/profile/personal' },
    { kind: 'Page', name: 'New project', within: '', href: `/accounts/${accountId}/new-project`, deed: 'projects:create' },
  ];
}
