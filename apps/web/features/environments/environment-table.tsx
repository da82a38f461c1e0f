/** Environments as rows. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { connectionsQuery } from '../connections/connection-queries.ts';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { byImportance, EnvironmentKind, environmentKind } from './environment-words.tsx';

export function EnvironmentTable(props: {
  readonly accountId: number;
  readonly environments: readonly WireEnvironment[];
  readonly isOneProject: boolean;
  readonly tools?: ReactNode;
  readonly empty: ReactNode;
}): ReactNode {
  const { accountId, environments, isOneProject } = props;
  const may = useMay(accountId);
  const projects = useQuery(projectsQuery(accountId)).data;
  const connections = useQuery({ ...connectionsQuery(accountId), enabled: may('connections:read') }).data;
  const columns = useMemo(() => {
    const named = (list: readonly { id: number; name: string }[] | undefined) => (id: number) =>
      list?.find((each) => each.id === id)?.name ?? `#${id}`;
    const all = columnsOf(accountId, named(projects), named(connections));
    return isOneProject ? all.filter(({ key }) => key !== 'project') : all;
  }, [accountId, projects, connections, isOneProject]);
  const rows = useMemo(() => [...environments].sort(byImportance), [environments]);
  return (
    <DataTable
      label="Environments"
      rows={rows}
      columns={columns}
      keyOf={({ id }) => id}
      textOf={(row) => `${row.name} ${environmentKind(row)} ${row.id}`}
      tools={props.tools}
      empty={<div style={{ padding: '8px 16px 12px' }}>{props.empty}</div>}
    />
  );
}

function columnsOf(
  accountId: number,
  projectName: (id: number) => string,
  connectionName: (id: number) => string,
): readonly Column<WireEnvironment>[] {
  return [
    {
      key: 'name',
      title: 'Environment',
      sortBy: ({ name }) => name,
      cell: ({ id, name, project_id }) => (
        <Link
          to="/deploy/$accountId/projects/$projectId/environments/$environmentId"
          params={{ accountId, projectId: project_id, environmentId: id }}
        >
          {name}
        </Link>
      ),
    },
    {
      key: 'project',
      title: 'Project',
      sortBy: ({ project_id }) => projectName(project_id),
      cell: ({ project_id }) => <ProjectLink accountId={accountId} projectId={project_id} />,
    },
    { key: 'kind', title: 'Type', sortBy: environmentKind, cell: (environment) => <EnvironmentKind environment={environment} /> },
    {
      key: 'connection',
      title: 'Connection',
      isMinor: true,
      sortBy: ({ connection_id }) => (connection_id === null ? null : connectionName(connection_id)),
      cell: ({ connection_id }) =>
        connection_id === null ? <span className="weft-dim">artifacts are uploaded</span> : connectionName(connection_id),
    },
    {
      key: 'version',
      title: 'dbt version',
      isMinor: true,
      sortBy: ({ dbt_version }) => dbt_version,
      cell: ({ dbt_version }) => <code>{dbt_version}</code>,
    },
    { key: 'id', title: 'Environment ID', align: 'end', sortBy: ({ id }) => id, cell: ({ id }) => id },
  ];
}
