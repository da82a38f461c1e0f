/** What one is mailed of the jobs of an account: one box a job and occasion. */
import { Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireMyNotifications } from '@weft/wire/weft/notify';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import { jobsQuery } from '../jobs/job-queries.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { myNotificationsQuery, type Occasion, occasions, setMyNotifications } from './notify-queries.ts';

export function MyNotifications({ accountId, title }: { readonly accountId: number; readonly title: string }): ReactNode {
  const mine = useQuery(myNotificationsQuery(accountId));
  const jobs = useQuery(jobsQuery(accountId));
  return (
    <Panel title={title} isFlush aside={<span className="weft-dim">{mine.data?.email}</span>}>
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

function NoMail(): ReactNode {
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
