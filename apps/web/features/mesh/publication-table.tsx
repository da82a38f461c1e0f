/** What each project publishes, and how old it is. */
import { Link } from '@tanstack/react-router';
import type { WireMeshEnvironment, WireMeshProject } from '@weft/wire/weft/mesh';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Ago } from '../../kit/time.tsx';
import { HybridBadge } from '../projects/hybrid-badge.tsx';
import classes from './publication-table.module.css';

export function PublicationTable(props: { readonly accountId: number; readonly projects: readonly WireMeshProject[] }): ReactNode {
  const { accountId, projects } = props;
  const columns = useMemo(() => columnsOf(accountId), [accountId]);
  return (
    <DataTable
      label="Publications"
      rows={projects}
      columns={columns}
      keyOf={({ id }) => id}
      textOf={({ name, dbt_project_name }) => `${name} ${dbt_project_name ?? ''}`}
      sorting={{ key: 'name', isDescending: false }}
    />
  );
}

function columnsOf(accountId: number): readonly Column<WireMeshProject>[] {
  return [
    {
      key: 'name',
      title: 'Project',
      sortBy: ({ name }) => name,
      cell: ({ id, name, kind, dbt_project_name }) => (
        <div>
          <div className={classes.name}>
            <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: id }}>
              {name}
            </Link>
            <HybridBadge type={kind === 'hybrid' ? 1 : 0} />
          </div>
          <code className="weft-dim">{dbt_project_name ?? 'no manifest yet'}</code>
          {dbt_project_name === null ? null : (
            <>
              {' · '}
              <Link to="/catalog/$accountId/projects/$projectId" params={{ accountId, projectId: id }}>
                in the catalog
              </Link>
            </>
          )}
        </div>
      ),
    },
    publicationColumn(accountId, 'production', 'Production'),
    publicationColumn(accountId, 'staging', 'Staging'),
    {
      key: 'upstream',
      title: 'Builds on',
      isMinor: true,
      sortBy: ({ upstream }) => upstream.length,
      cell: ({ upstream }) => <Names names={upstream} />,
    },
    {
      key: 'downstream',
      title: 'Used by',
      isMinor: true,
      sortBy: ({ downstream }) => downstream.length,
      cell: ({ downstream }) => <Names names={downstream} />,
    },
  ];
}

function publicationColumn(accountId: number, type: 'production' | 'staging', title: string): Column<WireMeshProject> {
  const find = (project: WireMeshProject) => project.environments.find(({ deployment_type }) => deployment_type === type);
  return {
    key: type,
    title,
    sortBy: (project) => find(project)?.publication?.generated_at ?? null,
    cell: (project) => <Publication accountId={accountId} projectId={project.id} environment={find(project)} type={type} />,
  };
}

function Publication(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly environment: WireMeshEnvironment | undefined;
  readonly type: 'production' | 'staging';
}): ReactNode {
  const { accountId, projectId, environment, type } = props;
  if (environment === undefined) return <span className="weft-dim">no environment</span>;
  const { publication } = environment;
  if (publication === null) return <span className="weft-dim">never published</span>;
  return (
    <div>
      <Link
        to="/deploy/$accountId/projects/$projectId/public-models"
        params={{ accountId, projectId }}
        search={type === 'staging' ? { deployment: 'staging' } : {}}
      >
        {publication.public_models} {publication.public_models === 1 ? 'model' : 'models'}
      </Link>
      <div className={classes.age}>
        <Ago at={publication.generated_at} />
        {' · '}
        <code title={publication.digest}>{publication.digest.replace(/^sha256:/, '').slice(0, 8)}</code>
      </div>
    </div>
  );
}

function Names({ names }: { readonly names: readonly string[] }): ReactNode {
  return names.length === 0 ? <span className="weft-dim">–</span> : <code>{names.join(', ')}</code>;
}
