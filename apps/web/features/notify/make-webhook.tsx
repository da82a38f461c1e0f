/** Makes a webhook, and shows its secret once. */
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CopyValue } from '../../kit/copy.tsx';
import { MakeOnce } from '../../kit/make-once.tsx';
import { Notice } from '../../kit/notice.tsx';
import { createWebhook } from './notify-queries.ts';
import { emptyWebhook, WebhookFields } from './webhook-fields.tsx';

export function MakeWebhook({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState(emptyWebhook);
  return (
    <MakeOnce
      title="Create a webhook"
      madeTitle="The webhook is made"
      deed="Create webhook"
      size="lg"
      isIncomplete={draft.event_types.length === 0}
      fields={<WebhookFields accountId={accountId} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />}
      make={() => createWebhook(accountId, { ...draft, name: draft.name.trim() })}
      listKey={['webhooks', accountId]}
      onClose={onClose}
    >
      {(made) => (
        <Notice tone="warn" icon={<IconKey size={18} />} title="Copy this secret now" isUrgent>
          <p style={{ margin: '0 0 10px' }}>
            It is shown this once. Every request carries in <code>Authorization</code> the hex HMAC-SHA256 of its body under this secret:
            check it, and you know that Weft sent it.
          </p>
          <CopyValue label="Signing secret" value={made.hmac_secret} />
        </Notice>
      )}
    </MakeOnce>
  );
}
