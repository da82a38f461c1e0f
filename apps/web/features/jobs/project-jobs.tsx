/** The jobs of one project. */
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { RowSkeletons } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import panel from '../../kit/panel.module.css';
import { useProjectEnvironments } from '../environments/environment-queries.ts';
import { hybridType, useProject } from '../projects/project-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { useProjectJobs } from './job-queries.ts';
import { JobTable } from './job-table.tsx';

export function ProjectJobs(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const project = useProject(accountId, projectId);
  const jobs = useProjectJobs(accountId, projectId);
  const environments = useProjectEnvironments(accountId, projectId) ?? [];
  const may = useMay(accountId, { projectId });
  usePageTitle('Jobs', project?.name);
  const canHaveJobs = environments.some(({ type, connection_id }) => type === 'deployment' && connection_id !== null);
  const create =
    may('jobs:write') && canHaveJobs ? (
      <ButtonLink
        to="/deploy/$accountId/projects/$projectId/jobs/new"
        params={{ accountId, projectId }}
        leftSection={<IconPlus size={14} />}
        variant="default"
      >
        Create job
      </ButtonLink>
    ) : null;
  if (jobs === undefined) return <RowSkeletons rows={3} />;
  return (
    <section className={panel.panel} aria-label="Jobs">
      <div className={panel.flush}>
        <JobTable
          accountId={accountId}
          jobs={jobs}
          isOneProject
          tools={create}
          empty={
            <Empty title="No jobs yet" action={create}>
              {canHaveJobs
                ? 'A job runs dbt commands, such as dbt build, in one of this project’s environments.'
                : project?.type === hybridType
                  ? 'Uploads make a job of their own. To let Weft run dbt here, give an environment a connection and the project a repository.'
                  : 'A job needs a deployment environment with a connection. Make one under Environments first.'}
            </Empty>
          }
        />
      </div>
    </section>
  );
}
