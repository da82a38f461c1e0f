/** Every event of a webhook and every request that was made for it; what failed can be sent again. */
import { Button, Group } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireAttempt, WireLoggedEvent } from '@weft/wire/weft/webhook-log';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { redeliver, webhookLogQuery } from './notify-queries.ts';
import { StateMark } from './state-mark.tsx';
import classes from './webhook-log.module.css';

interface LogProps {
  readonly accountId: number;
  readonly webhookId: string;
  readonly mayWrite: boolean;
}

export function WebhookLog(props: LogProps): ReactNode {
  const log = useQuery(webhookLogQuery(props.accountId, props.webhookId));
  return (
    <Panel title="Delivery log" isFlush aside={<span className="weft-dim">kept for 30 days</span>}>
      <Loaded from={log}>
        {({ items, totalCount }) =>
          items.length === 0 ? (
            <div style={{ padding: '4px 16px 12px' }}>
              <Empty title="Nothing was sent yet">Send a test, or start a job that this webhook is told of.</Empty>
            </div>
          ) : (
            <>
              <ul className={classes.list}>
                {items.map((event) => (
                  <Event key={event.id} {...props} event={event} />
                ))}
              </ul>
              {totalCount > items.length ? (
                <p className="weft-dim" style={{ padding: '0 16px' }}>
                  The newest {items.length} of {totalCount}; the API has them all.
                </p>
              ) : null}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

const states = {
  pending: ['busy', 'On its way'],
  delivered: ['good', 'Delivered'],
  failed: ['bad', 'Failed'],
  dropped: ['still', 'Not sent'],
} as const;

function Event({ event, ...props }: LogProps & { readonly event: WireLoggedEvent }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [tone, title] = states[event.state];
  const last = event.attempts.at(-1);
  return (
    <li className={classes.event}>
      <button type="button" className={classes.head} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? <IconChevronDown size={14} aria-hidden="true" /> : <IconChevronRight size={14} aria-hidden="true" />}
        <span className={classes.what}>
          <b>{event.event_type}</b>
          {event.run_id === null ? null : <span className="weft-dim"> run #{event.run_id}</span>}
        </span>
        <StateMark tone={tone}>{title}</StateMark>
        <span className="weft-dim">{last?.status_code ?? (last === undefined ? '' : 'no answer')}</span>
        <span className="weft-dim">
          <Ago at={event.created_at} />
        </span>
      </button>
      {isOpen ? <EventBody {...props} event={event} /> : null}
    </li>
  );
}

function EventBody({ accountId, webhookId, mayWrite, event }: LogProps & { readonly event: WireLoggedEvent }): ReactNode {
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => redeliver(accountId, webhookId, event.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks', accountId, webhookId] }),
  });
  const isTest = event.run_id === null;
  return (
    <div className={classes.body}>
      <Group gap="sm" mb="xs">
        <code className="weft-dim">{event.id}</code>
        {event.run_id === null ? null : (
          <Link to="/find/$accountId/runs/$runId" params={{ accountId, runId: event.run_id }}>
            Open the run
          </Link>
        )}
        {event.state === 'pending' && event.next_try_at !== null ? (
          <span className="weft-dim">
            Next try <Ago at={event.next_try_at} />
          </span>
        ) : null}
        {mayWrite && event.state !== 'pending' && !isTest ? (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconRefresh size={12} />}
            loading={again.isPending}
            onClick={() => again.mutate()}
          >
            Send again
          </Button>
        ) : null}
      </Group>
      {again.error === null ? null : <Failed error={again.error} />}
      <CodeBlock title={`Body of ${event.id}`} text={pretty(event.body)} />
      {event.attempts[0] === undefined ? null : <CodeBlock title={`Headers of ${event.id}`} text={headersOf(event.attempts[0])} />}
      {event.attempts.map((attempt) => (
        <Attempt key={attempt.id} attempt={attempt} />
      ))}
    </div>
  );
}

function Attempt({ attempt }: { readonly attempt: WireAttempt }): ReactNode {
  return (
    <div className={classes.attempt}>
      <span>
        <b>Attempt {attempt.number}</b>{' '}
        <span className="weft-dim">
          <Ago at={attempt.started_at} />
        </span>{' '}
        {attempt.error ?? (attempt.finished_at === null ? 'Waits for the answer.' : `Taken with ${attempt.status_code}.`)}
      </span>
      {attempt.response_body === '' ? null : <CodeBlock title={`Answer to ${attempt.id}`} text={attempt.response_body} />}
    </div>
  );
}

/** The same at every attempt: they are made of the body and the secret. */
function headersOf({ request_headers }: WireAttempt): string {
  return Object.entries(request_headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
