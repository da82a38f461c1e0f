/** Says that a provider lets no owner in, and lets an owner vouch for it as it is shown. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireSsoProvider } from '@weft/wire/weft/sso';
import type { ReactNode } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { said } from '../../kit/said.ts';
import { draftOf, requestOf } from './sso-draft.ts';
import { changeSsoProvider } from './sso-queries.ts';

export function SsoVouching(props: {
  readonly accountId: number;
  readonly provider: WireSsoProvider;
  readonly mayVouch: boolean;
}): ReactNode {
  const { accountId, provider, mayVouch } = props;
  const queries = useQueryClient();
  const confirm = useMutation({
    // All that is shown is sent: what somebody else changed meanwhile is not vouched for unseen.
    mutationFn: () => changeSsoProvider(accountId, provider.id, requestOf(draftOf(provider))),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['sso', accountId] });
      said(`${saved.name} may let owners in.`);
    },
  });
  if (provider.vouched_by_owner) return null;
  return (
    <div style={{ marginBottom: 16 }}>
      <Notice tone="warn" title="Owners cannot sign in by this provider">
        Somebody who is no owner set it up, changed it or turned it on last. Everybody else may sign in by it.{' '}
        {mayVouch ? (
          <>
            Look at its settings and e-mail domains; if they are yours, confirm them.
            <div style={{ marginTop: 8 }}>
              <Button size="compact-sm" variant="default" loading={confirm.isPending} onClick={() => confirm.mutate()}>
                Confirm this provider
              </Button>
            </div>
            {confirm.error === null ? null : <Failed error={confirm.error} />}
          </>
        ) : (
          'Ask an owner to open this page and confirm it.'
        )}
      </Notice>
    </div>
  );
}
