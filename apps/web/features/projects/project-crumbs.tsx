/** The way back from what lies in a project. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useProject } from './project-queries.ts';

export function projectCrumbs(accountId: number, projectId: number): readonly ReactNode[] {
  return [
    <Link key="home" to="/accounts/$accountId" params={{ accountId }}>
      Home
    </Link>,
    <ProjectLink key="project" accountId={accountId} projectId={projectId} />,
  ];
}

export function ProjectLink({ accountId, projectId }: { readonly accountId: number; readonly projectId: number }): ReactNode {
  const project = useProject(accountId, projectId);
  return (
    <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId }}>
      {project?.name ?? `#${projectId}`}
    </Link>
  );
}
