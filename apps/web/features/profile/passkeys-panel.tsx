/** One's passkeys: added, named, removed. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WirePasskey, WireProfile, WireRecoveryCodes } from '@weft/wire/weft/profile';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask, tell } from '../../kit/api.ts';
import { Confirm } from '../../kit/confirm.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Form } from '../../kit/form.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { canUsePasskeys, registerPasskey } from '../session/passkey.ts';
import { useGuarded } from './confirm-identity.tsx';

type OnCodes = (codes: readonly string[] | null) => unknown;

export function PasskeysPanel({ profile, onCodes }: { readonly profile: WireProfile; readonly onCodes: OnCodes }): ReactNode {
  const [isAdding, setAdding] = useState(false);
  const canAdd = canUsePasskeys(profile.passkey_host);
  return (
    <Panel
      title="Passkeys"
      isFlush
      aside={
        canAdd ? (
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            Add a passkey
          </Button>
        ) : null
      }
    >
      <DataTable
        label="Passkeys"
        rows={profile.passkeys}
        columns={columnsOf(onCodes)}
        keyOf={({ id }) => id}
        empty={
          <p className="weft-dim" style={{ margin: 0, padding: '4px 16px 12px' }}>
            {canAdd
              ? 'Your device, your password manager or a security key can let you in, without a password.'
              : `Passkeys belong to one address: they work at ${profile.passkey_host}, over https or on localhost.`}
          </p>
        }
      />
      {isAdding ? <AddPasskey onClose={() => setAdding(false)} onCodes={onCodes} /> : null}
    </Panel>
  );
}

function columnsOf(onCodes: OnCodes): readonly Column<WirePasskey>[] {
  return [
    { key: 'name', title: 'Passkey', cell: ({ name }) => <b>{name}</b> },
    { key: 'made', title: 'Added', align: 'end', isMinor: true, cell: ({ created_at }) => <Ago at={created_at} /> },
    { key: 'used', title: 'Last used', align: 'end', cell: ({ last_used_at }) => <Ago at={last_used_at} missing="never" /> },
    {
      key: 'change',
      title: 'Change',
      isTitleHidden: true,
      align: 'end',
      cell: (passkey) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <RenamePasskey passkey={passkey} />
          <RemovePasskey passkey={passkey} onCodes={onCodes} />
        </Group>
      ),
    },
  ];
}

function AddPasskey({ onClose, onCodes }: { readonly onClose: () => void; readonly onCodes: OnCodes }): ReactNode {
  const [name, setName] = useState('');
  const add = useGuarded(
    () => registerPasskey(name),
    ({ recovery_codes }: WireRecoveryCodes) => {
      onClose();
      said('The passkey is added.');
      return onCodes(recovery_codes);
    },
  );
  return (
    <>
      <Modal opened onClose={onClose} title="Add a passkey" closeButtonProps={{ 'aria-label': 'Close' }}>
        <Form deed="Add the passkey" isBusy={add.isBusy} error={add.error} onSubmit={() => add.begin()}>
          <TextInput
            label="Name"
            description="Where it is kept, so that you can tell it from others: laptop, blue key"
            data-autofocus
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Form>
      </Modal>
      {add.question}
    </>
  );
}

function RenamePasskey({ passkey }: { readonly passkey: WirePasskey }): ReactNode {
  const [name, setName] = useState<string | null>(null);
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: () => tell('PATCH', `/api/weft/profile/passkeys/${passkey.id}/`, { name }),
    onSuccess: async () => {
      setName(null);
      await queries.invalidateQueries({ queryKey: ['profile'] });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setName(passkey.name)} aria-label={`Rename ${passkey.name}`}>
        Rename
      </Button>
      <Modal opened={name !== null} onClose={() => setName(null)} title="Rename the passkey" closeButtonProps={{ 'aria-label': 'Close' }}>
        <Form deed="Rename" isBusy={rename.isPending} error={rename.error} onSubmit={() => rename.mutate()}>
          <TextInput label="Name" data-autofocus required value={name ?? ''} onChange={(event) => setName(event.currentTarget.value)} />
        </Form>
      </Modal>
    </>
  );
}

function RemovePasskey({ passkey, onCodes }: { readonly passkey: WirePasskey; readonly onCodes: OnCodes }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const remove = useGuarded(
    () => ask<WireRecoveryCodes>('DELETE', `/api/weft/profile/passkeys/${passkey.id}/`),
    () => {
      setAsking(false);
      said(`The passkey ${passkey.name} is removed.`);
      return onCodes(null);
    },
  );
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)} aria-label={`Remove ${passkey.name}`}>
        Remove
      </Button>
      <Confirm
        title={`Remove ${passkey.name}?`}
        deed="Remove the passkey"
        isOpen={isAsking}
        isBusy={remove.isBusy}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.begin()}
      >
        It lets you in no more. The device keeps its half until you delete it there.
      </Confirm>
      {remove.question}
    </>
  );
}
