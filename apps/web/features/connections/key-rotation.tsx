/** Exchanges a key pair without downtime: enter the new key, give its public half to the warehouse, try it, make it current. */
import { Button, Group, PasswordInput, Textarea } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireCredential, WireKeyRotation } from '@weft/wire/weft/credential';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, ask, get } from '../../kit/api.ts';
import { CodeBlock } from '../../kit/code-block.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { ConnectionTester } from './connection-test.tsx';

function pathOf({ account_id, project_id, id }: WireCredential): string {
  return `/api/weft/accounts/${account_id}/projects/${project_id}/credentials/${id}/keys/`;
}

function keysQuery(credential: WireCredential) {
  return queryOptions({ queryKey: ['keys', credential.id], queryFn: () => get<WireKeyRotation>(pathOf(credential)) });
}

export function KeyRotation({
  credential,
  connectionId,
}: {
  readonly credential: WireCredential;
  readonly connectionId: number;
}): ReactNode {
  const keys = useQuery(keysQuery(credential));
  return (
    <details>
      <summary style={{ cursor: 'pointer', fontSize: 13 }}>
        Exchange the key pair{' '}
        <span className="weft-dim">
          {credential.rotated_at === null ? '(never exchanged)' : '(last exchanged '}
          {credential.rotated_at === null ? null : <Ago at={credential.rotated_at} />}
          {credential.rotated_at === null ? '' : ')'}
        </span>
      </summary>
      <div style={{ display: 'grid', gap: 14, marginTop: 14 }}>
        <Loaded from={keys}>
          {({ keys: all }) => (
            <>
              {all.map((key) =>
                key.state === 'retired' ? (
                  <span key={key.id} style={{ fontSize: 13 }}>
                    The old key {key.fingerprint.slice(0, 20)}… is still used by run {key.held_by_runs.join(', ')}. Leave its public half in
                    Snowflake until then.
                  </span>
                ) : null,
              )}
              <NextKey credential={credential} connectionId={connectionId} next={all.find(({ state }) => state === 'next') ?? null} />
            </>
          )}
        </Loaded>
      </div>
    </details>
  );
}

function NextKey(props: {
  readonly credential: WireCredential;
  readonly connectionId: number;
  readonly next: WireKeyRotation['keys'][number] | null;
}): ReactNode {
  const { credential, next } = props;
  const [key, setKey] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const queries = useQueryClient();
  const keep = (saved: WireKeyRotation) => queries.setQueryData(keysQuery(credential).queryKey, saved);
  const offer = useMutation({
    mutationFn: () => ask<WireKeyRotation>('POST', pathOf(credential), { private_key: key, private_key_passphrase: passphrase || null }),
    onSuccess: keep,
  });
  const adopt = useMutation({
    mutationFn: (isForced: boolean) => ask<WireKeyRotation>('POST', `${pathOf(credential)}adopt/`, { force: isForced }),
    onSuccess: async (saved) => {
      keep(saved);
      setKey('');
      said('Runs begin with the new key from now on.');
      await queries.invalidateQueries({ queryKey: ['credentials', credential.account_id, credential.id] });
    },
  });
  if (next !== null)
    return (
      <>
        <span style={{ fontSize: 13 }}>First give the public half of the new key to Snowflake, beside the one that it has:</span>
        <CodeBlock
          title="In Snowflake"
          text={`alter user ${String(credential.values.user ?? '…')} set rsa_public_key_2 = '${next.public_key}';`}
        />
        <ConnectionTester
          accountId={credential.account_id}
          begin={() => ask('POST', `${pathOf(credential)}test/`, { connection_id: props.connectionId })}
        />
        <Group>
          <Button size="sm" variant="default" loading={adopt.isPending} onClick={() => adopt.mutate(false)}>
            Make it current
          </Button>
          {adopt.error instanceof ApiError && adopt.error.code === 'credential.key_untested' ? (
            <Button size="sm" variant="subtle" color="red" loading={adopt.isPending} onClick={() => adopt.mutate(true)}>
              Take it untested
            </Button>
          ) : null}
        </Group>
        {adopt.error === null ? null : <Failed error={adopt.error} />}
      </>
    );
  return (
    <>
      <Textarea
        label="New private key"
        description="PEM. The one in use stays until you make this one current."
        autosize
        minRows={3}
        maxRows={8}
        spellCheck={false}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <PasswordInput
        label="Passphrase of the new key"
        description="Only for an encrypted key."
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
      />
      <Group>
        <Button size="sm" variant="default" disabled={key.trim() === ''} loading={offer.isPending} onClick={() => offer.mutate()}>
          Keep it for a test
        </Button>
      </Group>
      {offer.error === null ? null : <Failed error={offer.error} />}
    </>
  );
}
