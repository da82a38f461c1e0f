/** What can be done with a member: change the seat, help to sign in, shut out, take out of the account. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { said } from '../../kit/said.ts';
import { useMay } from '../session/session-queries.ts';
import { EditMember } from './edit-member.tsx';
import { HelpToSignIn } from './help-to-sign-in.tsx';
import type { MemberRow } from './member-queries.ts';
import { letMember, removeMember } from './member-queries.ts';

type Deed = 'edit' | 'help' | 'deactivate' | 'remove';

/** Nothing where the person may do none of it. */
export function MemberMenu(props: { readonly accountId: number; readonly row: MemberRow; readonly isSelf: boolean }): ReactNode {
  const { accountId, row, isSelf } = props;
  const { user, seat } = row;
  const may = useMay(accountId);
  const [deed, setDeed] = useState<Deed | null>(null);
  const close = () => setDeed(null);
  const activate = useChange(accountId, () => letMember(accountId, user.id, true), `${user.email} is let in again.`, close);
  const mayEdit = may('licenses:write') || may('groups:write');
  if (!mayEdit && !may('users:write')) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Change ${user.email}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit ? <Menu.Item onClick={() => setDeed('edit')}>Licence and groups…</Menu.Item> : null}
          {may('users:write') ? (
            <>
              <Menu.Item onClick={() => setDeed('help')}>Help to sign in…</Menu.Item>
              {isSelf ? null : <Menu.Divider />}
              {isSelf ? null : seat.state === 2 ? (
                <Menu.Item onClick={() => activate.mutate()}>Let in again</Menu.Item>
              ) : (
                <Menu.Item onClick={() => setDeed('deactivate')}>Deactivate…</Menu.Item>
              )}
              {isSelf ? null : (
                <Menu.Item color="red" onClick={() => setDeed('remove')}>
                  Remove from the account…
                </Menu.Item>
              )}
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {deed === 'edit' ? <EditMember accountId={accountId} row={row} onClose={close} /> : null}
      {deed === 'help' ? <HelpToSignIn accountId={accountId} userId={user.id} email={user.email} onClose={close} /> : null}
      {deed === 'deactivate' || deed === 'remove' ? <ShutOut accountId={accountId} row={row} deed={deed} onClose={close} /> : null}
    </>
  );
}

function ShutOut(props: {
  readonly accountId: number;
  readonly row: MemberRow;
  readonly deed: 'deactivate' | 'remove';
  readonly onClose: () => void;
}): ReactNode {
  const { accountId, deed } = props;
  const { id, email } = props.row.user;
  const isRemoval = deed === 'remove';
  const change = useChange(
    accountId,
    async () => {
      if (isRemoval) await removeMember(accountId, id);
      else await letMember(accountId, id, false);
    },
    isRemoval ? `${email} is no member any more.` : `${email} is deactivated.`,
    props.onClose,
  );
  return (
    <Confirm
      title={isRemoval ? `Remove ${email}?` : `Deactivate ${email}?`}
      deed={isRemoval ? 'Remove from the account' : 'Deactivate'}
      isOpen
      isBusy={change.isPending}
      error={change.error}
      onClose={props.onClose}
      onConfirm={() => change.mutate()}
    >
      {isRemoval
        ? 'They lose their groups and their personal tokens in this account. What they made stays. They come back by an invitation only.'
        : 'They are let in nowhere in this account, by browser or token, until they are let in again. Licence and groups are kept.'}
    </Confirm>
  );
}

function useChange(accountId: number, deed: () => Promise<unknown>, told: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSuccess: async () => {
      said(told);
      onDone();
      await Promise.all(['members', 'groups', 'licence-counts'].map((key) => queries.invalidateQueries({ queryKey: [key, accountId] })));
    },
  });
}
