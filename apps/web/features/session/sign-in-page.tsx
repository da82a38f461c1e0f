/** Signing in: by password, by passkey, or by a provider; and the second step where somebody has one. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconFingerprint, IconLogin2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { SecondStepWay, WireSession, WireSignInOptions } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask, query } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { canUsePasskeys, signInByPasskey } from './passkey.ts';
import { SecondStep } from './second-step.tsx';
import { sessionQuery, signInOptionsQuery, useSession } from './session-queries.ts';
import { SsoProblem } from './sso-problem.tsx';

export function SignInPage(): ReactNode {
  usePageTitle('Sign in');
  const { next } = useSearch({ strict: false });
  const [ways, setWays] = useState<readonly SecondStepWay[] | null>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const enter = async (session: WireSession) => {
    if (session.second_step !== null) return setWays(session.second_step);
    queries.setQueryData(sessionQuery.queryKey, session);
    await navigate({ href: next ?? '/', replace: true });
  };
  if (ways !== null) return <SecondStep ways={ways} onIn={enter} onBack={() => setWays(null)} />;
  return <FirstStep next={next} onIn={enter} />;
}

function FirstStep(props: { readonly next: string | undefined; readonly onIn: (session: WireSession) => Promise<void> }): ReactNode {
  const { is_demo } = useSession();
  const options = useQuery(signInOptionsQuery).data;
  return (
    <Door title="Sign in">
      {is_demo ? <p className={classes.note}>This is the demo. Its login was printed where Weft was started.</p> : null}
      <SsoProblem />
      {options?.has_passwords === false ? null : <PasswordForm onIn={props.onIn} />}
      {options === undefined ? null : <OtherWays options={options} next={props.next} onIn={props.onIn} />}
    </Door>
  );
}

function PasswordForm({ onIn }: { readonly onIn: (session: WireSession) => Promise<void> }): ReactNode {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => ask<WireSession>('POST', '/api/weft/session/', { email, password }),
    onSuccess: onIn,
  });
  return (
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
  );
}

function OtherWays(props: {
  readonly options: WireSignInOptions;
  readonly next: string | undefined;
  readonly onIn: (session: WireSession) => Promise<void>;
}): ReactNode {
  const { options, next } = props;
  const passkey = useMutation({ mutationFn: () => signInByPasskey(false), onSuccess: props.onIn });
  const hasPasskeys = canUsePasskeys(options.passkey_host);
  return (
    <div className={classes.ways}>
      {hasPasskeys || options.providers.length > 0 ? <div className={classes.or}>or</div> : null}
      {options.providers.map(({ name, start_url }) => (
        <Button
          key={start_url}
          component="a"
          href={`${start_url}${query({ next })}`}
          variant="default"
          fullWidth
          leftSection={<IconLogin2 size={16} aria-hidden="true" />}
        >
          Sign in with {name}
        </Button>
      ))}
      {hasPasskeys ? (
        <Button
          variant="default"
          fullWidth
          loading={passkey.isPending}
          leftSection={<IconFingerprint size={16} aria-hidden="true" />}
          onClick={() => passkey.mutate()}
        >
          Sign in with a passkey
        </Button>
      ) : null}
      {passkey.error === null ? null : <Failed error={passkey.error} />}
      {options.has_passwords ? (
        <Link to="/forgot-password" className={classes.way}>
          Forgot your password?
        </Link>
      ) : null}
    </div>
  );
}
