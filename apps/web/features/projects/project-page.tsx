/** A project: its name, and the tabs of what is in it. */
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { ReactNode } from 'react';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import tabs from '../../kit/tabs.module.css';
import type { Deed } from '../session/session-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { HybridBadge } from './hybrid-badge.tsx';
import { OfferedOnly } from './project-gate.tsx';
import { projectQuery } from './project-queries.ts';
import { SetUpReminder } from './set-up-reminder.tsx';

export function ProjectPage(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const mayRead = useMay(accountId, { projectId })('projects:read');
  const project = useQuery({ ...projectQuery(accountId, projectId), enabled: mayRead });
  if (!mayRead) return <OfferedOnly accountId={accountId} projectId={projectId} />;
  return <Loaded from={project}>{(found) => <Project project={found} />}</Loaded>;
}

function Project({ project }: { readonly project: WireProject }): ReactNode {
  const params = { accountId: project.account_id, projectId: project.id };
  return (
    <>
      <PageHeader
        title={project.name}
        crumbs={[
          <Link key="home" to="/accounts/$accountId" params={{ accountId: project.account_id }}>
            Home
          </Link>,
        ]}
        badges={<HybridBadge type={project.type} />}
        subtitle={project.description || undefined}
        actions={
          <ButtonLink to="/catalog/$accountId/projects/$projectId" params={params} variant="default" size="compact-sm">
            In the catalog
          </ButtonLink>
        }
      />
      <SetUpReminder project={project} />
      <Tabs params={params} />
      <Outlet />
    </>
  );
}

/** Without deeds: for whoever may open the project. */
const pages = [
  { to: '/deploy/$accountId/projects/$projectId', title: 'Overview', exact: true },
  { to: '/deploy/$accountId/projects/$projectId/environments', title: 'Environments', deeds: ['environments:read'] },
  { to: '/deploy/$accountId/projects/$projectId/jobs', title: 'Jobs', deeds: ['jobs:read'] },
  { to: '/deploy/$accountId/projects/$projectId/runs', title: 'Runs', deeds: ['runs:read'] },
  { to: '/deploy/$accountId/projects/$projectId/public-models', title: 'Public models' },
  { to: '/deploy/$accountId/projects/$projectId/mesh-advice', title: 'Mesh advice', deeds: ['metadata:read'] },
  { to: '/deploy/$accountId/projects/$projectId/history', title: 'History', deeds: ['metadata:read', 'environments:read'] },
  { to: '/deploy/$accountId/projects/$projectId/repository', title: 'Repository', deeds: ['repositories:read'] },
  { to: '/deploy/$accountId/projects/$projectId/variables', title: 'Variables', deeds: ['variables:read'] },
  { to: '/deploy/$accountId/projects/$projectId/settings', title: 'Settings', deeds: ['projects:write'] },
] as const satisfies readonly { readonly to: string; readonly title: string; readonly deeds?: readonly Deed[]; readonly exact?: boolean }[];

function Tabs({ params }: { readonly params: { readonly accountId: number; readonly projectId: number } }): ReactNode {
  const may = useMay(params.accountId, { projectId: params.projectId });
  return (
    <nav aria-label="Project" className={tabs.tabs}>
      {pages.map((page) =>
        'deeds' in page && !page.deeds.every((deed) => may(deed)) ? null : (
          <Link
            key={page.to}
            to={page.to}
            params={params}
            activeOptions={{ exact: 'exact' in page, includeSearch: false }}
            className={tabs.tab}
          >
            {page.title}
          </Link>
        ),
      )}
    </nav>
  );
}
