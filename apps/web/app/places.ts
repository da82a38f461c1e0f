/** Everything that the palette can go to. */
import { useQuery } from '@tanstack/react-query';
import { environmentsQuery } from '../features/environments/environment-queries.ts';
import { jobsQuery } from '../features/jobs/job-queries.ts';
import { projectsQuery } from '../features/projects/project-queries.ts';
import { runsQuery } from '../features/runs/run-queries.ts';

export interface Place {
  readonly kind: string;
  readonly name: string;
  /** What it lies in. */
  readonly within: string;
  readonly href: string;
}

/** Pages first, then projects and what is in them, then the newest runs; a number that was typed is a run's, known or not. */
export function usePlaces(accountId: number, typed: string): readonly Place[] {
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const environments = useQuery(environmentsQuery(accountId)).data ?? [];
  const jobs = useQuery(jobsQuery(accountId)).data ?? [];
  const runs = useQuery(runsQuery(accountId, {}, 1, 20)).data?.items ?? [];
  const nameOf = (projectId: number) => projects.find(({ id }) => id === projectId)?.name ?? '';
  const project = (projectId: number) => `/deploy/${accountId}/projects/${projectId}`;
  const [, asked] = /^\s*(?:run\s*)?#?(\d+)\s*$/.exec(typed) ?? [];
  const known = runs.some(({ id }) => String(id) === asked);
  return [
    ...pages(accountId),
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
    ...(asked === undefined || known ? [] : [{ kind: 'Run', name: `#${asked}`, within: '', href: `/find/${accountId}/runs/${asked}` }]),
  ];
}

function pages(accountId: number): readonly Place[] {
  const settings = `/settings/accounts/${accountId}`;
  return [
    { kind: 'Page', name: 'Home', within: '', href: `/accounts/${accountId}` },
    { kind: 'Page', name: 'Jobs', within: 'Deploy', href: `/deploy/${accountId}/jobs` },
    { kind: 'Page', name: 'Runs', within: 'Deploy', href: `/deploy/${accountId}/runs` },
    { kind: 'Page', name: 'Environments', within: 'Deploy', href: `/deploy/${accountId}/environments` },
    { kind: 'Page', name: 'Mesh', within: '', href: `/mesh/${accountId}` },
    { kind: 'Page', name: 'General', within: 'Settings', href: `${settings}/general` },
    { kind: 'Page', name: 'Projects', within: 'Settings', href: `${settings}/projects` },
    { kind: 'Page', name: 'Members', within: 'Settings', href: `${settings}/members` },
    { kind: 'Page', name: 'Groups', within: 'Settings', href: `${settings}/groups` },
    { kind: 'Page', name: 'Licences', within: 'Settings', href: `${settings}/licences` },
    { kind: 'Page', name: 'Invitations', within: 'Settings', href: `${settings}/invitations` },
    { kind: 'Page', name: 'Service tokens', within: 'Settings', href: `${settings}/service-tokens` },
    { kind: 'Page', name: 'Connections', within: 'Settings', href: `${settings}/connections` },
    { kind: 'Page', name: 'Integrations', within: 'Settings', href: `${settings}/integrations` },
    { kind: 'Page', name: 'Notifications', within: 'Settings', href: `${settings}/notifications` },
    { kind: 'Page', name: 'Single sign-on', within: 'Settings', href: `${settings}/sso` },
    { kind: 'Page', name: 'Server', within: 'Settings', href: `${settings}/server` },
    { kind: 'Page', name: 'API', within: 'Documentation', href: '/docs/api' },
    { kind: 'Page', name: 'Security', within: 'Profile', href: '/settings/profile/security' },
    { kind: 'Page', name: 'API access', within: 'Profile', href: '/settings/profile/api-access' },
    { kind: 'Page', name: 'Sessions', within: 'Profile', href: '/settings/profile/sessions' },
    { kind: 'Page', name: 'Personal details', within: 'Profile', href: '/settings/profile/personal' },
    { kind: 'Page', name: 'New project', within: '', href: `/accounts/${accountId}/new-project` },
  ];
}
