/** One's name and e-mail address. */
import { TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireProfile } from '@weft/wire/weft/profile';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask, tell } from '../../kit/api.ts';
import { Fields, Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { sessionQuery } from '../session/session-queries.ts';
import { profileQuery } from './profile-queries.ts';

export function PersonalPage(): ReactNode {
  usePageTitle('Personal details', 'Profile');
  return (
    <Loaded from={useQuery(profileQuery)}>
      {(profile) => (
        <div style={{ maxWidth: 640 }}>
          <Panel title="Name">
            <NameForm profile={profile} />
          </Panel>
          <Panel title="E-mail address">
            <EmailForm profile={profile} />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function NameForm({ profile }: { readonly profile: WireProfile }): ReactNode {
  const [names, setNames] = useState({ first_name: profile.first_name, last_name: profile.last_name });
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => ask<WireProfile>('PATCH', '/api/weft/profile/', names),
    onSuccess: async (saved) => {
      queries.setQueryData(profileQuery.queryKey, saved);
      said('Your name is saved.');
      await queries.invalidateQueries(sessionQuery);
    },
  });
  return (
    <Form deed="Save" isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
      <Fields>
        <TextInput
          label="First name"
          autoComplete="given-name"
          required
          value={names.first_name}
          onChange={(event) => setNames({ ...names, first_name: event.currentTarget.value })}
        />
        <TextInput
          label="Last name"
          autoComplete="family-name"
          required
          value={names.last_name}
          onChange={(event) => setNames({ ...names, last_name: event.currentTarget.value })}
        />
      </Fields>
    </Form>
  );
}

function EmailForm({ profile }: { readonly profile: WireProfile }): ReactNode {
  const [email, setEmail] = useState(profile.email);
  const change = useMutation({
    mutationFn: () => tell('POST', '/api/weft/profile/email/', { email }),
    onSuccess: () => said(`A link is on its way to ${email}. Open it, and the address is changed.`),
  });
  if (!profile.sends_mail)
    return (
      <p style={{ margin: 0 }}>
        You sign in as <b>{profile.email}</b>.{' '}
        <span className="weft-dim">
          An address is changed by a link that is sent to the new one, and this Weft sends no mail. Ask an account admin to invite the new
          address.
        </span>
      </p>
    );
  return (
    <Form
      deed="Change the address"
      isBusy={change.isPending}
      error={change.error}
      isDisabled={email.trim() === profile.email}
      onSubmit={() => change.mutate()}
    >
      <TextInput
        label="E-mail"
        description="You sign in with it. The new one is taken when the link that is sent there has been opened."
        type="email"
        autoComplete="email"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </Form>
  );
}
