/** Ends a service token, after asking. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireServiceToken } from '@weft/wire/v3/service-token';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { said } from '../../kit/said.ts';
import { revokeServiceToken } from './service-token-queries.ts';

export function RevokeToken({ accountId, token }: { readonly accountId: number; readonly token: WireServiceToken }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeServiceToken(accountId, token.id),
    onSuccess: async () => {
      setAsking(false);
      said(`The token ${token.name} is revoked.`);
      await queries.invalidateQueries({ queryKey: ['service-tokens', accountId] });
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
        Whatever uses it is refused from now on. This cannot be taken back.
      </Confirm>
    </>
  );
}
