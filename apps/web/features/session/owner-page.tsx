/** An empty Weft's first visitor makes the account, and owns it. */
import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { OwnerRequest, WireSession } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask } from '../../kit/api.ts';
import { Fields, Form } from '../../kit/form.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { sessionQuery } from './session-queries.ts';

const nobody: OwnerRequest = { account_name: '', first_name: '', last_name: '', email: '', password: '' };

export function OwnerPage(): ReactNode {
  usePageTitle('Welcome');
  const [owner, setOwner] = useState(nobody);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => ask<WireSession>('POST', '/api/weft/owner/', owner),
    onSuccess: async (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/', replace: true });
    },
  });
  return (
    <Door title="Welcome">
      <p className={classes.note}>This Weft is empty. Whoever fills in this form makes its account and owns it.</p>
      <Form deed="Create the account" isFullWidth isBusy={create.isPending} error={create.error} onSubmit={() => create.mutate()}>
        <OwnerFields owner={owner} onChange={(change) => setOwner({ ...owner, ...change })} />
      </Form>
    </Door>
  );
}

function OwnerFields(props: { readonly owner: OwnerRequest; readonly onChange: (change: Partial<OwnerRequest>) => void }): ReactNode {
  const { owner, onChange } = props;
  const field = (name: keyof OwnerRequest) => ({
    name,
    required: true,
    withAsterisk: false,
    value: owner[name],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput label="Account name" placeholder="Your company or team" autoFocus {...field('account_name')} />
      <Fields>
        <TextInput label="First name" autoComplete="given-name" {...field('first_name')} />
        <TextInput label="Last name" autoComplete="family-name" {...field('last_name')} />
      </Fields>
      <TextInput label="E-mail" type="email" autoComplete="username" {...field('email')} />
      <PasswordInput
        label="Password"
        description="At least 10 characters"
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        {...field('password')}
      />
    </>
  );
}
