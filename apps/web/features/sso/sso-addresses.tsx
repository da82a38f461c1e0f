/** What the identity provider must be told of this Weft, to be copied. */
import type { WireSsoProvider } from '@weft/wire/weft/sso';
import type { ReactNode } from 'react';
import { CopyValue } from '../../kit/copy.tsx';
import classes from './sso.module.css';

export function SsoAddresses({
  provider,
}: {
  readonly provider: Pick<WireSsoProvider, 'protocol' | 'callback_url' | 'metadata_url'>;
}): ReactNode {
  return provider.protocol === 'oidc' ? (
    <div className={classes.values}>
      <CopyValue
        label="Redirect URI"
        value={provider.callback_url}
        hint="Of a web application with the authorization code flow; Weft uses PKCE"
      />
    </div>
  ) : (
    <div className={classes.values}>
      <CopyValue
        label="Assertion consumer service (ACS) URL"
        value={provider.callback_url}
        hint="Binding HTTP-POST; the assertion must be signed"
      />
      <CopyValue label="Entity ID, audience" value={provider.metadata_url} hint="Also where the metadata is, for providers that read it" />
    </div>
  );
}
