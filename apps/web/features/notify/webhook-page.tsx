/** One webhook: what it is told, whether that arrives, and every request that left. */
import { Button, Modal } from '@mantine/core';
import { IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireSubscription } from '@weft/wire/v3/webhook';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { Form } from '../../kit/form.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useWebhookId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { jobsQuery } from '../jobs/job-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { DeliveryState } from './delivery-state.tsx';
import { changeWebhook, deleteWebhook, eventTypes, testWebhook, webhookQuery } from './notify-queries.ts';
import { WebhookFields } from './webhook-fields.tsx';
import { WebhookLog } from './webhook-log.tsx';

export function WebhookPage(): ReactNode {
  const accountId = useAccountId();
  const webhook = useQuery(webhookQuery(accountId, useWebhookId()));
  usePageTitle(webhook.data?.name, 'Webhook');
  return <Loaded from={webhook}>{(found) => <Webhook webhook={found} />}</Loaded>;
}

function Webhook({ webhook }: { readonly webhook: WireSubscription }): ReactNode {
  const { account_id: accountId, job_ids } = webhook;
  const mayWrite = useMay(accountId)('webhooks:write');
  const jobs = useQuery(jobsQuery(accountId)).data ?? [];
  const names = job_ids.map((id) => jobs.find((job) => job.id === id)?.name ?? `#${id}`);
  return (
    <>
      <PageHeader
        title={webhook.name}
        crumbs={[
          <Link key="all" to="/settings/accounts/$accountId/integrations" params={{ accountId }}>
            Integrations
          </Link>,
        ]}
        subtitle={webhook.description || undefined}
        actions={mayWrite ? <Actions webhook={webhook} /> : undefined}
      />
      {webhook.failing_since === null ? null : (
        <Notice tone="bad" title="Nothing arrives there">
          Since <Ago at={webhook.failing_since} /> no delivery has been taken. Weft goes on trying: mend the receiver, then send again what
          it missed.
        </Notice>
      )}
      <Panel title="What it is told">
        <Facts
          items={[
            [
              'Address',
              <code key="url" style={{ overflowWrap: 'anywhere' }}>
                {webhook.client_url}
              </code>,
            ],
            [
              'Events',
              eventTypes
                .filter(({ value }) => webhook.event_types.includes(value))
                .map(({ title }) => title)
                .join(', '),
            ],
            ['Jobs', names.length === 0 ? 'All jobs' : names.join(', ')],
            ['Last delivery', <DeliveryState key="state" webhook={webhook} />],
            ['Made by', webhook.created_by],
          ]}
        />
      </Panel>
      <WebhookLog accountId={accountId} webhookId={webhook.id} mayWrite={mayWrite} />
    </>
  );
}

function Actions({ webhook }: { readonly webhook: WireSubscription }): ReactNode {
  const { account_id: accountId, id } = webhook;
  const queries = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const test = useMutation({
    mutationFn: () => testWebhook(accountId, id),
    onSuccess: async ({ verification_error, verification_status_code }) => {
      said(verification_error === null ? `The receiver answered ${verification_status_code}.` : verification_error);
      await queries.invalidateQueries({ queryKey: ['webhooks', accountId] });
    },
  });
  return (
    <>
      <DeleteWebhook webhook={webhook} />
      <Button variant="default" size="sm" leftSection={<IconPencil size={14} />} onClick={() => setEditing(true)}>
        Edit
      </Button>
      <Button size="sm" leftSection={<IconSend size={14} />} loading={test.isPending} onClick={() => test.mutate()}>
        Send a test
      </Button>
      {test.error === null ? null : <Failed error={test.error} />}
      {isEditing ? <EditWebhook webhook={webhook} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function EditWebhook({ webhook, onClose }: { readonly webhook: WireSubscription; readonly onClose: () => void }): ReactNode {
  const { account_id: accountId, id, name, description, client_url, event_types, job_ids, active } = webhook;
  const [draft, setDraft] = useState({ name, description, client_url, event_types, job_ids, active });
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => changeWebhook(accountId, id, draft),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['webhooks', accountId] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Edit ${name}`} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form
        deed="Save"
        isBusy={change.isPending}
        error={change.error}
        isDisabled={draft.event_types.length === 0}
        onSubmit={() => change.mutate()}
      >
        <WebhookFields accountId={accountId} draft={draft} onChange={(part) => setDraft({ ...draft, ...part })} />
      </Form>
    </Modal>
  );
}

function DeleteWebhook({ webhook }: { readonly webhook: WireSubscription }): ReactNode {
  const { account_id: accountId, id, name } = webhook;
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteWebhook(accountId, id),
    onSuccess: async () => {
      said(`The webhook ${name} is deleted.`);
      await navigate({ to: '/settings/accounts/$accountId/integrations', params: { accountId } });
      queries.removeQueries({ queryKey: ['webhooks', accountId, id] });
      await queries.invalidateQueries({ queryKey: ['webhooks', accountId] });
    },
  });
  return (
    <>
      <Button variant="default" size="sm" leftSection={<IconTrash size={14} />} onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Confirm
        title={`Delete ${name}?`}
        deed="Delete the webhook"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        Nothing is sent there any more, and its log is gone.
      </Confirm>
    </>
  );
}
