/** Where an invitation leads: somebody new chooses a name and a password; who is known signs in and joins. */
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { WireInvitation } from '@weft/wire/v3/invite';
import type { WireSession } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask, tell } from '../../kit/api.ts';
import { Fields, Form } from '../../kit/form.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { useDoorToken } from './door-token.ts';
import { NewPassword } from './new-password.tsx';
import { sessionQuery, useSession } from './session-queries.ts';

export function InvitationPage(): ReactNode {
  usePageTitle('Invitation');
  const { token, forget } = useDoorToken('invitation');
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => ask<WireInvitation>('POST', '/api/weft/invitation/check/', { token }),
    enabled: token !== null,
    retry: false,
  });
  const title = invitation.data === undefined ? 'Invitation' : `Join ${invitation.data.account_name}`;
  return (
    <Door title={title}>
      {token === null ? (
        <p className={classes.note}>The address of this page is not whole. Open the link again, or ask whoever invited you for another.</p>
      ) : (
        <Loaded from={invitation}>{(found) => <Accept invitation={found} token={token} onDone={forget} />}</Loaded>
      )}
    </Door>
  );
}

function Accept(props: { readonly invitation: WireInvitation; readonly token: string; readonly onDone: () => void }): ReactNode {
  const { invitation, token } = props;
  const { user } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const enter = async (session: WireSession) => {
    props.onDone();
    queries.setQueryData(sessionQuery.queryKey, session);
    await navigate({ to: '/', replace: true });
  };
  if (!invitation.is_known) return <AsNew invitation={invitation} token={token} onIn={enter} />;
  if (user === null) return <SignInFirst invitation={invitation} />;
  if (user.email.toLowerCase() !== invitation.email.toLowerCase()) return <AsSomebodyElse invitation={invitation} email={user.email} />;
  return <Join invitation={invitation} token={token} onIn={enter} />;
}

function AsNew(props: {
  readonly invitation: WireInvitation;
  readonly token: string;
  readonly onIn: (session: WireSession) => Promise<void>;
}): ReactNode {
  const { email, invited_by } = props.invitation;
  const [person, setPerson] = useState({ first_name: '', last_name: '', password: '' });
  const accept = useMutation({
    mutationFn: () => ask<WireSession>('POST', '/api/weft/invitation/accept/', { token: props.token, ...person }),
    onSuccess: props.onIn,
  });
  return (
    <>
      <p className={classes.note}>
        {invited_by} invites you. You will sign in as {email}.
      </p>
      <Form deed="Accept the invitation" isFullWidth isBusy={accept.isPending} error={accept.error} onSubmit={() => accept.mutate()}>
        <input type="hidden" name="email" autoComplete="username" value={email} />
        <Fields>
          <TextInput
            label="First name"
            autoComplete="given-name"
            required
            withAsterisk={false}
            autoFocus
            value={person.first_name}
            onChange={(event) => setPerson({ ...person, first_name: event.currentTarget.value })}
          />
          <TextInput
            label="Last name"
            autoComplete="family-name"
            required
            withAsterisk={false}
            value={person.last_name}
            onChange={(event) => setPerson({ ...person, last_name: event.currentTarget.value })}
          />
        </Fields>
        <NewPassword value={person.password} onChange={(password) => setPerson({ ...person, password })} />
      </Form>
    </>
  );
}

function SignInFirst({ invitation }: { readonly invitation: WireInvitation }): ReactNode {
  return (
    <>
      <p className={classes.note}>
        {invitation.invited_by} invites you. You have been here before: sign in as {invitation.email}, and then join.
      </p>
      <ButtonLink to="/sign-in" search={{ next: '/invitation' }} fullWidth size="sm">
        Sign in
      </ButtonLink>
    </>
  );
}

function Join(props: {
  readonly invitation: WireInvitation;
  readonly token: string;
  readonly onIn: (session: WireSession) => Promise<void>;
}): ReactNode {
  const join = useMutation({
    mutationFn: () => ask<WireSession>('POST', '/api/weft/invitation/join/', { token: props.token }),
    onSuccess: props.onIn,
  });
  return (
    <>
      <p className={classes.note}>{props.invitation.invited_by} invites you.</p>
      <Button fullWidth size="sm" loading={join.isPending} onClick={() => join.mutate()}>
        Join {props.invitation.account_name}
      </Button>
      {join.error === null ? null : <Failed error={join.error} />}
    </>
  );
}

function AsSomebodyElse({ invitation, email }: { readonly invitation: WireInvitation; readonly email: string }): ReactNode {
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => tell('DELETE', '/api/weft/session/'),
    onSuccess: () => queries.resetQueries(),
  });
  return (
    <>
      <p className={classes.note}>
        This invitation is for {invitation.email}, and you are signed in as {email}.
      </p>
      <Button fullWidth size="sm" variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
        Sign out, and go on as {invitation.email}
      </Button>
    </>
  );
}
