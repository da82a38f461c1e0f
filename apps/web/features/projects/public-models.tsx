/** The models that a project offers to others, from its newest publication. */
import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WirePublicModel, WirePublicModels } from '@weft/wire/weft/public-model';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { readTime } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import { publicModelsQuery, useProject } from './project-queries.ts';
import classes from './public-models.module.css';

export function PublicModels(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const { deployment = 'production', model } = useSearch({ strict: false });
  const models = useQuery(publicModelsQuery(accountId, projectId, deployment));
  const navigate = useNavigate();
  usePageTitle('Public models', useProject(accountId, projectId)?.name);
  useEffect(() => {
    if (model !== undefined && models.data !== undefined) document.getElementById(model)?.scrollIntoView({ block: 'center' });
  }, [model, models.data]);
  return (
    <Panel
      title="Public models"
      isFlush
      aside={
        <>
          <Published accountId={accountId} projectId={projectId} models={models.data} />
          <SegmentedControl
            size="xs"
            aria-label="Published from"
            value={deployment}
            onChange={(value) => void navigate({ to: '.', search: value === 'staging' ? { deployment: 'staging' } : {}, replace: true })}
            data={[
              { value: 'production', label: 'Production' },
              { value: 'staging', label: 'Staging' },
            ]}
          />
        </>
      }
    >
      <Loaded from={models}>
        {(found) => (
          <DataTable
            label="Public models"
            rows={found.models}
            columns={columnsOf({ accountId, projectId }, model)}
            keyOf={({ unique_id }) => unique_id}
            textOf={({ name, description, unique_id, owner }) => `${name} ${description} ${unique_id} ${owner ?? ''}`}
            sorting={{ key: 'name', isDescending: false }}
            empty={<NoModels isPublished={found.generated_at !== null} deployment={deployment} />}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function Published(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly models: WirePublicModels | undefined;
}): ReactNode {
  const { accountId, projectId, models } = props;
  const may = useMay(accountId, { projectId });
  if (!models?.generated_at) return null;
  return (
    <span className="weft-underlined">
      Published <Ago at={models.generated_at} />
      {models.run_id === null || !may('runs:read') ? null : (
        <>
          {' by '}
          <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: models.run_id }}>
            run #{models.run_id}
          </Link>
        </>
      )}
    </span>
  );
}

function NoModels({ isPublished, deployment }: { readonly isPublished: boolean; readonly deployment: string }): ReactNode {
  return (
    <div className={classes.empty}>
      {isPublished ? (
        <Empty title="No model is public">
          Give models <code>access: public</code> in dbt_project.yml, in a properties file or in their config; the next successful run or
          upload publishes them.
        </Empty>
      ) : (
        <Empty title={`Nothing has been published from ${deployment}`}>
          The first successful run or upload in the project’s {deployment} environment publishes its public models.
        </Empty>
      )}
    </div>
  );
}

function columnsOf(at: At, pointedAt: string | undefined): readonly Column<WirePublicModel>[] {
  const { accountId } = at;
  return [
    {
      key: 'name',
      title: 'Model',
      sortBy: ({ name, version }) => `${name} ${version ?? ''}`,
      cell: (model) => <Name at={at} model={model} isPointedAt={model.unique_id === pointedAt} />,
    },
    {
      key: 'relation',
      title: 'Relation',
      isMinor: true,
      sortBy: ({ relation_name }) => relation_name,
      cell: ({ relation_name }) => <code className={classes.relation}>{relation_name ?? '–'}</code>,
    },
    {
      key: 'contract',
      title: 'Contract',
      isMinor: true,
      sortBy: ({ has_contract }) => has_contract,
      cell: ({ has_contract, column_count }) =>
        has_contract ? `enforced, ${column_count} columns` : <span className="weft-dim">none</span>,
    },
    {
      key: 'owner',
      title: 'Owner',
      isMinor: true,
      sortBy: ({ owner }) => owner,
      cell: ({ owner }) => owner ?? <span className="weft-dim">–</span>,
    },
    {
      key: 'consumers',
      title: 'Used by',
      sortBy: ({ consumers }) => consumers.length,
      cell: ({ consumers }) =>
        consumers.length === 0 ? (
          <span className="weft-dim">nobody yet</span>
        ) : (
          <span className={classes.consumers}>
            {consumers.map(({ project_id, name }) => (
              <Link key={project_id} to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: project_id }}>
                {name}
              </Link>
            ))}
          </span>
        ),
    },
  ];
}

interface At {
  readonly accountId: number;
  readonly projectId: number;
}

function Name({ at, model, isPointedAt }: { readonly at: At; readonly model: WirePublicModel; readonly isPointedAt: boolean }): ReactNode {
  const { unique_id, name, version, latest_version, deprecation_date, description } = model;
  return (
    <div id={unique_id} className={isPointedAt ? classes.pointed : undefined}>
      <div className={classes.name}>
        <Link to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId" params={{ ...at, uniqueId: unique_id }}>
          {name}
        </Link>
        {version === null ? null : (
          <span className={classes.version}>
            v{version}
            {version === latest_version ? ', latest' : ''}
          </span>
        )}
        {deprecation_date === null ? null : (
          <span className={classes.deprecated}>deprecated {readTime(deprecation_date).toISOString().slice(0, 10)}</span>
        )}
      </div>
      {description === '' ? null : <div className={classes.description}>{description}</div>}
    </div>
  );
}
