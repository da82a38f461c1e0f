/** Signing in. */
import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { WireSession } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { sessionQuery, useSession } from './session-queries.ts';

export function SignInPage(): ReactNode {
  usePageTitle('Sign in');
  const { is_demo } = useSession();
  const { next } = useSearch({ strict: false });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signIn = useMutation({
    mutationFn: () => ask<WireSession>('POST', '/api/weft/session/', { email, password }),
    onSuccess: async (session) => {
      queries.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: next ?? '/', replace: true });
    },
  });
  return (
    <Door title="Sign in">
      {is_demo ? <p className={classes.note}>This is the demo. Its login was printed where Weft was started.</p> : null}
      <Form deed="Sign in" isFullWidth isBusy={signIn.isPending} error={signIn.error} onSubmit={() => signIn.mutate()}>
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </Form>
    </Door>
  );
}
