/** On the page of a job: what of it one is mailed, and who else is told. */
import { Checkbox, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { useMay, useSession } from '../session/session-queries.ts';
import { myNotificationsQuery, notificationsQuery, occasions, setMyNotifications } from './notify-queries.ts';

export function JobNotifications({ accountId, jobId }: { readonly accountId: number; readonly jobId: number }): ReactNode {
  if (!useMay(accountId)('notifications:read')) return null;
  return (
    <Panel
      title="Notifications"
      aside={
        <Link to="/settings/accounts/$accountId/notifications" params={{ accountId }}>
          All notifications
        </Link>
      }
    >
      <MyBoxes accountId={accountId} jobId={jobId} />
      <Others accountId={accountId} jobId={jobId} />
    </Panel>
  );
}

function MyBoxes({ accountId, jobId }: { readonly accountId: number; readonly jobId: number }): ReactNode {
  const { queryKey } = myNotificationsQuery(accountId);
  const mine = useQuery(myNotificationsQuery(accountId));
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (on: readonly string[]) => {
      const own = queries.getQueryData(queryKey);
      if (own === undefined) throw new Error('What you are told of is not known yet.');
      const next = occasions.map(
        ({ key }) => [key, [...own[key].filter((id) => id !== jobId), ...(on.includes(key) ? [jobId] : [])]] as const,
      );
      return setMyNotifications(accountId, { ...own, ...Object.fromEntries(next) });
    },
    onSuccess: (own) => queries.setQueryData(queryKey, own),
  });
  return (
    <Loaded from={mine}>
      {(own) => (
        <>
          <Checkbox.Group
            label="Mail me when a run"
            value={occasions.filter(({ key }) => own[key].includes(jobId)).map(({ key }) => key)}
            onChange={(on) => save.mutate(on)}
          >
            <Group gap="lg" mt={6}>
              {occasions.map(({ key, title }) => (
                <Checkbox key={key} value={key} label={title.toLowerCase()} size="xs" disabled={save.isPending} />
              ))}
            </Group>
          </Checkbox.Group>
          {own.sends_mail ? null : (
            <p className="weft-dim" style={{ margin: '8px 0 0', fontSize: 'var(--mantine-font-size-sm)' }}>
              This Weft sends no mail yet; the page of all notifications says what is missing.
            </p>
          )}
          {save.error === null ? null : <Failed error={save.error} />}
        </>
      )}
    </Loaded>
  );
}

function Others({ accountId, jobId }: { readonly accountId: number; readonly jobId: number }): ReactNode {
  const userId = useSession().user?.id;
  const all = useQuery(notificationsQuery(accountId)).data ?? [];
  const others = all.filter((it) => (it.type !== 1 || it.user_id !== userId) && occasions.some(({ key }) => it[key].includes(jobId)));
  if (others.length === 0) return null;
  const words = others.map((it) => {
    const when = occasions.filter(({ key }) => it[key].includes(jobId)).map(({ title }) => title.toLowerCase());
    return `${it.external_email ?? it.slack_channel_name ?? it.user.email} (${when.join(', ')})`;
  });
  return (
    <p style={{ margin: '10px 0 0', fontSize: 'var(--mantine-font-size-sm)' }}>
      <span className="weft-dim">Told, too:</span> {words.join(' · ')}
    </p>
  );
}
