/** The deploy credentials of a managed repository: made, shown once, revoked. */
import { Button, Checkbox } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WireDeployCredential } from '@weft/wire/weft/repository';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { MakeOnce } from '../../kit/make-once.tsx';
import { NameField } from '../../kit/name-field.tsx';
import { Panel } from '../../kit/panel.tsx';
import { RevokeToken } from '../../kit/revoke-token.tsx';
import { Ago } from '../../kit/time.tsx';
import { SecretOnce } from '../service-tokens/secret-once.tsx';
import { deployCredentialsQuery, makeDeployCredential, type RepositoryPlace, revokeDeployCredential } from './repository-queries.ts';

export function DeployCredentials({ place, mayWrite }: { readonly place: RepositoryPlace; readonly mayWrite: boolean }): ReactNode {
  const credentials = useQuery(deployCredentialsQuery(place));
  const [isMaking, setMaking] = useState(false);
  const create = mayWrite ? (
    <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      Create deploy credential
    </Button>
  ) : null;
  return (
    <Panel title="Deploy credentials" isFlush aside={create}>
      <Loaded from={credentials}>
        {(found) => (
          <DataTable
            label="Deploy credentials"
            rows={found}
            columns={columnsOf(place, mayWrite)}
            keyOf={({ id }) => id}
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No deploy credentials">
                  One lets a machine clone this repository, or push to it too, and nothing else: a CI server, a mirror. People use a
                  personal token.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {isMaking ? <Make place={place} onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function columnsOf(place: RepositoryPlace, mayWrite: boolean): readonly Column<WireDeployCredential>[] {
  const revoke: Column<WireDeployCredential> = {
    key: 'revoke',
    title: 'Revoke',
    isTitleHidden: true,
    align: 'end',
    cell: ({ id, name }) => (
      <RevokeToken name={name} revoke={() => revokeDeployCredential(place, id)} listKey={deployCredentialsQuery(place).queryKey}>
        Whatever clones or pushes with it is refused from now on.
      </RevokeToken>
    ),
  };
  return [
    {
      key: 'name',
      title: 'Credential',
      sortBy: ({ name }) => name,
      cell: ({ name, token_hint }) => (
        <>
          <b>{name}</b> <code className="weft-dim">…{token_hint}</code>
        </>
      ),
    },
    { key: 'may', title: 'May', cell: ({ may_push }) => (may_push ? 'clone and push' : 'clone') },
    { key: 'by', title: 'Made by', isMinor: true, cell: ({ created_by }) => created_by },
    { key: 'made', title: 'Made', align: 'end', sortBy: ({ created_at }) => created_at, cell: ({ created_at }) => <Ago at={created_at} /> },
    {
      key: 'used',
      title: 'Last used',
      align: 'end',
      cell: ({ last_used_at }) => (last_used_at === null ? <span className="weft-dim">never</span> : <Ago at={last_used_at} />),
    },
    ...(mayWrite ? [revoke] : []),
  ];
}

function Make({ place, onClose }: { readonly place: RepositoryPlace; readonly onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [mayPush, setMayPush] = useState(false);
  return (
    <MakeOnce
      title="Create a deploy credential"
      madeTitle="The deploy credential is made"
      deed="Create"
      fields={
        <>
          <NameField value={name} onChange={setName} />
          <Checkbox
            label="May push"
            description="Without it, it may only clone and fetch"
            checked={mayPush}
            onChange={(event) => setMayPush(event.currentTarget.checked)}
          />
        </>
      }
      make={() => makeDeployCredential(place, { name: name.trim(), may_push: mayPush })}
      listKey={deployCredentialsQuery(place).queryKey}
      onClose={onClose}
    >
      {(made) => (
        <>
          <SecretOnce name={made.name} secret={made.token_string} />
          <p className="weft-dim">git asks for a user name, which may be anything, and for a password: that is this token.</p>
        </>
      )}
    </MakeOnce>
  );
}
