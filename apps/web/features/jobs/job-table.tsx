/** Jobs as rows. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { EnvironmentLink } from '../environments/environment-link.tsx';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { IngestMark } from '../runs/run-status.tsx';
import { isStartable } from './job-queries.ts';
import classes from './job-table.module.css';
import { RunNow } from './run-now.tsx';

export function JobTable(props: {
  readonly accountId: number;
  readonly jobs: readonly WireJob[];
  readonly isOneProject: boolean;
  readonly tools?: ReactNode;
  readonly empty: ReactNode;
}): ReactNode {
  const { accountId, jobs, isOneProject } = props;
  const projects = useQuery(projectsQuery(accountId)).data;
  const environments = useQuery(environmentsQuery(accountId)).data;
  const [error, setError] = useState<Error | null>(null);
  const columns = useMemo(() => {
    const named = (list: readonly { id: number; name: string }[] | undefined) => (id: number) =>
      list?.find((each) => each.id === id)?.name ?? `#${id}`;
    const all = columnsOf(accountId, named(projects), named(environments), setError);
    return isOneProject ? all.filter(({ key }) => key !== 'project') : all;
  }, [accountId, projects, environments, isOneProject]);
  return (
    <>
      {error === null ? null : (
        <div className={classes.error}>
          <Failed error={error} />
        </div>
      )}
      <DataTable
        label="Jobs"
        rows={jobs}
        columns={columns}
        keyOf={({ id }) => id}
        textOf={(job) => `${job.name} ${job.execute_steps.join(' ')} ${job.id}`}
        tools={props.tools}
        empty={<div className={classes.empty}>{props.empty}</div>}
        sorting={{ key: 'name', isDescending: false }}
      />
    </>
  );
}

function columnsOf(
  accountId: number,
  projectName: (id: number) => string,
  environmentName: (id: number) => string,
  onError: (error: Error) => void,
): readonly Column<WireJob>[] {
  return [
    {
      key: 'name',
      title: 'Job',
      sortBy: ({ name }) => name,
      cell: (job) => <Name job={job} />,
    },
    {
      key: 'project',
      title: 'Project',
      sortBy: ({ project_id }) => projectName(project_id),
      cell: ({ project_id }) => <ProjectLink accountId={accountId} projectId={project_id} />,
    },
    {
      key: 'environment',
      title: 'Environment',
      isMinor: true,
      sortBy: ({ environment_id }) => environmentName(environment_id),
      cell: ({ project_id, environment_id }) => (
        <EnvironmentLink accountId={accountId} projectId={project_id} environmentId={environment_id} />
      ),
    },
    {
      key: 'commands',
      title: 'Commands',
      isMinor: true,
      cell: (job) =>
        isStartable(job) ? (
          <code className={classes.commands}>{job.execute_steps.join(' · ')}</code>
        ) : (
          <span className="weft-dim">whatever is uploaded</span>
        ),
    },
    { key: 'id', title: 'Job ID', align: 'end', sortBy: ({ id }) => id, cell: ({ id }) => id },
    {
      key: 'run',
      title: 'Start',
      isTitleHidden: true,
      align: 'end',
      width: '100px',
      cell: (job) => <RunNow job={job} size="compact-xs" onError={onError} />,
    },
  ];
}

function Name({ job }: { readonly job: WireJob }): ReactNode {
  const { id: jobId, account_id: accountId, project_id: projectId } = job;
  return (
    <div className={classes.name}>
      <Link to="/deploy/$accountId/projects/$projectId/jobs/$jobId" params={{ accountId, projectId, jobId }}>
        {job.name}
      </Link>
      <IngestMark cause={job.job_type === 'hybrid' ? 'ingest' : undefined} />
    </div>
  );
}
