/** Where a link to choose a new password leads. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask, tell } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { said } from '../../kit/said.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { useDoorToken } from './door-token.ts';
import { NewPassword } from './new-password.tsx';

export function ChoosePasswordPage(): ReactNode {
  usePageTitle('Choose a new password');
  const { token, forget } = useDoorToken('password');
  const link = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => ask<{ readonly email: string }>('POST', '/api/weft/password-link/check/', { token }),
    enabled: token !== null,
    retry: false,
  });
  return (
    <Door title="Choose a new password">
      {token === null ? (
        <p className={classes.note}>The address of this page is not whole. Open the link again, or ask for another.</p>
      ) : (
        <Loaded from={link}>{({ email }) => <Choose email={email} token={token} onDone={forget} />}</Loaded>
      )}
      {token === null || link.isError ? (
        <div className={classes.ways}>
          <Link to="/forgot-password" className={classes.way}>
            Ask for another link
          </Link>
        </div>
      ) : null}
    </Door>
  );
}

function Choose(props: { readonly email: string; readonly token: string; readonly onDone: () => void }): ReactNode {
  const [password, setPassword] = useState('');
  const navigate = useNavigate();
  const choose = useMutation({
    mutationFn: () => tell('POST', '/api/weft/password-link/finish/', { token: props.token, password }),
    onSuccess: async () => {
      props.onDone();
      said('The password is changed. Sign in with it.');
      await navigate({ to: '/sign-in', replace: true });
    },
  });
  return (
    <>
      <p className={classes.note}>For {props.email}. Wherever you are signed in, you will be signed out.</p>
      <Form deed="Change the password" isFullWidth isBusy={choose.isPending} error={choose.error} onSubmit={() => choose.mutate()}>
        <input type="hidden" name="email" autoComplete="username" value={props.email} />
        <NewPassword label="New password" isFirst value={password} onChange={setPassword} />
      </Form>
    </>
  );
}
