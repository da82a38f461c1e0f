/** Who is told when a job ends: one's own mails, and what goes to channels and other addresses. */
import { Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireMessage, WireMyNotifications } from '@weft/wire/weft/notify';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { jobsQuery } from '../jobs/job-queries.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { messagesQuery, myNotificationsQuery, type Occasion, occasions, setMyNotifications } from './notify-queries.ts';
import { OtherNotifications } from './other-notifications.tsx';

export function NotificationsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Notifications', 'Settings');
  if (!may('notifications:read'))
    return <Empty title="You may not see notifications">Ask an account admin for the right to be told of runs.</Empty>;
  return (
    <>
      <Mine accountId={accountId} />
      {may('notifications:write') ? (
        <>
          <OtherNotifications accountId={accountId} />
          <Messages accountId={accountId} />
        </>
      ) : null}
    </>
  );
}

function Mine({ accountId }: { readonly accountId: number }): ReactNode {
  const mine = useQuery(myNotificationsQuery(accountId));
  const jobs = useQuery(jobsQuery(accountId));
  return (
    <Panel title="Mail to me" isFlush aside={<span className="weft-dim">{mine.data?.email}</span>}>
      <Loaded from={mine}>
        {(own) => (
          <>
            {own.sends_mail ? null : <NoMail />}
            <Loaded from={jobs}>{(found) => <MyJobs accountId={accountId} mine={own} jobs={found} />}</Loaded>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

export function NoMail(): ReactNode {
  return (
    <div style={{ padding: '0 16px 12px' }}>
      <Notice tone="warn" title="This Weft sends no mail yet">
        Whoever runs it names a mail server: <code>WEFT_SMTP_URL=smtp://user:password@mail.example.com:587</code> and{' '}
        <code>WEFT_MAIL_FROM=weft@example.com</code>. What is ticked here is kept, and works from then on. Slack and Teams need no mail
        server.
      </Notice>
    </div>
  );
}

/** One box a job and occasion; each is kept as soon as it is ticked. */
function MyJobs(props: { readonly accountId: number; readonly mine: WireMyNotifications; readonly jobs: readonly WireJob[] }): ReactNode {
  const { accountId, mine, jobs } = props;
  const queries = useQueryClient();
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const save = useMutation({
    mutationFn: (next: WireMyNotifications) => setMyNotifications(accountId, next),
    onMutate: (next) => queries.setQueryData(myNotificationsQuery(accountId).queryKey, next),
    onError: () => queries.invalidateQueries({ queryKey: myNotificationsQuery(accountId).queryKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications', accountId], exact: true }),
  });
  const turn = (occasion: Occasion, id: number) => {
    const before = mine[occasion];
    save.mutate({ ...mine, [occasion]: before.includes(id) ? before.filter((it) => it !== id) : [...before, id] });
  };
  const columns: readonly Column<WireJob>[] = [
    {
      key: 'job',
      title: 'Tell me when',
      sortBy: ({ name }) => name,
      cell: ({ name, project_id }) => (
        <>
          <b>{name}</b> <span className="weft-dim">{projects.find(({ id }) => id === project_id)?.name}</span>
        </>
      ),
    },
    ...occasions.map(({ key, title }) => ({
      key,
      title,
      align: 'end' as const,
      cell: ({ id, name }: WireJob) => (
        <Checkbox
          size="xs"
          style={{ display: 'inline-flex' }}
          aria-label={`Mail me when ${name} ${title.toLowerCase()}`}
          checked={mine[key].includes(id)}
          onChange={() => turn(key, id)}
        />
      ),
    })),
  ];
  return (
    <>
      {save.error === null ? null : <Failed error={save.error} />}
      <DataTable
        label="Jobs"
        rows={jobs}
        columns={columns}
        keyOf={({ id }) => id}
        textOf={({ name, project_id }) => `${name} ${projects.find(({ id }) => id === project_id)?.name ?? ''}`}
        empty={
          <div style={{ padding: '4px 16px 12px' }}>
            <Empty title="There are no jobs yet">As soon as there is one, you choose here what you want to hear of it.</Empty>
          </div>
        }
      />
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
