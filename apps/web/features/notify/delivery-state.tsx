/** How it stands with a webhook: on or off, and whether what is sent arrives. */
import { Badge } from '@mantine/core';
import type { WireSubscription } from '@weft/wire/v3/webhook';
import type { ReactNode } from 'react';
import { Ago } from '../../kit/time.tsx';

export function DeliveryState({ webhook }: { readonly webhook: WireSubscription }): ReactNode {
  if (!webhook.active)
    return (
      <Badge variant="light" color="gray">
        Off
      </Badge>
    );
  if (webhook.failing_since !== null)
    return (
      <>
        <Badge variant="light" color="red">
          Failing
        </Badge>{' '}
        <span className="weft-dim">
          since <Ago at={webhook.failing_since} />
        </span>
      </>
    );
  if (webhook.dispatched_at === '0') return <span className="weft-dim">Nothing sent yet</span>;
  return (
    <>
      <Badge variant="light" color="green">
        {webhook.http_status_code}
      </Badge>{' '}
      <span className="weft-dim">
        <Ago at={new Date(Number(webhook.dispatched_at) / 1000).toISOString()} />
      </span>
    </>
  );
}
