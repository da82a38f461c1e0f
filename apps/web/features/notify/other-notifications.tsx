/** Notifications that go to channels, to other people and to addresses outside: listed, added, ended. */
import { Button, Checkbox, Group, Modal, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireNotification } from '@weft/wire/v2/notification';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { jobsQuery } from '../jobs/job-queries.ts';
import { useSession } from '../session/session-queries.ts';
import { channelsQuery, createNotification, deleteNotification, notificationsQuery, occasions } from './notify-queries.ts';

export function OtherNotifications({ accountId }: { readonly accountId: number }): ReactNode {
  const userId = useSession().user?.id;
  const notifications = useQuery(notificationsQuery(accountId));
  const jobs = useQuery(jobsQuery(accountId)).data ?? [];
  const [isMaking, setMaking] = useState(false);
  const jobNames = (ids: readonly number[]) => ids.map((id) => jobs.find((job) => job.id === id)?.name ?? `#${id}`).join(', ');
  const add = (
    <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      Add notification
    </Button>
  );
  return (
    <Panel title="Channels and other addresses" isFlush aside={add}>
      <Loaded from={notifications}>
        {(found) => (
          <DataTable
            label="Notifications"
            rows={found.filter(({ type, user_id }) => type !== 1 || user_id !== userId)}
            columns={columnsOf(accountId, jobNames)}
            keyOf={({ id }) => id}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="Nobody else is told" action={add}>
                  Send news of jobs to a Slack or Teams channel, or to an address such as a team's mailing list.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {isMaking ? <AddNotification accountId={accountId} onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function columnsOf(accountId: number, jobNames: (ids: readonly number[]) => string): readonly Column<WireNotification>[] {
  return [
    {
      key: 'to',
      title: 'To',
      sortBy: destinationOf,
      cell: (row) => (
        <>
          <b>{destinationOf(row)}</b> <span className="weft-dim">{row.type === 2 ? 'channel' : 'mail'}</span>
        </>
      ),
    },
    {
      key: 'when',
      title: 'When',
      cell: (row) =>
        occasions.map(({ key, title }) =>
          row[key].length === 0 ? null : (
            <div key={key}>
              <span className="weft-dim">{title}:</span> {jobNames(row[key])}
            </div>
          ),
        ),
    },
    {
      key: 'end',
      title: 'End',
      isTitleHidden: true,
      align: 'end',
      cell: (row) => <EndNotification accountId={accountId} notification={row} />,
    },
  ];
}

function destinationOf(it: WireNotification): string {
  return it.external_email ?? it.slack_channel_name ?? it.user.email ?? `user #${it.user_id}`;
}

function EndNotification({ accountId, notification }: { readonly accountId: number; readonly notification: WireNotification }): ReactNode {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => deleteNotification(accountId, notification.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications', accountId] }),
  });
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={end.isPending}
      onClick={() => end.mutate()}
      aria-label={`End the notification to ${destinationOf(notification)}`}
    >
      End
    </Button>
  );
}

interface Draft {
  /** Empty: a mail address. */
  readonly channel: string;
  readonly email: string;
  readonly jobs: readonly number[];
  readonly on: readonly string[];
}

function AddNotification({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const channels = useQuery(channelsQuery(accountId)).data ?? [];
  const jobs = useQuery(jobsQuery(accountId)).data ?? [];
  const userId = useSession().user?.id ?? null;
  const [draft, setDraft] = useState<Draft>({ channel: '', email: '', jobs: [], on: ['on_failure'] });
  const queries = useQueryClient();
  const isMail = draft.channel === '';
  const create = useMutation({
    mutationFn: () =>
      createNotification(accountId, {
        user_id: userId,
        ...(isMail ? { type: 4, external_email: draft.email.trim() } : { type: 2, slack_channel_id: draft.channel }),
        ...Object.fromEntries(occasions.map(({ key }) => [key, draft.on.includes(key) ? draft.jobs : []])),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['notifications', accountId] });
      onClose();
    },
  });
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  return (
    <Modal opened onClose={onClose} title="Add a notification" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form
        deed="Add notification"
        isBusy={create.isPending}
        error={create.error}
        isDisabled={draft.jobs.length === 0 || draft.on.length === 0}
        onSubmit={() => create.mutate()}
      >
        <NativeSelect
          label="To"
          data-autofocus
          value={draft.channel}
          data={[{ value: '', label: 'A mail address' }, ...channels.map(({ channel_id, name }) => ({ value: channel_id, label: name }))]}
          onChange={(event) => set({ channel: event.currentTarget.value })}
        />
        {isMail ? (
          <TextInput
            label="Mail address"
            type="email"
            required
            placeholder="data-team@example.com"
            value={draft.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
        ) : null}
        <MultiSelect
          label="Jobs"
          searchable
          data={jobs.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={draft.jobs.map(String)}
          onChange={(ids) => set({ jobs: ids.map(Number) })}
        />
        <Checkbox.Group label="When a run" value={[...draft.on]} onChange={(on) => set({ on })}>
          <Group gap="lg" mt={6}>
            {occasions.map(({ key, title }) => (
              <Checkbox key={key} value={key} label={title.toLowerCase()} size="xs" />
            ))}
          </Group>
        </Checkbox.Group>
      </Form>
    </Modal>
  );
}
