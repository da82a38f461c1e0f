/** The account's people: who they are, what their seat is, which groups they are in; and who is invited. */
import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { useMay, useSession } from '../session/session-queries.ts';
import { Invitations } from './invitations.tsx';
import { MemberMenu } from './member-menu.tsx';
import type { MemberRow } from './member-queries.ts';
import { licences, membersQuery } from './member-queries.ts';

export function MembersPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Members', 'Settings');
  return (
    <>
      {may('users:read') ? (
        <Members accountId={accountId} />
      ) : (
        <Empty title="You may not see the members">Ask an account admin who is in this account.</Empty>
      )}
      <Invitations accountId={accountId} />
    </>
  );
}

function Members({ accountId }: { readonly accountId: number }): ReactNode {
  const members = useQuery(membersQuery(accountId));
  const own = useSession().user?.id;
  return (
    <Panel title="Members" isFlush>
      <Loaded from={members}>
        {(found) => (
          <DataTable
            label="Members"
            rows={found}
            columns={columnsOf(accountId, own)}
            keyOf={({ user }) => user.id}
            textOf={({ user, seat }) => `${user.fullname} ${user.email} ${seat.groups.map(({ name }) => name).join(' ')}`}
            sorting={{ key: 'name', isDescending: false }}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function columnsOf(accountId: number, own: number | undefined): readonly Column<MemberRow>[] {
  return [
    {
      key: 'name',
      title: 'Person',
      sortBy: ({ user }) => (user.fullname || user.email).toLowerCase(),
      cell: ({ user, seat }) => (
        <>
          <b>{user.fullname || user.email}</b>
          {user.id === own ? <span className="weft-dim"> (you)</span> : null}{' '}
          {seat.state === 2 ? (
            <Badge size="xs" color="gray" variant="light">
              Deactivated
            </Badge>
          ) : null}
          <div className="weft-dim">{user.email}</div>
        </>
      ),
    },
    {
      key: 'licence',
      title: 'Licence',
      sortBy: ({ seat }) => seat.license_type,
      cell: ({ seat }) => <span title={licences[seat.license_type]?.text}>{licences[seat.license_type]?.title ?? seat.license_type}</span>,
    },
    {
      key: 'groups',
      title: 'Groups',
      cell: ({ seat }) => seat.groups.map(({ name }) => name).join(', ') || <span className="weft-dim">none</span>,
    },
    {
      key: 'seen',
      title: 'Last signed in',
      align: 'end',
      sortBy: ({ user }) => user.last_login,
      cell: ({ user }) => <Ago at={user.last_login} missing="never" />,
    },
    {
      key: 'joined',
      title: 'Joined',
      align: 'end',
      isMinor: true,
      sortBy: ({ seat }) => seat.created_at,
      cell: ({ seat }) => <Ago at={seat.created_at} />,
    },
    {
      key: 'change',
      title: 'Change',
      isTitleHidden: true,
      align: 'end',
      cell: (row) => <MemberMenu accountId={accountId} row={row} isSelf={row.user.id === own} />,
    },
  ];
}
