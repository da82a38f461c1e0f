/** Runs as rows: the same columns wherever runs are listed. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireListedRun, WireListedWait } from '@weft/wire/weft/run-list';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { Sorting } from '../../kit/arrange-rows.ts';
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
  readonly runs: readonly WireListedRun[];
  /** Columns that the page itself says already. */
  readonly without?: readonly ('project' | 'environment' | 'job')[];
  /** One page of many, in this order; left out: these are all, and sorted here. */
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
  readonly empty?: ReactNode;
}

const nothing: NonNullable<RunTableProps['without']> = [];

/** What the server can put a list in the order of. */
const sortedByServer = ['started', 'duration'];

export function RunTable({ accountId, runs, without = nothing, sorting, onSort, empty }: RunTableProps): ReactNode {
  const isPartial = onSort !== undefined;
  const projects = useQuery(projectsQuery(accountId)).data;
  const environments = useQuery(environmentsQuery(accountId)).data;
  const columns = useMemo(() => {
    const named = (list: readonly { id: number; name: string }[] | undefined) => (id: number) =>
      list?.find((each) => each.id === id)?.name ?? `#${id}`;
    const all = columnsOf(accountId, named(projects), named(environments));
    const shown = all.filter(({ key }) => !without.some((left) => left === key));
    return isPartial ? shown.map(({ sortBy, ...column }) => (sortedByServer.includes(column.key) ? { ...column, sortBy } : column)) : shown;
  }, [accountId, projects, environments, without, isPartial]);
  return (
    <DataTable
      label="Runs"
      rows={runs}
      columns={columns}
      keyOf={({ id }) => id}
      empty={empty ?? <NoRuns />}
      {...(sorting ? { sorting } : {})}
      {...(onSort ? { onSort } : {})}
    />
  );
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
): readonly Column<WireListedRun>[] {
  return [
    {
      key: 'status',
      title: 'Status',
      width: '112px',
      sortBy: ({ status }) => status,
      cell: ({ status, warning_count }) => <RunStatus status={status} warnings={warning_count} />,
    },
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
    { key: 'commit', title: 'Code', isMinor: true, cell: (run) => <Code accountId={accountId} run={run} /> },
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

function RunName({ accountId, run }: { readonly accountId: number; readonly run: WireListedRun }): ReactNode {
  const { id, project_id, job_definition_id, job_name, cause_category, trigger, wait } = run;
  return (
    <>
      <div className={classes.name}>
        <Link
          to="/deploy/$accountId/projects/$projectId/runs/$runId"
          params={{ accountId, projectId: project_id, runId: id }}
          className={classes.id}
          data-run={id}
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
      {wait === null ? null : <Waits accountId={accountId} wait={wait} />}
    </>
  );
}

function Waits({ accountId, wait }: { readonly accountId: number; readonly wait: WireListedWait }): ReactNode {
  const [ahead] = wait.behind;
  return (
    <div className={classes.wait}>
      {wait.place === null ? '' : `Number ${wait.place} in its line. `}
      {wait.reason}
      {ahead === undefined ? null : (
        <>
          {' '}
          <Link to="/find/$accountId/runs/$runId" params={{ accountId, runId: ahead.run_id }}>
            See run #{ahead.run_id}
          </Link>
        </>
      )}
    </div>
  );
}

/** What it was made of: its pull request or branch, and the commit at whoever keeps it. */
function Code({ accountId, run }: { readonly accountId: number; readonly run: WireListedRun }): ReactNode {
  const { project_id: projectId, pull_request: pullRequest, git_branch, git_sha, commit_url } = run;
  const isNone = pullRequest === null && !git_branch && !git_sha;
  if (isNone) return <span className="weft-dim">–</span>;
  return (
    <span className={classes.code}>
      {pullRequest === null ? (
        git_branch && <span className={classes.branch}>{git_branch}</span>
      ) : (
        <Link
          to="/deploy/$accountId/projects/$projectId/pull-requests/$pullRequestId"
          params={{ accountId, projectId, pullRequestId: pullRequest.id }}
          title={pullRequest.title}
        >
          Pull request #{pullRequest.number}
        </Link>
      )}{' '}
      {git_sha ? <Commit sha={git_sha} url={commit_url} /> : null}
    </span>
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
    merge: 'by a merge',
  };
  return words[category] ?? category;
}

export function Commit({ sha, url }: { readonly sha: string; readonly url: string | null }): ReactNode {
  const short = <code title={sha}>{sha.slice(0, 7)}</code>;
  return url === null ? (
    short
  ) : (
    <a href={url} target="_blank" rel="noreferrer">
      {short}
    </a>
  );
}

function seconds({ started_at, finished_at }: WireRun): number | null {
  if (started_at === null || finished_at === null) return null;
  return readTime(finished_at).getTime() - readTime(started_at).getTime();
}
