/** Makes a personal token with the scope and the end that one chooses, and shows its secret once. */
import { Button, Group, Modal, MultiSelect, Radio, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireSessionAccount } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { ExpiryChoice, expiryOf } from '../service-tokens/expiry.tsx';
import { SecretOnce } from '../service-tokens/secret-once.tsx';
import { createPersonalToken } from './personal-token-queries.ts';

export function MakePersonalToken(props: {
  readonly account: WireSessionAccount;
  readonly userId: number;
  readonly onClose: () => void;
}): ReactNode {
  const { account, userId, onClose } = props;
  const [draft, setDraft] = useState({ name: '', reach: 'all', scopes: [] as readonly string[], days: '90' });
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      createPersonalToken(account.id, userId, {
        name: draft.name.trim(),
        scopes: scopesOf(draft.reach, draft.scopes, account.permissions),
        expires_at: expiryOf(draft.days),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['personal-tokens', account.id] }),
  });
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={made === undefined ? 'Create a personal token' : 'The token is made'}
      size="lg"
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made === undefined ? (
        <Form
          deed="Create personal token"
          isBusy={create.isPending}
          error={create.error}
          isDisabled={draft.reach === 'chosen' && draft.scopes.length === 0}
          onSubmit={() => create.mutate()}
        >
          <TextInput
            label="Name"
            description="What uses it, so that it can be told from others later"
            required
            data-autofocus
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <Radio.Group label="May" value={draft.reach} onChange={(reach) => setDraft({ ...draft, reach })}>
            <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
              <Radio size="xs" value="all" label="All that you may" description="Now and later, as your groups change" />
              <Radio size="xs" value="read" label="Only read" />
              <Radio size="xs" value="chosen" label="Only what you choose" />
            </div>
          </Radio.Group>
          {draft.reach === 'chosen' ? (
            <MultiSelect
              label="Permissions"
              searchable
              data={[...account.permissions]}
              value={[...draft.scopes]}
              onChange={(scopes) => setDraft({ ...draft, scopes })}
            />
          ) : null}
          <ExpiryChoice days={draft.days} onChange={(days) => setDraft({ ...draft, days })} />
        </Form>
      ) : (
        <>
          <SecretOnce name={made.name} secret={made.token_string} />
          <Group justify="flex-end" mt="md">
            <Button size="sm" onClick={onClose}>
              I have copied it
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}

function scopesOf(reach: string, chosen: readonly string[], permissions: readonly string[]): readonly string[] | null {
  if (reach === 'all') return null;
  return reach === 'read' ? permissions.filter((name) => name.endsWith(':read')) : chosen;
}
