/** The account's warehouses. */
import { Button, Modal } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { ConnectionForm } from './connection-form.tsx';
import { connectionPlace, connectionsQuery } from './connection-queries.ts';

export function ConnectionsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  const connections = useQuery({ ...connectionsQuery(accountId), enabled: may('connections:read') });
  const environments = useQuery(environmentsQuery(accountId)).data ?? [];
  const [isMaking, setMaking] = useState(false);
  usePageTitle('Connections', 'Settings');
  if (!may('connections:read')) return <Empty title="You may not see connections">Ask an account admin for the right to see them.</Empty>;
  const create = may('connections:write') ? (
    <Button leftSection={<IconPlus size={14} />} variant="default" onClick={() => setMaking(true)}>
      Create connection
    </Button>
  ) : null;
  const usedBy = (id: number) => environments.filter(({ connection_id }) => connection_id === id).length;
  return (
    <Panel title="Connections" isFlush aside={create}>
      <Loaded from={connections}>
        {(found) => (
          <DataTable
            label="Connections"
            rows={found}
            columns={columnsOf(usedBy)}
            keyOf={({ id }) => id}
            textOf={(row) => `${row.name} ${row.adapter} ${connectionPlace(row)}`}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No connections yet" action={create}>
                  A connection is a warehouse that Weft runs dbt against. Projects whose artifacts are uploaded need none.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      <MakeConnection accountId={accountId} isOpen={isMaking} onClose={() => setMaking(false)} />
    </Panel>
  );
}

function MakeConnection(props: { readonly accountId: number; readonly isOpen: boolean; readonly onClose: () => void }): ReactNode {
  const { accountId, isOpen, onClose } = props;
  return (
    <Modal opened={isOpen} onClose={onClose} title="Create a connection" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <ConnectionForm
        accountId={accountId}
        deed="Create connection"
        onMade={({ name }) => {
          onClose();
          said(`The connection ${name} is made.`);
        }}
      />
    </Modal>
  );
}

function columnsOf(usedBy: (id: number) => number): readonly Column<WireConnection>[] {
  return [
    { key: 'name', title: 'Connection', sortBy: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
    {
      key: 'adapter',
      title: 'Kind',
      sortBy: ({ adapter }) => adapter,
      cell: ({ adapter }) => (adapter === 'duckdb' ? 'DuckDB' : 'PostgreSQL'),
    },
    {
      key: 'place',
      title: 'Where',
      sortBy: connectionPlace,
      cell: (row) => <code style={{ overflowWrap: 'anywhere' }}>{connectionPlace(row)}</code>,
    },
    { key: 'used', title: 'Environments', align: 'end', sortBy: ({ id }) => usedBy(id), cell: ({ id }) => usedBy(id) },
    {
      key: 'made',
      title: 'Made',
      align: 'end',
      isMinor: true,
      sortBy: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Ago at={created_at} />,
    },
  ];
}
