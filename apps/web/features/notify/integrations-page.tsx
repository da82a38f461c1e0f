/** What Weft tells other programs: webhooks, and the channels of Slack and Teams. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireSubscription } from '@weft/wire/v3/webhook';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { jobsQuery } from '../jobs/job-queries.ts';
import { useMay } from '../session/session-queries.ts';
import { Channels } from './channels.tsx';
import { DeliveryState } from './delivery-state.tsx';
import { MakeWebhook } from './make-webhook.tsx';
import { eventTypes, webhooksQuery } from './notify-queries.ts';

export function IntegrationsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Integrations', 'Settings');
  if (!may('webhooks:read') && !may('notifications:read'))
    return <Empty title="You may not see integrations">Ask an account admin for the right to see webhooks or notifications.</Empty>;
  return (
    <>
      {may('webhooks:read') ? <Webhooks accountId={accountId} mayWrite={may('webhooks:write')} /> : null}
      {may('notifications:read') ? <Channels accountId={accountId} mayWrite={may('notifications:write')} /> : null}
    </>
  );
}

function Webhooks({ accountId, mayWrite }: { readonly accountId: number; readonly mayWrite: boolean }): ReactNode {
  const webhooks = useQuery(webhooksQuery(accountId));
  const jobs = useQuery(jobsQuery(accountId)).data ?? [];
  const [isMaking, setMaking] = useState(false);
  const create = mayWrite ? (
    <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      Create webhook
    </Button>
  ) : null;
  const jobNames = (ids: readonly number[]) => ids.map((id) => jobs.find((job) => job.id === id)?.name ?? `#${id}`);
  return (
    <Panel title="Webhooks" isFlush aside={create}>
      <Loaded from={webhooks}>
        {(found) => (
          <DataTable
            label="Webhooks"
            rows={found}
            columns={columnsOf(accountId, jobNames)}
            keyOf={({ id }) => id}
            textOf={(row) => `${row.name} ${row.client_url} ${jobNames(row.job_ids).join(' ')}`}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No webhooks yet" action={create}>
                  A webhook tells an address of yours when runs start, complete or fail: a chat bot, an incident tool, the next step of a
                  pipeline.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {isMaking ? <MakeWebhook accountId={accountId} onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function columnsOf(accountId: number, jobNames: (ids: readonly number[]) => readonly string[]): readonly Column<WireSubscription>[] {
  return [
    {
      key: 'name',
      title: 'Webhook',
      sortBy: ({ name }) => name,
      cell: ({ id, name, client_url }) => (
        <>
          <Link to="/settings/accounts/$accountId/integrations/$webhookId" params={{ accountId, webhookId: id }}>
            <b>{name}</b>
          </Link>
          <div className="weft-dim" style={{ overflowWrap: 'anywhere' }}>
            {client_url}
          </div>
        </>
      ),
    },
    {
      key: 'events',
      title: 'Events',
      cell: ({ event_types }) =>
        eventTypes.filter(({ value }) => event_types.includes(value)).map(({ title }) => <div key={title}>{title}</div>),
    },
    {
      key: 'jobs',
      title: 'Jobs',
      isMinor: true,
      cell: ({ job_ids }) => (job_ids.length === 0 ? <span className="weft-dim">All jobs</span> : jobNames(job_ids).join(', ')),
    },
    { key: 'state', title: 'Last delivery', align: 'end', cell: (row) => <DeliveryState webhook={row} /> },
  ];
}
