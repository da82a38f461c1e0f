/** The runs of one project. */
import type { ReactNode } from 'react';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { useProject } from '../projects/project-queries.ts';
import { RunList } from './run-list.tsx';

export function ProjectRuns(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  usePageTitle('Runs', useProject(accountId, projectId)?.name);
  return <RunList accountId={accountId} projectId={projectId} />;
}
