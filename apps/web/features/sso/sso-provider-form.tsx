/** Makes a sign-in provider, or changes one: OpenID Connect or SAML, and what the other side must be told meanwhile. */
import { Button, PasswordInput, SegmentedControl, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { slugOf } from '@weft/base/slug';
import type { WireSso, WireSsoProvider } from '@weft/wire/weft/sso';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Fields, Form } from '../../kit/form.tsx';
import { said } from '../../kit/said.ts';
import { SamlFields } from './saml-fields.tsx';
import { SsoAddresses } from './sso-addresses.tsx';
import type { SsoDraft } from './sso-draft.ts';
import { draftOf, requestOf } from './sso-draft.ts';
import { changeSsoProvider, createSsoProvider } from './sso-queries.ts';

export interface DraftProps {
  readonly draft: SsoDraft;
  readonly onChange: (change: Partial<SsoDraft>) => void;
}

export function SsoProviderForm(props: {
  readonly accountId: number;
  readonly sso: WireSso;
  /** null: a new one. */
  readonly provider: WireSsoProvider | null;
  readonly onDone: () => void;
}): ReactNode {
  const { accountId, sso, provider, onDone } = props;
  const [draft, setDraft] = useState(() => draftOf(provider));
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      provider === null ? createSsoProvider(accountId, requestOf(draft)) : changeSsoProvider(accountId, provider.id, requestOf(draft)),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['sso', accountId] });
      said(provider === null ? `${saved.name} is added. Test it, then turn it on.` : `${saved.name} is saved.`);
      onDone();
    },
  });
  const fields = { draft, onChange: (change: Partial<SsoDraft>) => setDraft({ ...draft, ...change }) };
  return (
    <Form
      deed={provider === null ? 'Add the provider' : 'Save'}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      others={
        <Button variant="default" size="sm" onClick={onDone}>
          Cancel
        </Button>
      }
    >
      {provider === null ? <Protocol {...fields} /> : null}
      <TextInput
        label="Name"
        description="On its button at the sign-in page"
        placeholder="Okta"
        required
        data-autofocus
        value={draft.name}
        onChange={(event) => fields.onChange({ name: event.currentTarget.value })}
      />
      <SsoAddresses provider={{ protocol: draft.protocol, ...(provider ?? addressesOf(sso, draft.name)) }} />
      {draft.protocol === 'oidc' ? (
        <OidcFields {...fields} hasSecret={provider?.has_client_secret ?? false} />
      ) : (
        <SamlFields {...fields} isNew={provider === null} />
      )}
      <TagsInput
        label="E-mail domains"
        description="Only people with an address in one of these may sign in by it, and whoever of them is here already is known by their address. Left empty, people of every domain may come, as new members only."
        placeholder="example.com"
        value={[...draft.emailDomains]}
        onChange={(emailDomains) => fields.onChange({ emailDomains })}
      />
    </Form>
  );
}

/** As they will be, so that the other side can be set up first. */
function addressesOf(sso: WireSso, name: string): Pick<WireSsoProvider, 'callback_url' | 'metadata_url'> {
  const slug = slugOf(name, 'sso');
  const taken = new Set(sso.providers.map((it) => it.slug));
  let free = slug;
  for (let number = 2; taken.has(free); number++) free = `${slug}-${number}`;
  return { callback_url: `${sso.base_url}/${free}/callback/`, metadata_url: `${sso.base_url}/${free}/metadata.xml` };
}

function Protocol({ draft, onChange }: DraftProps): ReactNode {
  return (
    <SegmentedControl
      w="fit-content"
      aria-label="Protocol"
      value={draft.protocol}
      onChange={(value) => onChange({ protocol: value === 'saml' ? 'saml' : 'oidc' })}
      data={[
        { value: 'oidc', label: 'OpenID Connect' },
        { value: 'saml', label: 'SAML 2.0' },
      ]}
    />
  );
}

function OidcFields({ draft, onChange, hasSecret }: DraftProps & { readonly hasSecret: boolean }): ReactNode {
  return (
    <>
      <TextInput
        label="Issuer"
        description="To the letter as its discovery document has it; Weft reads /.well-known/openid-configuration below it"
        placeholder="https://example.okta.com"
        required
        type="url"
        value={draft.issuer}
        onChange={(event) => onChange({ issuer: event.currentTarget.value })}
      />
      <Fields>
        <TextInput
          label="Client ID"
          required
          value={draft.clientId}
          onChange={(event) => onChange({ clientId: event.currentTarget.value })}
        />
        <PasswordInput
          label="Client secret"
          placeholder={hasSecret ? 'kept; type to replace it' : ''}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
          value={draft.clientSecret}
          onChange={(event) => onChange({ clientSecret: event.currentTarget.value })}
        />
      </Fields>
      <Fields>
        <TextInput
          label="Groups claim"
          required
          value={draft.groupsClaim}
          onChange={(event) => onChange({ groupsClaim: event.currentTarget.value })}
        />
        <TextInput
          label="Scopes beside openid"
          value={draft.scopes}
          onChange={(event) => onChange({ scopes: event.currentTarget.value })}
        />
      </Fields>
      <Switch
        label="Addresses count as verified when the provider does not say"
        description="Microsoft Entra ID leaves email_verified out. Turn it on only for a provider that gives people addresses it has checked."
        checked={draft.assumesVerifiedEmail}
        onChange={(event) => onChange({ assumesVerifiedEmail: event.currentTarget.checked })}
      />
    </>
  );
}
