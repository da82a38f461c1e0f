/** Ends a service token, after asking. */
import type { WireServiceToken } from '@weft/wire/v3/service-token';
import type { ReactNode } from 'react';
import { RevokeToken } from '../../kit/revoke-token.tsx';
import { revokeServiceToken } from './service-token-queries.ts';

export function RevokeServiceToken({ accountId, token }: { readonly accountId: number; readonly token: WireServiceToken }): ReactNode {
  return (
    <RevokeToken name={token.name} revoke={() => revokeServiceToken(accountId, token.id)} listKey={['service-tokens', accountId]}>
      Whatever uses it is refused from now on. This cannot be taken back.
    </RevokeToken>
  );
}
