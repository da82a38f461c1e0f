/** One event of the audit log: who, from where, how it went, and what differs between before and after. */
import { Drawer } from '@mantine/core';
import type { WireAuditLog } from '@weft/wire/v3/audit-log';
import type { ReactNode } from 'react';
import { Facts } from '../../kit/panel.tsx';
import { absoluteTime, readTime } from '../../kit/read-time.ts';
import classes from './audit.module.css';
import { listChanges } from './list-changes.ts';
import { OutcomeMark } from './outcome-mark.tsx';

export function AuditEvent({ event, onClose }: { readonly event: WireAuditLog | null; readonly onClose: () => void }): ReactNode {
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={event?.event_label ?? ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {event === null ? null : <Details event={event} />}
    </Drawer>
  );
}

function Details({ event }: { readonly event: WireAuditLog }): ReactNode {
  const { actor, event_context: told } = event;
  const { subject } = told;
  return (
    <>
      <Facts
        items={[
          ['When', absoluteTime(readTime(event.created_at))],
          ['Who', `${actor.name}${actor.id === null ? '' : ` (${actor.kind.replaceAll('_', ' ')} ${actor.id})`}`],
          ['From', told.address ?? '–'],
          ['With', told.user_agent ?? '–'],
          ['What', <code key="what">{event.event_type}</code>],
          ['To', [subject.type, subject.id, subject.label].filter((part) => part !== null).join(' · ') || '–'],
          ['Outcome', <OutcomeMark key="outcome" outcome={told.outcome} faultCode={told.fault_code} />],
          told.request_count > 1 ? ['Requests', `${told.request_count} within a minute`] : null,
        ]}
      />
      <Changes before={told.before} after={told.after} />
    </>
  );
}

function Changes({ before, after }: { readonly before: unknown; readonly after: unknown }): ReactNode {
  const changes = listChanges(before, after);
  if (changes.length === 0) return <p className="weft-dim">Nothing that is kept differs between before and after.</p>;
  return (
    <table className={classes.diff}>
      <thead>
        <tr>
          <th scope="col" style={{ width: '30%' }}>
            Field
          </th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path}>
            <td>
              <code>{change.path}</code>
            </td>
            <td className={change.before === null ? '' : classes.was}>{change.before ?? '–'}</td>
            <td className={change.after === null ? '' : classes.is}>{change.after ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
