/** A project as it was at one state: its nodes, and each as it was defined then. */
import { Drawer, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { WireStateNode, WireStateNodes } from '@weft/wire/weft/history';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Markdown } from '../../kit/markdown.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { SqlText } from '../runs/sql-text.tsx';
import { type InProject, stateNodeQuery, stateNodesQuery } from './history-queries.ts';
import { Provenance } from './state-words.tsx';

const to = '/deploy/$accountId/projects/$projectId/history/$stateId';

export function StatePage(): ReactNode {
  const at = { accountId: useAccountId(), projectId: useProjectId() };
  const stateId = useParams({ strict: false }).stateId ?? 0;
  const { q, type, node } = useSearch({ strict: false });
  const nodes = useQuery(stateNodesQuery(at, stateId, { q, type }));
  const navigate = useNavigate();
  usePageTitle('As of a state');
  const go = (change: { readonly q?: string | undefined; readonly type?: string | undefined; readonly node?: string | undefined }) =>
    void navigate({ to, params: { ...at, stateId }, search: { q, type, node: undefined, ...change }, replace: true });
  return (
    <>
      <PageHeader
        title={nodes.data === undefined ? 'As of a state' : <>As it was {<Ago at={nodes.data.state.generated_at} />}</>}
        crumbs={[
          ...projectCrumbs(at.accountId, at.projectId),
          <Link key="history" to="/deploy/$accountId/projects/$projectId/history" params={at}>
            History
          </Link>,
        ]}
        subtitle={nodes.data === undefined ? undefined : <Provenance at={at} state={nodes.data.state} />}
        actions={
          <Link to="/deploy/$accountId/projects/$projectId/history/compare" params={at} search={{ before: stateId }}>
            Compare with another
          </Link>
        }
      />
      <Loaded from={nodes} skeleton={<RowSkeletons rows={8} />}>
        {(found) => (
          <Panel title="Nodes" aside={`${found.total_count}`} isFlush>
            <DataTable
              label="Nodes"
              rows={found.nodes}
              columns={columnsOf(at, stateId, { q, type })}
              keyOf={({ unique_id }) => unique_id}
              sorting={{ key: 'name', isDescending: false }}
              tools={<Tools found={found} q={q} type={type} onChange={go} />}
            />
          </Panel>
        )}
      </Loaded>
      <Drawer
        opened={node !== undefined}
        onClose={() => go({})}
        title={node}
        position="right"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {node === undefined ? null : <Definition at={at} stateId={stateId} uniqueId={node} />}
      </Drawer>
    </>
  );
}

function Tools(props: {
  readonly found: WireStateNodes;
  readonly q: string | undefined;
  readonly type: string | undefined;
  readonly onChange: (change: { readonly q?: string | undefined; readonly type?: string | undefined }) => void;
}): ReactNode {
  const { found, q, type, onChange } = props;
  return (
    <>
      <TextInput
        size="xs"
        aria-label="Name"
        placeholder="Name"
        defaultValue={q ?? ''}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChange({ q: event.currentTarget.value || undefined, type });
        }}
        onBlur={(event) => {
          if ((q ?? '') !== event.currentTarget.value) onChange({ q: event.currentTarget.value || undefined, type });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="Type"
        value={type ?? ''}
        data={[
          { value: '', label: 'All but tests' },
          ...Object.entries(found.types).map(([value, count]) => ({ value, label: `${value.replace('_', ' ')} (${count})` })),
        ]}
        onChange={(event) => onChange({ q, type: event.currentTarget.value || undefined })}
      />
    </>
  );
}

function columnsOf(
  at: InProject,
  stateId: number,
  filters: { readonly q: string | undefined; readonly type: string | undefined },
): readonly Column<WireStateNode>[] {
  return [
    {
      key: 'name',
      title: 'Node',
      sortBy: ({ name }) => name,
      cell: ({ name, version, unique_id }) => (
        <Link to={to} params={{ ...at, stateId }} search={{ ...filters, node: unique_id }} title={unique_id}>
          {version === null ? name : `${name}.v${version}`}
        </Link>
      ),
    },
    { key: 'type', title: 'Type', sortBy: ({ type }) => type, cell: ({ type }) => type.replace('_', ' ') },
    { key: 'access', title: 'Access', sortBy: ({ access }) => access, cell: ({ access }) => access ?? '–' },
    {
      key: 'contract',
      title: 'Contract',
      isMinor: true,
      sortBy: ({ has_contract }) => Number(has_contract),
      cell: ({ has_contract }) => (has_contract ? 'enforced' : '–'),
    },
    {
      key: 'made',
      title: 'Materialized',
      isMinor: true,
      sortBy: ({ materialization }) => materialization,
      cell: ({ materialization }) => materialization ?? '–',
    },
    {
      key: 'columns',
      title: 'Columns',
      align: 'end',
      isMinor: true,
      sortBy: ({ column_count }) => column_count,
      cell: ({ column_count }) => column_count,
    },
  ];
}

function Definition({ at, stateId, uniqueId }: { readonly at: InProject; readonly stateId: number; readonly uniqueId: string }): ReactNode {
  const found = useQuery(stateNodeQuery(at, stateId, uniqueId));
  return (
    <Loaded from={found} skeleton={<RowSkeletons rows={6} />}>
      {(node) => (
        <>
          <Facts
            items={[
              ['Type', node.type],
              ['File', node.file_path === null ? '–' : <code key="file">{node.file_path}</code>],
              ['Relation', node.relation_name === null ? '–' : <code key="relation">{node.relation_name}</code>],
              ['Access', node.access ?? '–'],
              ['Group', node.group ?? '–'],
              ['Contract', node.has_contract ? 'enforced' : 'none'],
              ['Deprecated as of', node.deprecation_date?.slice(0, 10) ?? '–'],
              ['Tags', node.tags.length === 0 ? '–' : node.tags.join(', ')],
            ]}
          />
          {node.description === '' ? null : <Markdown text={node.description} />}
          {node.columns.length === 0 ? null : (
            <DataTable label="Columns" rows={node.columns} columns={columnColumns} keyOf={({ name }) => name} />
          )}
          {node.raw_code === null || node.raw_code === '' ? null : <SqlText title="Code" text={node.raw_code} />}
        </>
      )}
    </Loaded>
  );
}

const columnColumns: readonly Column<{ readonly name: string; readonly type: string | null; readonly description: string }>[] = [
  { key: 'name', title: 'Column', sortBy: ({ name }) => name, cell: ({ name }) => <code>{name}</code> },
  { key: 'type', title: 'Type', sortBy: ({ type }) => type, cell: ({ type }) => type ?? '–' },
  { key: 'description', title: 'Description', cell: ({ description }) => description },
];
