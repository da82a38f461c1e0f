/** The button that ends a token of any kind, after asking. */
import { Button } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from './confirm.tsx';
import { said } from './said.ts';

/** `children`: what becomes of who uses it. `listKey`: of the list that shows it. */
export function RevokeToken(props: {
  readonly name: string;
  readonly revoke: () => Promise<unknown>;
  readonly listKey: QueryKey;
  readonly children: ReactNode;
}): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: props.revoke,
    onSuccess: async () => {
      setAsking(false);
      said(`The token ${props.name} is revoked.`);
      await queries.invalidateQueries({ queryKey: props.listKey });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)} aria-label={`Revoke ${props.name}`}>
        Revoke
      </Button>
      <Confirm
        title={`Revoke ${props.name}?`}
        deed="Revoke the token"
        isOpen={isAsking}
        isBusy={revoke.isPending}
        error={revoke.error}
        onClose={() => setAsking(false)}
        onConfirm={() => revoke.mutate()}
      >
        {props.children}
      </Confirm>
    </>
  );
}
