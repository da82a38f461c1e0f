/** Ends a SCIM token, after asking. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireScimToken } from '@weft/wire/v3/scim';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { said } from '../../kit/said.ts';
import { revokeScimToken } from './sso-queries.ts';

export function RevokeScimToken({ accountId, token }: { readonly accountId: number; readonly token: WireScimToken }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeScimToken(accountId, token.id),
    onSuccess: async () => {
      setAsking(false);
      said(`The token ${token.name} is revoked.`);
      await queries.invalidateQueries({ queryKey: ['scim-tokens', accountId] });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)} aria-label={`Revoke ${token.name}`}>
        Revoke
      </Button>
      <Confirm
        title={`Revoke ${token.name}?`}
        deed="Revoke the token"
        isOpen={isAsking}
        isBusy={revoke.isPending}
        error={revoke.error}
        onClose={() => setAsking(false)}
        onConfirm={() => revoke.mutate()}
      >
        The identity provider that uses it is refused from now on. People and groups stay as they are.
      </Confirm>
    </>
  );
}
