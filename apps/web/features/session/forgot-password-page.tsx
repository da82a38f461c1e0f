/** Asks for a link to choose a new password; without a mail server, says who makes one. */
import { TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { tell } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { signInOptionsQuery } from './session-queries.ts';

export function ForgotPasswordPage(): ReactNode {
  usePageTitle('Forgot password');
  const options = useQuery(signInOptionsQuery);
  return (
    <Door title="Choose a new password">
      <Loaded from={options}>
        {({ sends_mail }) =>
          sends_mail ? (
            <AskForLink />
          ) : (
            <p className={classes.note}>
              This Weft sends no mail. Ask an account admin: in Account settings → Members they make a link with which you choose a new
              password.
            </p>
          )
        }
      </Loaded>
      <div className={classes.ways}>
        <Link to="/sign-in" className={classes.way}>
          Back to signing in
        </Link>
      </div>
    </Door>
  );
}

function AskForLink(): ReactNode {
  const [email, setEmail] = useState('');
  const send = useMutation({ mutationFn: () => tell('POST', '/api/weft/password-link/', { email }) });
  if (send.isSuccess)
    return (
      <p className={classes.note} role="status">
        If {email} is the address of a Weft account with a password, a link is on its way. It is good for an hour.
      </p>
    );
  return (
    <Form deed="Send me a link" isFullWidth isBusy={send.isPending} error={send.error} onSubmit={() => send.mutate()}>
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
    </Form>
  );
}
