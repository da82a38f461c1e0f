/** The account's projects, each with what happened in it last. */
import { Link } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireOverview, WireProjectOverview } from '@weft/wire/weft/overview';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Ago } from '../../kit/time.tsx';
import { HybridBadge } from '../projects/hybrid-badge.tsx';
import { IngestMark, RunStatus } from '../runs/run-status.tsx';
import type { Deed } from '../session/session-queries.ts';
import { useMay } from '../session/session-queries.ts';
import classes from './project-table.module.css';

interface Row {
  readonly project: WireProject;
  readonly about: WireProjectOverview | undefined;
}

export function ProjectTable(props: {
  readonly accountId: number;
  readonly projects: readonly WireProject[];
  readonly overview: WireOverview | undefined;
}): ReactNode {
  const { accountId, projects, overview } = props;
  const rows = useMemo(
    () =>
      projects.map((project) => ({
        project,
        about: overview?.projects.find(({ project_id }) => project_id === project.id),
      })),
    [projects, overview],
  );
  const may = useMay(accountId);
  // Of what one may not see nothing is known, and no number would be right.
  const columns = columnsOf(accountId).filter(({ deed }) => deed === undefined || may(deed));
  return (
    <DataTable
      label="Projects"
      rows={rows}
      columns={columns}
      keyOf={({ project }) => project.id}
      textOf={({ project }) => `${project.name} ${project.dbt_project_name ?? ''} ${project.type === 1 ? 'hybrid' : ''}`}
      sorting={{ key: 'name', isDescending: false }}
    />
  );
}

/** Without a deed: for whoever may see the project. */
function columnsOf(accountId: number): readonly (Column<Row> & { readonly deed?: Deed })[] {
  return [
    {
      key: 'name',
      title: 'Project',
      sortBy: ({ project }) => project.name,
      cell: ({ project }) => <Name project={project} />,
    },
    {
      key: 'run',
      deed: 'runs:read',
      title: 'Last run',
      width: '42%',
      sortBy: ({ about }) => about?.latest_run?.created_at ?? null,
      cell: ({ project, about }) => <LastRun accountId={accountId} projectId={project.id} run={about?.latest_run} />,
    },
    {
      key: 'models',
      title: 'Public models',
      align: 'end',
      sortBy: ({ about }) => about?.public_model_count ?? null,
      cell: ({ project, about }) => (
        <Link to="/deploy/$accountId/projects/$projectId/public-models" params={{ accountId, projectId: project.id }}>
          {about?.public_model_count ?? '–'}
        </Link>
      ),
    },
    {
      key: 'environments',
      deed: 'environments:read',
      title: 'Environments',
      align: 'end',
      isMinor: true,
      sortBy: ({ about }) => about?.environment_count ?? null,
      cell: ({ about }) => about?.environment_count ?? '–',
    },
    {
      key: 'jobs',
      deed: 'jobs:read',
      title: 'Jobs',
      align: 'end',
      isMinor: true,
      sortBy: ({ about }) => about?.job_count ?? null,
      cell: ({ about }) => about?.job_count ?? '–',
    },
  ];
}

function Name({ project }: { readonly project: WireProject }): ReactNode {
  return (
    <div>
      <div className={classes.name}>
        <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId: project.account_id, projectId: project.id }}>
          {project.name}
        </Link>
        <HybridBadge type={project.type} />
      </div>
      <div className={classes.dbt}>{project.dbt_project_name ?? 'no manifest yet'}</div>
    </div>
  );
}

function LastRun(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly run: WireProjectOverview['latest_run'] | undefined;
}): ReactNode {
  const { accountId, projectId, run } = props;
  if (!run) return <span className="weft-dim">never ran</span>;
  return (
    <div className={classes.run}>
      <RunStatus status={run.status} />
      <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: run.id }}>
        #{run.id}
      </Link>
      <span className="weft-dim">
        <Ago at={run.finished_at ?? run.created_at} />
      </span>
      <IngestMark cause={run.cause_category} />
    </div>
  );
}
