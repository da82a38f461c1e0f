/** Makes a project's production environment, and its credentials where there is a warehouse. */
import { TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { connectionsQuery, createCredential } from '../connections/connection-queries.ts';
import { CredentialFields, credentialRequest, newCredential } from '../connections/credential-fields.tsx';
import { changeEnvironment, createEnvironment } from '../environments/environment-queries.ts';
import { VersionChoice } from '../environments/version-choice.tsx';
import type { SetUpState } from './set-up-state.ts';

export function ProductionForm({ state, connectionId }: { readonly state: SetUpState; readonly connectionId: number | null }): ReactNode {
  const { project, production } = state;
  const accountId = project.account_id;
  const connection = useQuery(connectionsQuery(accountId)).data?.find(({ id }) => id === connectionId);
  const [name, setName] = useState(production?.name ?? 'Production');
  const [dbtVersion, setDbtVersion] = useState(production?.dbt_version ?? 'latest');
  const [credential, setCredential] = useState(newCredential);
  // Kept when the environment is refused, so that trying again does not make credentials twice.
  const credentialId = useRef<number | null>(null);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: async () => {
      if (connection !== undefined)
        credentialId.current ??= (await createCredential(accountId, project.id, credentialRequest(credential, connection.adapter))).id;
      const input = {
        name: name.trim(),
        type: 'deployment',
        deployment_type: 'production',
        dbt_version: dbtVersion,
        custom_branch: production?.custom_branch ?? null,
        connection_id: connectionId,
        credentials_id: credentialId.current,
      } as const;
      return production === null ? createEnvironment(accountId, project.id, input) : changeEnvironment(production, input);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['environments', accountId] }),
  });
  return (
    <Form
      deed={production === null ? 'Create environment' : 'Save environment'}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
    >
      <TextInput label="Environment name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {connection === undefined ? null : (
        <>
          <CredentialFields
            adapter={connection.adapter}
            draft={credential}
            onChange={(change) => {
              credentialId.current = null;
              setCredential({ ...credential, ...change });
            }}
          />
          <VersionChoice
            accountId={accountId}
            label="dbt version"
            value={dbtVersion}
            onChange={(next) => setDbtVersion(next ?? 'latest')}
          />
        </>
      )}
    </Form>
  );
}
