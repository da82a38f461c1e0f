/** Asks for the password once more, when it is some time since one proved who one is, and then goes on with the deed. */
import { Button, Modal, PasswordInput, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireProfile } from '@weft/wire/weft/profile';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, ask, tell } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { sessionQuery } from '../session/session-queries.ts';
import { profileQuery } from './profile-queries.ts';

export interface GuardedDeed<Answer, Given> {
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly begin: (given: Given) => void;
  readonly answer: Answer | undefined;
  readonly reset: () => void;
  /** Stands in the page; shows itself when the password is wanted. */
  readonly question: ReactNode;
}

/** Like a mutation, of a deed that the server wants confirmed. */
export function useGuarded<Answer, Given = void>(
  deed: (given: Given) => Promise<Answer>,
  onDone?: (answer: Answer) => unknown,
): GuardedDeed<Answer, Given> {
  const [waiting, setWaiting] = useState<{ readonly given: Given } | null>(null);
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: deed,
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ queryKey: ['profile'] });
      await onDone?.(answer);
    },
    onError: (error, given) => {
      if (isUnconfirmed(error)) setWaiting({ given });
    },
  });
  return {
    isBusy: run.isPending,
    error: isUnconfirmed(run.error) ? null : run.error,
    begin: (given) => run.mutate(given),
    answer: run.data,
    reset: run.reset,
    question:
      waiting === null ? null : (
        <Question
          onClose={() => setWaiting(null)}
          onConfirmed={() => {
            setWaiting(null);
            run.mutate(waiting.given);
          }}
        />
      ),
  };
}

function isUnconfirmed(error: Error | null): boolean {
  return error instanceof ApiError && error.code === 'session.not_confirmed';
}

function Question(props: { readonly onClose: () => void; readonly onConfirmed: () => void }): ReactNode {
  const profile = useQuery(profileQuery).data;
  const [password, setPassword] = useState('');
  const queries = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => ask<WireProfile>('POST', '/api/weft/profile/confirm/', { password }),
    onSuccess: props.onConfirmed,
  });
  const leave = useMutation({
    mutationFn: () => tell('DELETE', '/api/weft/session/'),
    onSuccess: () => queries.invalidateQueries(sessionQuery),
  });
  return (
    <Modal opened onClose={props.onClose} title="Is it still you?" closeButtonProps={{ 'aria-label': 'Close' }}>
      {profile?.has_password === false ? (
        <>
          <Text size="sm" mb="md">
            It is some time since you signed in. Sign out and in again, and then do this.
          </Text>
          <Button loading={leave.isPending} onClick={() => leave.mutate()}>
            Sign out
          </Button>
        </>
      ) : (
        <Form deed="Go on" isBusy={confirm.isPending} error={confirm.error} onSubmit={() => confirm.mutate()}>
          <PasswordInput
            label="Your password"
            description="It is some time since you signed in"
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </Form>
      )}
    </Modal>
  );
}
