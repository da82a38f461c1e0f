/** One sign-in provider: whether it is on, what the other side must be told, a test, and its settings. */
import { Badge, Button, Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireSso, WireSsoProvider } from '@weft/wire/weft/sso';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { CopyValue } from '../../kit/copy.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import classes from './sso.module.css';
import { SsoAddresses } from './sso-addresses.tsx';
import { SsoProviderForm } from './sso-provider-form.tsx';
import { changeSsoProvider, removeSsoProvider } from './sso-queries.ts';
import { SsoTest } from './sso-test.tsx';
import { SsoVouching } from './sso-vouching.tsx';

interface ProviderProps {
  readonly accountId: number;
  readonly sso: WireSso;
  readonly provider: WireSsoProvider;
  readonly mayWrite: boolean;
}

export function SsoProvider(props: ProviderProps): ReactNode {
  const { accountId, sso, provider, mayWrite } = props;
  const [isEditing, setEditing] = useState(false);
  return (
    <Panel title={provider.name} aside={<Enabled {...props} />}>
      {isEditing ? (
        <SsoProviderForm accountId={accountId} sso={sso} provider={provider} onDone={() => setEditing(false)} />
      ) : (
        <>
          <SsoVouching accountId={accountId} provider={provider} mayVouch={sso.may_vouch} />
          <Summary provider={provider} />
          {mayWrite ? <SsoTest accountId={accountId} providerId={provider.id} /> : null}
          {mayWrite ? (
            <div className={classes.deeds}>
              <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
                Change settings
              </Button>
              <Remove accountId={accountId} provider={provider} />
            </div>
          ) : null}
        </>
      )}
    </Panel>
  );
}

function Enabled({ accountId, provider, mayWrite }: ProviderProps): ReactNode {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (is_enabled: boolean) => changeSsoProvider(accountId, provider.id, { is_enabled }),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['sso', accountId] });
      said(saved.is_enabled ? `${saved.name} is on the sign-in page.` : `Nobody signs in by ${saved.name} any more.`);
    },
  });
  return (
    <>
      {save.error === null ? null : <Failed error={save.error} />}
      <Badge variant="default">{provider.protocol === 'oidc' ? 'OpenID Connect' : 'SAML 2.0'}</Badge>
      <Switch
        label={provider.is_enabled ? 'On' : 'Off'}
        aria-label={`Sign in by ${provider.name}`}
        checked={provider.is_enabled}
        disabled={!mayWrite || save.isPending}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
    </>
  );
}

function Summary({ provider }: { readonly provider: WireSsoProvider }): ReactNode {
  const { oidc, saml, email_domains } = provider;
  const domains = email_domains.length === 0 ? 'all, and nobody who is here already' : email_domains.join(', ');
  return (
    <>
      <SsoAddresses provider={provider} />
      <CopyValue
        label="Link that starts signing in"
        value={provider.start_url}
        hint="For a tile or a bookmark; a path may follow as ?next=/…"
      />
      <div style={{ height: 14 }} />
      <Facts
        items={
          oidc === null
            ? [
                ['Identity provider', saml?.idp_entity_id ?? ''],
                ['Sign-on address', saml?.sign_on_url ?? ''],
                ['Groups attribute', saml?.groups_attribute || 'none'],
                ['E-mail domains', domains],
              ]
            : [
                ['Issuer', oidc.issuer],
                ['Client', `${oidc.client_id}${provider.has_client_secret ? '' : ' (no secret)'}`],
                ['Groups claim', oidc.groups_claim],
                ['E-mail domains', domains],
              ]
        }
      />
    </>
  );
}

function Remove({ accountId, provider }: { readonly accountId: number; readonly provider: WireSsoProvider }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeSsoProvider(accountId, provider.id),
    onSuccess: async () => {
      said(`${provider.name} is removed.`);
      await queries.invalidateQueries({ queryKey: ['sso', accountId] });
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        title={`Remove ${provider.name}?`}
        deed="Remove the provider"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        Nobody signs in by it any more. Who came by it stays a member, and needs another way in: a link to choose a password, or another
        provider.
      </Confirm>
    </>
  );
}
