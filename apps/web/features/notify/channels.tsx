/** Slack and Teams channels that notifications can go to, by the addresses of their incoming webhooks. */
import { Button, Group, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireChannel } from '@weft/wire/weft/notify';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { channelsQuery, createChannel, deleteChannel, testChannel } from './notify-queries.ts';

const kinds = { slack: 'Slack', teams: 'Microsoft Teams' } as const;

export function Channels({ accountId, mayWrite }: { readonly accountId: number; readonly mayWrite: boolean }): ReactNode {
  const channels = useQuery(channelsQuery(accountId));
  const [isMaking, setMaking] = useState(false);
  const add = mayWrite ? (
    <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      Add channel
    </Button>
  ) : null;
  return (
    <Panel title="Slack and Teams" isFlush aside={add}>
      <Loaded from={channels}>
        {(found) => (
          <DataTable
            label="Channels"
            rows={found}
            columns={columnsOf(accountId, mayWrite)}
            keyOf={({ id }) => id}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No channels yet" action={add}>
                  Make an incoming webhook in Slack or a workflow in Teams, and give its address here. Notifications can then go there.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {isMaking ? <AddChannel accountId={accountId} onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function columnsOf(accountId: number, mayWrite: boolean): readonly Column<WireChannel>[] {
  return [
    {
      key: 'name',
      title: 'Channel',
      sortBy: ({ name }) => name,
      cell: ({ name, channel_id }) => (
        <>
          <b>{name}</b> <code className="weft-dim">{channel_id}</code>
        </>
      ),
    },
    { key: 'kind', title: 'Where', sortBy: ({ kind }) => kind, cell: ({ kind }) => kinds[kind] },
    {
      key: 'state',
      title: 'Last message',
      cell: ({ problem, last_sent_at }) =>
        problem === null ? (
          <Ago at={last_sent_at} missing="none yet" />
        ) : (
          <span style={{ color: 'var(--mantine-color-error)' }}>{problem}</span>
        ),
    },
    {
      key: 'deeds',
      title: 'Test and delete',
      isTitleHidden: true,
      align: 'end',
      cell: (channel) => (mayWrite ? <Deeds accountId={accountId} channel={channel} /> : null),
    },
  ];
}

function Deeds({ accountId, channel }: { readonly accountId: number; readonly channel: WireChannel }): ReactNode {
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: ['channels', accountId] });
  const test = useMutation({
    mutationFn: () => testChannel(accountId, channel.id),
    onSuccess: ({ problem }) => said(problem ?? `A message is in ${channel.name}.`),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => deleteChannel(accountId, channel.id),
    onSuccess: async () => {
      setAsking(false);
      await refresh();
    },
  });
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-xs"
        variant="default"
        loading={test.isPending}
        onClick={() => test.mutate()}
        aria-label={`Test ${channel.name}`}
      >
        Test
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)} aria-label={`Delete ${channel.name}`}>
        Delete
      </Button>
      <Confirm
        title={`Delete ${channel.name}?`}
        deed="Delete the channel"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        Notifications that go there are sent no more.
      </Confirm>
    </Group>
  );
}

function AddChannel({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState({ kind: 'slack', name: '', url: '', channel_id: '' });
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createChannel(accountId, draft),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['channels', accountId] });
      onClose();
    },
  });
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  return (
    <Modal opened onClose={onClose} title="Add a channel" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form deed="Add channel" isBusy={create.isPending} error={create.error} onSubmit={() => create.mutate()}>
        <NativeSelect
          label="Where"
          value={draft.kind}
          data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          onChange={(event) => set({ kind: event.currentTarget.value })}
        />
        <TextInput
          label="Name"
          placeholder="#data-alerts"
          required
          data-autofocus
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <PasswordInput
          label="Address of the incoming webhook"
          description="Whoever has it may post there: it is stored sealed, and never shown again."
          required
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
        <TextInput
          label="Channel id"
          description="What the API calls slack_channel_id. Leave it empty to have one made."
          placeholder="C0123456789"
          value={draft.channel_id}
          onChange={(event) => set({ channel_id: event.currentTarget.value })}
        />
      </Form>
    </Modal>
  );
}
