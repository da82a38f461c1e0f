/** The authenticator app: set up by a QR code that is drawn here, and a first code from it. */
import { Badge, Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireProfile, WireRecoveryCodes, WireTotpSetup } from '@weft/wire/weft/profile';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ask } from '../../kit/api.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { CopyValue } from '../../kit/copy.tsx';
import { Form } from '../../kit/form.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import classes from './app-panel.module.css';
import { useGuarded } from './confirm-identity.tsx';
import { QrCode } from './qr-code.tsx';

type OnCodes = (codes: readonly string[] | null) => unknown;

export function AppPanel({ profile, onCodes }: { readonly profile: WireProfile; readonly onCodes: OnCodes }): ReactNode {
  const begin = useGuarded(() => ask<WireTotpSetup>('POST', '/api/weft/profile/totp/', {}));
  const isSettingUp = begin.answer !== undefined && !profile.has_totp;
  return (
    <Panel
      title="Authenticator app"
      aside={
        profile.has_totp ? (
          <>
            <Badge variant="light" color="green" size="sm">
              On
            </Badge>
            <RemoveApp onCodes={onCodes} />
          </>
        ) : isSettingUp ? null : (
          <Button size="compact-sm" variant="default" loading={begin.isBusy} onClick={() => begin.begin()}>
            Set up an app
          </Button>
        )
      }
    >
      {isSettingUp && begin.answer !== undefined ? (
        <SetUp setup={begin.answer} onCodes={onCodes} onStop={begin.reset} />
      ) : (
        <span className="weft-dim">
          {profile.has_totp
            ? 'Signing in by password takes a code from your app as well.'
            : 'An app on your telephone shows a new code every thirty seconds; signing in by password takes it as well.'}
        </span>
      )}
      {begin.error === null ? null : <Failed error={begin.error} />}
      {begin.question}
    </Panel>
  );
}

function SetUp(props: { readonly setup: WireTotpSetup; readonly onCodes: OnCodes; readonly onStop: () => void }): ReactNode {
  const [code, setCode] = useState('');
  const queries = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => ask<WireRecoveryCodes>('POST', '/api/weft/profile/totp/confirm/', { code }),
    onSuccess: async ({ recovery_codes }) => {
      props.onStop();
      await queries.invalidateQueries({ queryKey: ['profile'] });
      props.onCodes(recovery_codes);
    },
  });
  return (
    <div className={classes.setup}>
      <QrCode text={props.setup.uri} label="QR code for the authenticator app" />
      <div className={classes.steps}>
        <p className={classes.step}>Scan this with your authenticator app, or type the key into it. Then type the code that it shows.</p>
        <CopyValue label="Key" value={props.setup.secret} />
        <Form
          deed="Turn it on"
          isBusy={confirm.isPending}
          error={confirm.error}
          onSubmit={() => confirm.mutate()}
          others={
            <Button size="sm" variant="default" onClick={props.onStop}>
              Stop
            </Button>
          }
        >
          <TextInput
            label="Code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        </Form>
      </div>
    </div>
  );
}

function RemoveApp({ onCodes }: { readonly onCodes: OnCodes }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const remove = useGuarded(
    () => ask<WireRecoveryCodes>('DELETE', '/api/weft/profile/totp/'),
    () => {
      setAsking(false);
      said('The authenticator app is removed.');
      return onCodes(null);
    },
  );
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        title="Remove the authenticator app?"
        deed="Remove it"
        isOpen={isAsking}
        isBusy={remove.isBusy}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.begin()}
      >
        Its codes are good no more. Without a passkey, your password alone lets you in, and your recovery codes are thrown away.
      </Confirm>
      {remove.question}
    </>
  );
}
