/** Which deprecated models of others a project builds on, until when, and whom to ask. */
import { useQuery } from '@tanstack/react-query';
import type { WireDeprecation } from '@weft/wire/weft/governance';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { useNowMs } from '../../kit/clock.ts';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { Panel } from '../../kit/panel.tsx';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import { useMay } from '../session/session-queries.ts';
import { deprecationsQuery } from './governance-queries.ts';
import { Day, NodeName, OwnerName } from './governance-words.tsx';

/** Nothing is shown where nothing is deprecated. `projectId`: of that consumer alone. */
export function Deprecations({ accountId, projectId }: { readonly accountId: number; readonly projectId?: number }): ReactNode {
  const may = useMay(accountId);
  const found = useQuery({ ...deprecationsQuery(accountId), enabled: may('metadata:read') }).data ?? [];
  const columns = useMemo(() => columnsOf(accountId), [accountId]);
  const rows = projectId === undefined ? found : found.filter((it) => it.project_id === projectId);
  if (rows.length === 0) return null;
  return (
    <Panel title="Deprecated models in use" isFlush>
      <DataTable
        label="Deprecated models in use"
        rows={rows}
        columns={columns}
        keyOf={({ project_id, upstream }) => `${project_id} ${upstream.project_id} ${upstream.unique_id}`}
      />
    </Panel>
  );
}

function columnsOf(accountId: number): readonly Column<WireDeprecation>[] {
  return [
    {
      key: 'until',
      title: 'Until',
      sortBy: ({ deprecation_date }) => deprecation_date,
      cell: ({ deprecation_date }) => <Until date={deprecation_date} />,
    },
    {
      key: 'model',
      title: 'Model',
      sortBy: ({ upstream }) => upstream.name,
      cell: ({ upstream, latest_version }) => (
        <div>
          <NodeName accountId={accountId} node={upstream} />
          {latest_version === null ? null : <div className="weft-dim">latest version: {latest_version}</div>}
        </div>
      ),
    },
    {
      key: 'consumer',
      title: 'Used by',
      sortBy: ({ project_id }) => project_id,
      cell: ({ project_id, readers }) => (
        <div>
          <ProjectLink accountId={accountId} projectId={project_id} />
          <div>
            {readers.map((node, at) => (
              <span key={node.unique_id}>
                {at === 0 ? '' : ', '}
                <NodeName accountId={accountId} node={node} />
              </span>
            ))}
          </div>
        </div>
      ),
    },
    { key: 'owner', title: 'Whom to ask', cell: ({ upstream }) => <OwnerName node={upstream} /> },
  ];
}

function Until({ date }: { readonly date: string }): ReactNode {
  const isPast = Date.parse(date) <= useNowMs(60);
  return (
    <>
      <Day date={date} /> {isPast ? <MarkWord tone="bad">passed</MarkWord> : null}
    </>
  );
}
