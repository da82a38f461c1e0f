/** How it stands with a webhook: on or off, and whether what is sent arrives. */
import type { WireSubscription } from '@weft/wire/v3/webhook';
import type { ReactNode } from 'react';
import { Ago } from '../../kit/time.tsx';
import { StateMark } from './state-mark.tsx';

export function DeliveryState({ webhook }: { readonly webhook: WireSubscription }): ReactNode {
  if (!webhook.active) return <StateMark tone="still">Off</StateMark>;
  if (webhook.failing_since !== null)
    return (
      <>
        <StateMark tone="bad">Failing</StateMark>{' '}
        <span className="weft-dim">
          since <Ago at={webhook.failing_since} />
        </span>
      </>
    );
  if (webhook.dispatched_at === '0') return <span className="weft-dim">Nothing sent yet</span>;
  return (
    <>
      <StateMark tone="good">{webhook.http_status_code}</StateMark>{' '}
      <span className="weft-dim">
        <Ago at={new Date(Number(webhook.dispatched_at) / 1000).toISOString()} />
      </span>
    </>
  );
}
