/** Who is invited and has not come yet: sent again, or withdrawn. */
import { Badge, Button, Group, Modal } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireInvite } from '@weft/wire/v3/invite';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import { invitationsQuery, resendInvitation, withdrawInvitation } from './invitation-queries.ts';
import { InvitationLinks, InvitePeople } from './invite-people.tsx';

/** Nothing for whoever may not see invitations. */
export function Invitations({ accountId }: { readonly accountId: number }): ReactNode {
  const may = useMay(accountId);
  return may('invitations:read') ? <InvitationsPanel accountId={accountId} mayWrite={may('invitations:write')} /> : null;
}

function InvitationsPanel({ accountId, mayWrite }: { readonly accountId: number; readonly mayWrite: boolean }): ReactNode {
  const invitations = useQuery(invitationsQuery(accountId));
  const [isInviting, setInviting] = useState(false);
  const invite = mayWrite ? (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setInviting(true)}>
      Invite people
    </Button>
  ) : null;
  return (
    <Panel title="Invitations" isFlush aside={invite}>
      <Loaded from={invitations}>
        {(found) => (
          <DataTable
            label="Invitations"
            rows={found.filter(({ status }) => status !== 2)}
            columns={columnsOf(accountId, mayWrite)}
            keyOf={({ id }) => id}
            sorting={{ key: 'sent', isDescending: true }}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="Nobody is invited" action={invite}>
                  An invitation is a link that lets one person in, with a licence and groups that you choose.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {isInviting ? <InvitePeople accountId={accountId} onClose={() => setInviting(false)} /> : null}
    </Panel>
  );
}

const licences: Readonly<Record<string, string>> = { developer: 'Developer', read_only: 'Read-only', analyst: 'Analyst', it: 'IT' };

function columnsOf(accountId: number, mayWrite: boolean): readonly Column<WireInvite>[] {
  return [
    { key: 'email', title: 'E-mail', sortBy: ({ email_address }) => email_address, cell: ({ email_address }) => <b>{email_address}</b> },
    { key: 'licence', title: 'Licence', cell: ({ license_type }) => licences[license_type] ?? license_type },
    { key: 'groups', title: 'Groups', isMinor: true, cell: ({ groups }) => groups.map(({ name }) => name).join(', ') || '–' },
    { key: 'by', title: 'Invited by', isMinor: true, cell: ({ invited_by }) => invited_by },
    { key: 'sent', title: 'Sent', align: 'end', sortBy: ({ sent_at }) => sent_at, cell: ({ sent_at }) => <Ago at={sent_at} /> },
    {
      key: 'state',
      title: 'State',
      align: 'end',
      cell: ({ status }) => (
        <Badge size="sm" variant="light" color={status === 3 ? 'gray' : 'blue'}>
          {status === 3 ? 'Expired' : 'Open'}
        </Badge>
      ),
    },
    {
      key: 'change',
      title: 'Change',
      isTitleHidden: true,
      align: 'end',
      cell: (invitation) => (mayWrite ? <Deeds accountId={accountId} invitation={invitation} /> : null),
    },
  ];
}

function Deeds({ accountId, invitation }: { readonly accountId: number; readonly invitation: WireInvite }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['invitations', accountId] });
  const resend = useMutation({ mutationFn: () => resendInvitation(accountId, invitation.id), onSuccess: refresh });
  const withdraw = useMutation({
    mutationFn: () => withdrawInvitation(accountId, invitation.id),
    onSuccess: async () => {
      setAsking(false);
      said(`The invitation of ${invitation.email_address} is withdrawn.`);
      await refresh();
    },
  });
  const { email_address } = invitation;
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-xs"
        variant="default"
        loading={resend.isPending}
        onClick={() => resend.mutate()}
        aria-label={`New link for ${email_address}`}
      >
        New link
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => setAsking(true)}
        aria-label={`Withdraw the invitation of ${email_address}`}
      >
        Withdraw
      </Button>
      {resend.error === null ? null : <Failed error={resend.error} />}
      <Modal
        opened={resend.data !== undefined}
        onClose={resend.reset}
        title="Another link"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {resend.data === undefined ? null : <InvitationLinks links={[resend.data]} />}
      </Modal>
      <Confirm
        title={`Withdraw the invitation of ${email_address}?`}
        deed="Withdraw it"
        isOpen={isAsking}
        isBusy={withdraw.isPending}
        error={withdraw.error}
        onClose={() => setAsking(false)}
        onConfirm={() => withdraw.mutate()}
      >
        The link that they have lets nobody in from now on.
      </Confirm>
    </Group>
  );
}
