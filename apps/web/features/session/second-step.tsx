/** The second step of signing in: a code from the app, a passkey, or a recovery code. */
import { Button, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { SecondStepWay, WireSession } from '@weft/wire/weft/session';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, ask } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import classes from './door.module.css';
import { Door } from './door.tsx';
import { canUsePasskeys, signInByPasskey } from './passkey.ts';
import { signInOptionsQuery } from './session-queries.ts';

export function SecondStep(props: {
  readonly ways: readonly SecondStepWay[];
  readonly onIn: (session: WireSession) => Promise<void>;
  readonly onBack: () => void;
}): ReactNode {
  usePageTitle('Second step', 'Sign in');
  const { ways } = props;
  const [isRecovering, setRecovering] = useState(false);
  const host = useQuery(signInOptionsQuery).data?.passkey_host;
  const hasPasskey = ways.includes('passkey') && host !== undefined && canUsePasskeys(host);
  const hasApp = ways.includes('totp');
  const takesCode = isRecovering || hasApp || !hasPasskey;
  return (
    <Door title="One more step">
      {takesCode ? <CodeForm key={String(isRecovering)} isRecovery={isRecovering || !hasApp} onIn={props.onIn} /> : null}
      <div className={classes.ways}>
        {hasPasskey ? <PasskeyStep onIn={props.onIn} /> : null}
        {ways.includes('recovery_code') && (hasApp || hasPasskey) ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setRecovering(!isRecovering)}>
            {isRecovering ? (hasApp ? 'Use the code of my app' : 'Use my passkey') : 'Use a recovery code'}
          </Button>
        ) : null}
        <Button variant="subtle" size="compact-sm" color="gray" onClick={props.onBack}>
          Begin again
        </Button>
      </div>
      <p className={classes.after}>Lost your second factor and the recovery codes? An account admin can reset it.</p>
    </Door>
  );
}

function CodeForm({
  isRecovery,
  onIn,
}: {
  readonly isRecovery: boolean;
  readonly onIn: (session: WireSession) => Promise<void>;
}): ReactNode {
  const [code, setCode] = useState('');
  const send = useMutation({
    mutationFn: () => ask<WireSession>('POST', '/api/weft/session/second-step/', { code }),
    onSuccess: onIn,
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'session.code_refused') setCode('');
    },
  });
  return (
    <Form deed="Sign in" isFullWidth isBusy={send.isPending} error={send.error} onSubmit={() => send.mutate()}>
      <TextInput
        label={isRecovery ? 'Recovery code' : 'Code'}
        description={isRecovery ? 'One of the ten that you kept. Each works once.' : 'The six digits that your authenticator app shows now'}
        name="code"
        required
        withAsterisk={false}
        autoFocus
        autoComplete="one-time-code"
        inputMode={isRecovery ? 'text' : 'numeric'}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </Form>
  );
}

function PasskeyStep({ onIn }: { readonly onIn: (session: WireSession) => Promise<void> }): ReactNode {
  const passkey = useMutation({ mutationFn: () => signInByPasskey(true), onSuccess: onIn });
  return (
    <>
      <Button
        variant="default"
        fullWidth
        loading={passkey.isPending}
        leftSection={<IconFingerprint size={16} aria-hidden="true" />}
        onClick={() => passkey.mutate()}
      >
        Use a passkey
      </Button>
      {passkey.error === null ? null : <Failed error={passkey.error} />}
    </>
  );
}
