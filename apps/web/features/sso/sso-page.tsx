/** Single sign-on: where people of the account sign in, whether they must, and what keeps people and groups by SCIM. */
import { Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireSso } from '@weft/wire/weft/sso';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { useMay } from '../session/session-queries.ts';
import { ScimPanel } from './scim-panel.tsx';
import classes from './sso.module.css';
import { SsoProvider } from './sso-provider.tsx';
import { SsoProviderForm } from './sso-provider-form.tsx';
import { requireSso, ssoQuery } from './sso-queries.ts';

export function SsoPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Single sign-on', 'Settings');
  if (!may('sso:read'))
    return (
      <Empty title="You may not see how people sign in">Ask an account admin, or somebody with the Security Admin permission set.</Empty>
    );
  return <Sso accountId={accountId} mayWrite={may('sso:write')} />;
}

function Sso({ accountId, mayWrite }: { readonly accountId: number; readonly mayWrite: boolean }): ReactNode {
  const sso = useQuery(ssoQuery(accountId));
  return (
    <div className={classes.page}>
      <Loaded from={sso}>
        {(found) => (
          <>
            <Providers accountId={accountId} sso={found} mayWrite={mayWrite} />
            {found.providers.length === 0 ? null : <Policy accountId={accountId} sso={found} mayWrite={mayWrite} />}
            <ScimPanel accountId={accountId} baseUrl={found.scim_base_url} mayWrite={mayWrite} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Providers(props: { readonly accountId: number; readonly sso: WireSso; readonly mayWrite: boolean }): ReactNode {
  const { accountId, sso, mayWrite } = props;
  const [isAdding, setAdding] = useState(false);
  const add = mayWrite ? (
    <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
      Add a provider
    </Button>
  ) : null;
  if (isAdding)
    return (
      <Panel title="New sign-in provider">
        <SsoProviderForm accountId={accountId} sso={sso} provider={null} onDone={() => setAdding(false)} />
      </Panel>
    );
  if (sso.providers.length === 0)
    return (
      <Empty title="People sign in by password" action={add}>
        Let them sign in at your own identity provider instead, by OpenID Connect or SAML 2.0: Okta, Microsoft Entra ID, Google Workspace,
        Keycloak and others.
        {mayWrite ? null : ' Ask an account admin to set it up.'}
      </Empty>
    );
  return (
    <>
      {sso.providers.map((provider) => (
        <SsoProvider key={provider.id} accountId={accountId} sso={sso} provider={provider} mayWrite={mayWrite} />
      ))}
      {add === null ? null : <div className={classes.deeds}>{add}</div>}
    </>
  );
}

function Policy(props: { readonly accountId: number; readonly sso: WireSso; readonly mayWrite: boolean }): ReactNode {
  const { accountId, sso, mayWrite } = props;
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (isRequired: boolean) => requireSso(accountId, isRequired),
    onSuccess: (saved) => {
      queries.setQueryData(ssoQuery(accountId).queryKey, saved);
      said(saved.is_required ? 'Single sign-on is required.' : 'Passwords are allowed again.');
    },
  });
  return (
    <Panel title="What people get, and who must use it">
      <p className={classes.note}>
        At every sign-in the provider’s groups say which{' '}
        <Link to="/settings/accounts/$accountId/groups" params={{ accountId }}>
          groups
        </Link>{' '}
        somebody is in, and which{' '}
        <Link to="/settings/accounts/$accountId/licences" params={{ accountId }}>
          licence
        </Link>{' '}
        they have, as mapped there.
      </p>
      <Switch
        label="Require single sign-on"
        description="Sessions that were begun by password or passkey are shut out at once. Owners keep their passwords, so that somebody can mend a provider that lets nobody in."
        checked={sso.is_required}
        disabled={!mayWrite || save.isPending}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      {save.error === null ? null : <Failed error={save.error} />}
    </Panel>
  );
}
