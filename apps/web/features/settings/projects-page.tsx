/** The account's projects, to be changed. */
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { HybridBadge } from '../projects/hybrid-badge.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { useMay } from '../session/session-queries.ts';

export function ProjectsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  const projects = useQuery(projectsQuery(accountId));
  usePageTitle('Projects', 'Settings');
  const create = may('projects:create') ? (
    <ButtonLink to="/accounts/$accountId/new-project" params={{ accountId }} variant="default">
      New project
    </ButtonLink>
  ) : null;
  return (
    <Panel title="Projects" isFlush aside={create}>
      <Loaded from={projects}>
        {(found) => (
          <DataTable
            label="Projects"
            rows={found}
            columns={columnsOf(accountId, may('projects:write'))}
            keyOf={({ id }) => id}
            textOf={({ name, dbt_project_name }) => `${name} ${dbt_project_name ?? ''}`}
            sorting={{ key: 'name', isDescending: false }}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No projects yet" action={create} />
              </div>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

function columnsOf(accountId: number, mayEdit: boolean): readonly Column<WireProject>[] {
  return [
    {
      key: 'name',
      title: 'Project',
      sortBy: ({ name }) => name,
      cell: ({ id, name, type }) => (
        <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
          <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: id }}>
            {name}
          </Link>
          <HybridBadge type={type} />
        </span>
      ),
    },
    {
      key: 'dbt',
      title: 'dbt project name',
      sortBy: ({ dbt_project_name }) => dbt_project_name,
      cell: ({ dbt_project_name }) =>
        dbt_project_name === null ? <span className="weft-dim">not known yet</span> : <code>{dbt_project_name}</code>,
    },
    { key: 'id', title: 'Project ID', align: 'end', sortBy: ({ id }) => id, cell: ({ id }) => id },
    {
      key: 'made',
      title: 'Made',
      align: 'end',
      isMinor: true,
      sortBy: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Ago at={created_at} />,
    },
    {
      key: 'edit',
      title: 'Change',
      isTitleHidden: true,
      align: 'end',
      cell: (project) => (mayEdit ? <Edit project={project} /> : null),
    },
  ];
}

function Edit({ project }: { readonly project: WireProject }): ReactNode {
  return (
    <ButtonLink
      to="/deploy/$accountId/projects/$projectId/settings"
      params={{ accountId: project.account_id, projectId: project.id }}
      size="compact-xs"
      variant="default"
      leftSection={<IconPencil size={12} />}
      aria-label={`Edit ${project.name}`}
      data-plain
    >
      Edit
    </ButtonLink>
  );
}
