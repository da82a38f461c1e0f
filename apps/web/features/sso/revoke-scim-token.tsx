/** Ends a SCIM token, after asking. */
import type { WireScimToken } from '@weft/wire/v3/scim';
import type { ReactNode } from 'react';
import { RevokeToken } from '../../kit/revoke-token.tsx';
import { revokeScimToken } from './sso-queries.ts';

export function RevokeScimToken({ accountId, token }: { readonly accountId: number; readonly token: WireScimToken }): ReactNode {
  return (
    <RevokeToken name={token.name} revoke={() => revokeScimToken(accountId, token.id)} listKey={['scim-tokens', accountId]}>
      The identity provider that uses it is refused from now on. People and groups stay as they are.
    </RevokeToken>
  );
}
