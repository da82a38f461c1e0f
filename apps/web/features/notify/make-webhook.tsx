/** Makes a webhook, and shows its secret once. */
import { Button, Group, Modal } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CopyValue } from '../../kit/copy.tsx';
import { Form } from '../../kit/form.tsx';
import { Notice } from '../../kit/notice.tsx';
import { createWebhook } from './notify-queries.ts';
import { emptyWebhook, WebhookFields } from './webhook-fields.tsx';

export function MakeWebhook({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState(emptyWebhook);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createWebhook(accountId, { ...draft, name: draft.name.trim() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks', accountId] }),
  });
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={made === undefined ? 'Create a webhook' : 'The webhook is made'}
      size="lg"
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made === undefined ? (
        <Form
          deed="Create webhook"
          isBusy={create.isPending}
          error={create.error}
          isDisabled={draft.event_types.length === 0}
          onSubmit={() => create.mutate()}
        >
          <WebhookFields accountId={accountId} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
        </Form>
      ) : (
        <>
          <Notice tone="warn" icon={<IconKey size={18} />} title="Copy this secret now" isUrgent>
            <p style={{ margin: '0 0 10px' }}>
              It is shown this once. Every request carries in <code>Authorization</code> the hex HMAC-SHA256 of its body under this secret:
              check it, and you know that Weft sent it.
            </p>
            <CopyValue label="Signing secret" value={made.hmac_secret} />
          </Notice>
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
