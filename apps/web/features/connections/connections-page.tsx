/** The account's warehouses: made, changed, tried and deleted here. */
import { Button, Group, Modal } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import { ConnectionForm } from './connection-form.tsx';
import { adaptersQuery, connectionPlace, connectionsQuery, deleteConnection } from './connection-queries.ts';

/** What stands over the page. */
type Open = { readonly kind: 'new' } | { readonly kind: 'edit' | 'delete'; readonly connection: WireConnection };

export function ConnectionsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  const connections = useQuery({ ...connectionsQuery(accountId), enabled: may('connections:read') });
  const adapters = useQuery(adaptersQuery).data ?? [];
  const [open, setOpen] = useState<Open | null>(null);
  usePageTitle('Connections', 'Settings');
  if (!may('connections:read')) return <Empty title="You may not see connections">Ask an account admin for the right to see them.</Empty>;
  const mayWrite = may('connections:write');
  const create = mayWrite ? (
    <Button leftSection={<IconPlus size={14} />} variant="default" onClick={() => setOpen({ kind: 'new' })}>
      Create connection
    </Button>
  ) : null;
  const titleOf = (name: string) => adapters.find((it) => it.name === name)?.title ?? name;
  return (
    <Panel title="Connections" isFlush aside={create}>
      <Loaded from={connections}>
        {(found) => (
          <DataTable
            label="Connections"
            rows={found}
            columns={columnsOf(accountId, titleOf, mayWrite ? setOpen : null)}
            keyOf={({ id }) => id}
            textOf={(row) => `${row.name} ${titleOf(row.adapter)} ${connectionPlace(row)}`}
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
      <EditConnection accountId={accountId} open={open} onClose={() => setOpen(null)} />
      {open?.kind === 'delete' ? <DeleteConnection connection={open.connection} onClose={() => setOpen(null)} /> : null}
    </Panel>
  );
}

function EditConnection(props: { readonly accountId: number; readonly open: Open | null; readonly onClose: () => void }): ReactNode {
  const { accountId, open, onClose } = props;
  const connection = open?.kind === 'edit' ? open.connection : null;
  return (
    <Modal
      opened={open?.kind === 'new' || connection !== null}
      onClose={onClose}
      title={connection === null ? 'Create a connection' : `Edit ${connection.name}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ConnectionForm
        accountId={accountId}
        deed={connection === null ? 'Create connection' : 'Save'}
        {...(connection === null ? {} : { connection })}
        onMade={({ name }) => {
          onClose();
          said(
            connection === null ? `The connection ${name} is made.` : `The connection ${name} is saved. Runs under way keep the old one.`,
          );
        }}
      />
    </Modal>
  );
}

function DeleteConnection({ connection, onClose }: { readonly connection: WireConnection; readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteConnection(connection),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['connections', connection.account_id] });
      said(`The connection ${connection.name} is deleted.`);
      onClose();
    },
  });
  return (
    <Confirm
      title={`Delete ${connection.name}?`}
      deed="Delete connection"
      isOpen
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      {connection.environments.length === 0 ? (
        'Nothing uses it. The warehouse itself is not touched.'
      ) : (
        <>It is used by {connection.environments.map(({ name }) => name).join(', ')}. Give them another connection first.</>
      )}
    </Confirm>
  );
}

function columnsOf(
  accountId: number,
  titleOf: (adapter: string) => string,
  onOpen: ((open: Open) => void) | null,
): readonly Column<WireConnection>[] {
  const columns: readonly Column<WireConnection>[] = [
    { key: 'name', title: 'Connection', sortBy: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
    { key: 'adapter', title: 'Adapter', sortBy: ({ adapter }) => adapter, cell: ({ adapter }) => titleOf(adapter) },
    {
      key: 'place',
      title: 'Where',
      sortBy: connectionPlace,
      cell: (row) => <code style={{ overflowWrap: 'anywhere' }}>{connectionPlace(row)}</code>,
    },
    {
      key: 'used',
      title: 'Used by',
      sortBy: ({ environments }) => environments.length,
      cell: (row) => <UsedBy accountId={accountId} connection={row} />,
    },
    { key: 'test', title: 'Last test', isMinor: true, sortBy: ({ last_test }) => last_test?.created_at ?? null, cell: lastTest },
  ];
  if (onOpen === null) return columns;
  const cell = (connection: WireConnection) => (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Edit ${connection.name}`}
        onClick={() => onOpen({ kind: 'edit', connection })}
      >
        Edit
      </Button>
      <Button
        size="compact-xs"
        variant="subtle"
        color="red"
        aria-label={`Delete ${connection.name}`}
        onClick={() => onOpen({ kind: 'delete', connection })}
      >
        Delete
      </Button>
    </Group>
  );
  return [...columns, { key: 'deeds', title: 'Deeds', isTitleHidden: true, align: 'end', cell }];
}

function UsedBy({ accountId, connection }: { readonly accountId: number; readonly connection: WireConnection }): ReactNode {
  if (connection.environments.length === 0) return <span className="weft-dim">nothing</span>;
  return connection.environments.map(({ id, name, project_id }, index) => (
    <span key={id}>
      {index === 0 ? '' : ', '}
      <Link
        to="/deploy/$accountId/projects/$projectId/environments/$environmentId"
        params={{ accountId, projectId: project_id, environmentId: id }}
      >
        {name}
      </Link>
    </span>
  ));
}

function lastTest({ last_test: test }: WireConnection): ReactNode {
  if (test === null) return <span className="weft-dim">never</span>;
  return (
    <span title={test.advice?.title ?? undefined}>
      {test.state === 'succeeded' ? 'worked' : test.state === 'failed' ? (test.advice?.title ?? 'failed') : 'going on'},{' '}
      <Ago at={test.created_at} />
    </span>
  );
}
