/** The tests on a node, and how each came out last. */
import { Link } from '@tanstack/react-router';
import type { WireNodeDetails, WireNodeTest } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import classes from './catalog.module.css';
import { StatusMark } from './node-words.tsx';

export function NodeTests({ accountId, node }: { readonly accountId: number; readonly node: WireNodeDetails }): ReactNode {
  const columns: readonly Column<WireNodeTest>[] = [
    {
      key: 'name',
      title: 'Test',
      sortBy: (test) => test.test_name ?? test.name,
      cell: (test) => (
        <Link
          to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId"
          params={{ accountId, projectId: node.project_id, uniqueId: test.unique_id }}
          title={test.name}
        >
          {test.test_name ?? test.name}
        </Link>
      ),
    },
    { key: 'column', title: 'Column', sortBy: ({ column }) => column, cell: ({ column }) => column ?? '–' },
    { key: 'status', title: 'Came out', sortBy: ({ status }) => status, cell: ({ status }) => <StatusMark status={status} /> },
    {
      key: 'failures',
      title: 'Failing rows',
      align: 'end',
      sortBy: ({ failures }) => failures,
      cell: ({ failures }) => (failures === null ? '–' : failures.toLocaleString('en')),
    },
    { key: 'when', title: 'When', sortBy: ({ ran_at }) => ran_at, cell: ({ ran_at }) => <Ago at={ran_at} /> },
    {
      key: 'message',
      title: 'Message',
      isMinor: true,
      cell: ({ message, status }) => (status === 'pass' ? null : <span className={classes.cut}>{message}</span>),
    },
  ];
  return (
    <Panel title="Tests on it" isFlush>
      <DataTable
        label="Tests"
        rows={node.inside?.tests ?? []}
        columns={columns}
        keyOf={({ unique_id }) => unique_id}
        textOf={(test) => `${test.name} ${test.column ?? ''}`}
        empty={
          <Empty title="Nothing tests it">
            Begin with <code>unique</code> and <code>not_null</code> on its key, in its properties file.
          </Empty>
        }
      />
    </Panel>
  );
}
