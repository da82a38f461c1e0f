/** A project: its name, and the tabs of what is in it. */
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { ReactNode } from 'react';
import { Loaded } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import tabs from '../../kit/tabs.module.css';
import { HybridBadge } from './hybrid-badge.tsx';
import { projectQuery } from './project-queries.ts';
import { SetUpReminder } from './set-up-reminder.tsx';

export function ProjectPage(): ReactNode {
  const project = useQuery(projectQuery(useAccountId(), useProjectId()));
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
      />
      <SetUpReminder project={project} />
      <Tabs params={params} />
      <Outlet />
    </>
  );
}

function Tabs({ params }: { readonly params: { readonly accountId: number; readonly projectId: number } }): ReactNode {
  return (
    <nav aria-label="Project" className={tabs.tabs}>
      <Link to="/deploy/$accountId/projects/$projectId" params={params} activeOptions={{ exact: true }} className={tabs.tab}>
        Overview
      </Link>
      <Link to="/deploy/$accountId/projects/$projectId/environments" params={params} className={tabs.tab}>
        Environments
      </Link>
      <Link to="/deploy/$accountId/projects/$projectId/jobs" params={params} className={tabs.tab}>
        Jobs
      </Link>
      <Link to="/deploy/$accountId/projects/$projectId/runs" params={params} activeOptions={{ includeSearch: false }} className={tabs.tab}>
        Runs
      </Link>
      <Link
        to="/deploy/$accountId/projects/$projectId/public-models"
        params={params}
        activeOptions={{ includeSearch: false }}
        className={tabs.tab}
      >
        Public models
      </Link>
      <Link
        to="/deploy/$accountId/projects/$projectId/mesh-advice"
        params={params}
        activeOptions={{ includeSearch: false }}
        className={tabs.tab}
      >
        Mesh advice
      </Link>
      <Link to="/deploy/$accountId/projects/$projectId/repository" params={params} className={tabs.tab}>
        Repository
      </Link>
      <Link to="/deploy/$accountId/projects/$projectId/variables" params={params} className={tabs.tab}>
        Variables
      </Link>
      <Link to="/deploy/$accountId/projects/$projectId/settings" params={params} className={tabs.tab}>
        Settings
      </Link>
    </nav>
  );
}
