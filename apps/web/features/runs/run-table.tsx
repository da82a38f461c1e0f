/** Runs as rows: the same columns wherever runs are listed. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { readTime } from '../../kit/read-time.ts';
import { Ago, Lasting } from '../../kit/time.tsx';
import { EnvironmentLink } from '../environments/environment-link.tsx';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { IngestMark, RunStatus } from './run-status.tsx';
import classes from './run-table.module.css';

export interface RunTableProps {
  readonly accountId: number;
  readonly runs: readonly WireRun[];
  /** Columns that the page itself says already. */
  readonly without?: readonly ('project' | 'environment' | 'job')[];
  /** One page of many: sorting it would look like sorting all. */
  readonly isPartial?: boolean;
  readonly empty?: ReactNode;
}

const nothing: NonNullable<RunTableProps['without']> = [];

export function RunTable({ accountId, runs, without = nothing, isPartial = false, empty }: RunTableProps): ReactNode {
  const projects = useQuery(projectsQuery(accountId)).data;
  const environments = useQuery(environmentsQuery(accountId)).data;
  const columns = useMemo(() => {
    const named = (list: readonly { id: number; name: string }[] | undefined) => (id: number) =>
      list?.find((each) => each.id === id)?.name ?? `#${id}`;
    const all = columnsOf(accountId, named(projects), named(environments));
    const shown = all.filter(({ key }) => !without.some((left) => left === key));
    return isPartial ? shown.map(({ sortBy: _, ...column }) => column) : shown;
  }, [accountId, projects, environments, without, isPartial]);
  return <DataTable label="Runs" rows={runs} columns={columns} keyOf={({ id }) => id} empty={empty ?? <NoRuns />} />;
}

function NoRuns(): ReactNode {
  return (
    <div className={classes.empty}>
      <Empty title="No runs yet">
        A run appears here when a job is started, and for every dbt command whose artifacts are uploaded to an environment.
      </Empty>
    </div>
  );
}

function columnsOf(
  accountId: number,
  projectName: (id: number) => string,
  environmentName: (id: number) => string,
): readonly Column<WireRun>[] {
  return [
    { key: 'status', title: 'Status', width: '112px', sortBy: ({ status }) => status, cell: ({ status }) => <RunStatus status={status} /> },
    {
      key: 'run',
      title: 'Run',
      sortBy: ({ id }) => id,
      cell: (run) => <RunName accountId={accountId} run={run} />,
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
    { key: 'commit', title: 'Commit', isMinor: true, cell: ({ git_sha }) => <Commit sha={git_sha} /> },
    {
      key: 'duration',
      title: 'Duration',
      align: 'end',
      sortBy: seconds,
      cell: ({ started_at, finished_at }) => <Lasting from={started_at} to={finished_at} />,
    },
    {
      key: 'started',
      title: 'Started',
      align: 'end',
      width: '110px',
      sortBy: ({ started_at, created_at }) => started_at ?? created_at,
      cell: ({ started_at, created_at }) => <Ago at={started_at ?? created_at} />,
    },
  ];
}

function RunName({ accountId, run }: { readonly accountId: number; readonly run: WireRun }): ReactNode {
  const { id, project_id, job_definition_id, job_name, cause_category, trigger } = run;
  return (
    <div className={classes.name}>
      <Link
        to="/deploy/$accountId/projects/$projectId/runs/$runId"
        params={{ accountId, projectId: project_id, runId: id }}
        className={classes.id}
      >
        #{id}
      </Link>
      <Link
        to="/deploy/$accountId/projects/$projectId/jobs/$jobId"
        params={{ accountId, projectId: project_id, jobId: job_definition_id }}
        className={classes.job}
      >
        {job_name}
      </Link>
      {cause_category === 'ingest' ? (
        <IngestMark cause="ingest" />
      ) : (
        <span className={classes.cause} title={trigger?.cause}>
          {causeWord(cause_category)}
        </span>
      )}
    </div>
  );
}

export function causeWord(category: string): string {
  const words: Readonly<Record<string, string>> = {
    api: 'by API',
    ui: 'by hand',
    ci: 'CI',
    rerun: 'rerun',
    scheduled: 'scheduled',
    ingest: 'artifact ingestion',
    'job completion': 'after another job',
  };
  return words[category] ?? category;
}

export function Commit({ sha }: { readonly sha: string | null | undefined }): ReactNode {
  return sha ? <code title={sha}>{sha.slice(0, 7)}</code> : <span className="weft-dim">–</span>;
}

function seconds({ started_at, finished_at }: WireRun): number | null {
  if (started_at === null || finished_at === null) return null;
  return readTime(finished_at).getTime() - readTime(started_at).getTime();
}
