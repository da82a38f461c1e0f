/** What an admin does for a member who cannot get in: a link to choose a new password, or the second factor taken away. */
import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask, tell } from '../../kit/api.ts';
import { CopyValue } from '../../kit/copy.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { said } from '../../kit/said.ts';

export function HelpToSignIn(props: {
  readonly accountId: number;
  readonly userId: number;
  readonly email: string;
  readonly onClose: () => void;
}): ReactNode {
  const { accountId, userId, email, onClose } = props;
  const base = `/api/weft/accounts/${accountId}/users/${userId}`;
  const link = useMutation({ mutationFn: () => ask<{ readonly url: string }>('POST', `${base}/password-link/`, {}) });
  const reset = useMutation({
    mutationFn: () => tell('POST', `${base}/reset-second-factor/`, {}),
    onSuccess: () => {
      said(`${email} has no second factor any more, and is signed out everywhere.`);
      onClose();
    },
  });
  const error = link.error ?? reset.error;
  return (
    <Modal opened onClose={onClose} title={`Help ${email} to sign in`} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      {link.data === undefined ? (
        <>
          <p style={{ margin: '0 0 12px' }}>
            A link lets them choose a new password; it is good once, for an hour. Resetting the second factor takes away their app, passkeys
            and recovery codes, and ends their sessions. Be sure that it is they who ask.
          </p>
          <Group gap="xs">
            <Button size="sm" loading={link.isPending} onClick={() => link.mutate()}>
              Make a password link
            </Button>
            <Button size="sm" variant="default" color="red" loading={reset.isPending} onClick={() => reset.mutate()}>
              Reset the second factor
            </Button>
          </Group>
          {error === null ? null : <Failed error={error} />}
        </>
      ) : (
        <Notice tone="warn" title="Hand this link over now" isUrgent>
          <p style={{ margin: '0 0 10px' }}>It is shown this once, and is good once, for an hour.</p>
          <CopyValue label={email} value={link.data.url} />
        </Notice>
      )}
    </Modal>
  );
}
