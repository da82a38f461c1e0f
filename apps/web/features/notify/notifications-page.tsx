/** Who is told when a job ends: one's own mails, and what goes to channels and other addresses. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireMessage } from '@weft/wire/weft/notify';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import { MyNotifications } from './my-notifications.tsx';
import { messagesQuery } from './notify-queries.ts';
import { OtherNotifications } from './other-notifications.tsx';

export function NotificationsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Notifications', 'Settings');
  if (!may('notifications:read'))
    return <Empty title="You may not see notifications">Ask an account admin for the right to be told of runs.</Empty>;
  return (
    <>
      <MyNotifications accountId={accountId} title="Mail to me" />
      {may('notifications:write') ? (
        <>
          <OtherNotifications accountId={accountId} />
          <Messages accountId={accountId} />
        </>
      ) : null}
    </>
  );
}

const states = { queued: 'On its way', sent: 'Sent', failed: 'Failed' } as const;

function Messages({ accountId }: { readonly accountId: number }): ReactNode {
  const messages = useQuery(messagesQuery(accountId));
  const columns: readonly Column<WireMessage>[] = [
    {
      key: 'subject',
      title: 'Message',
      cell: ({ subject, run_id }) => (
        <Link to="/find/$accountId/runs/$runId" params={{ accountId, runId: run_id }}>
          {subject}
        </Link>
      ),
    },
    {
      key: 'target',
      title: 'To',
      sortBy: ({ target }) => target,
      cell: ({ target }) => target.replace(/^email:/, '').replace(/^channel:/, 'channel #'),
    },
    { key: 'state', title: 'State', sortBy: ({ state }) => state, cell: ({ state, problem }) => problem ?? states[state] },
    { key: 'at', title: 'When', align: 'end', sortBy: ({ created_at }) => created_at, cell: ({ created_at }) => <Ago at={created_at} /> },
  ];
  return (
    <Panel title="What was sent" isFlush aside={<span className="weft-dim">kept for 30 days</span>}>
      <Loaded from={messages}>
        {(found) => (
          <DataTable
            label="Messages"
            rows={found}
            columns={columns}
            keyOf={({ id }) => id}
            textOf={({ subject, target }) => `${subject} ${target}`}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="Nothing was sent yet">Each mail and post about a run is listed here, with why it did not arrive.</Empty>
              </div>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}
