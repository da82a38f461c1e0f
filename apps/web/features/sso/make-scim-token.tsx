/** Makes a SCIM token and shows its secret once. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { SecretOnce } from '../service-tokens/secret-once.tsx';
import { createScimToken } from './sso-queries.ts';

export function MakeScimToken({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createScimToken(accountId, name.trim()),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['scim-tokens', accountId] }),
  });
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={made === undefined ? 'Create a SCIM token' : 'The token is made'}
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made === undefined ? (
        <Form deed="Create SCIM token" isBusy={create.isPending} error={create.error} onSubmit={() => create.mutate()}>
          <TextInput
            label="Name"
            description="What uses it, such as the identity provider’s name"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
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
