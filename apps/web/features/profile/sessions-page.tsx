/** Where one is signed in, and how to end it there. */
import { Badge, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireProfileSession } from '@weft/wire/weft/profile';
import type { ReactNode } from 'react';
import { ask } from '../../kit/api.ts';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { profileSessionsQuery } from './profile-queries.ts';

const methods: Readonly<Record<WireProfileSession['method'], string>> = {
  password: 'Password',
  totp: 'Password and app',
  recovery_code: 'Password and recovery code',
  passkey: 'Passkey',
  oidc: 'Single sign-on',
  saml: 'Single sign-on',
  invitation: 'Invitation',
  password_link: 'Link',
};

export function SessionsPage(): ReactNode {
  usePageTitle('Sessions', 'Profile');
  const sessions = useQuery(profileSessionsQuery);
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (id: number | null) =>
      ask<readonly WireProfileSession[]>('DELETE', `/api/weft/profile/sessions/${id === null ? '' : `${id}/`}`),
    onSuccess: (left) => queries.setQueryData(profileSessionsQuery.queryKey, left),
  });
  const hasOthers = (sessions.data?.length ?? 0) > 1;
  return (
    <Panel
      title="Sessions"
      isFlush
      aside={
        hasOthers ? (
          <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate(null)}>
            End all others
          </Button>
        ) : null
      }
    >
      <Loaded from={sessions}>
        {(found) => (
          <DataTable label="Sessions" rows={found} columns={columnsOf((id) => end.mutate(id), end.isPending)} keyOf={({ id }) => id} />
        )}
      </Loaded>
      {end.error === null ? null : <Failed error={end.error} />}
      <p className="weft-dim" style={{ margin: 0, padding: '8px 16px 10px' }}>
        A session ends after four days without use, and after two weeks in any case.
      </p>
    </Panel>
  );
}

function columnsOf(onEnd: (id: number) => void, isBusy: boolean): readonly Column<WireProfileSession>[] {
  return [
    {
      key: 'device',
      title: 'Device',
      cell: ({ device, user_agent, is_this }) => (
        <span title={user_agent}>
          <b>{device}</b>{' '}
          {is_this ? (
            <Badge size="xs" variant="light">
              This one
            </Badge>
          ) : null}
        </span>
      ),
    },
    { key: 'address', title: 'Address', cell: ({ address }) => <code>{address}</code> },
    { key: 'method', title: 'Signed in by', isMinor: true, cell: ({ method }) => methods[method] },
    { key: 'made', title: 'Signed in', align: 'end', isMinor: true, cell: ({ created_at }) => <Ago at={created_at} /> },
    { key: 'used', title: 'Last used', align: 'end', cell: ({ last_used_at }) => <Ago at={last_used_at} /> },
    {
      key: 'end',
      title: 'End',
      isTitleHidden: true,
      align: 'end',
      cell: ({ id, device, is_this }) =>
        is_this ? null : (
          <Button
            size="compact-xs"
            variant="default"
            disabled={isBusy}
            onClick={() => onEnd(id)}
            aria-label={`End the session of ${device}`}
          >
            End
          </Button>
        ),
    },
  ];
}
