/** Changing one's password, or choosing a first one. */
import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireProfile } from '@weft/wire/weft/profile';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { tell } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { NewPassword } from '../session/new-password.tsx';

export function PasswordPanel({ profile }: { readonly profile: WireProfile }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const deed = profile.has_password ? 'Change the password' : 'Choose a password';
  return (
    <Panel
      title="Password"
      aside={
        isOpen ? null : (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            {deed}
          </Button>
        )
      }
    >
      {isOpen ? (
        <ChangeForm profile={profile} deed={deed} onDone={() => setOpen(false)} />
      ) : (
        <span className="weft-dim">
          {profile.has_password ? 'You have one. Changing it ends your other sessions.' : 'You have none: you sign in otherwise.'}
        </span>
      )}
    </Panel>
  );
}

function ChangeForm(props: { readonly profile: WireProfile; readonly deed: string; readonly onDone: () => void }): ReactNode {
  const [old, setOld] = useState('');
  const [chosen, setChosen] = useState('');
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => tell('POST', '/api/weft/profile/password/', { current_password: old, password: chosen }),
    onSuccess: async () => {
      said('The password is changed; your other sessions are ended.');
      props.onDone();
      await queries.invalidateQueries({ queryKey: ['profile'] });
    },
  });
  return (
    <Form
      deed={props.deed}
      isBusy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate()}
      others={
        <Button size="sm" variant="default" onClick={props.onDone}>
          Keep it
        </Button>
      }
    >
      <input type="hidden" name="email" autoComplete="username" value={props.profile.email} />
      {props.profile.has_password ? (
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus
          visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
          value={old}
          onChange={(event) => setOld(event.currentTarget.value)}
        />
      ) : null}
      <NewPassword label="New password" value={chosen} onChange={setChosen} />
    </Form>
  );
}
