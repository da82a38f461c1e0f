/** Makes a project's production environment, and its credentials where there is a warehouse. */
import { TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { connectionsQuery, createCredential } from '../connections/connection-queries.ts';
import type { CredentialDraft } from '../connections/credential-fields.tsx';
import { CredentialFields, credentialRequest, newCredential } from '../connections/credential-fields.tsx';
import { changeEnvironment, createEnvironment } from '../environments/environment-queries.ts';
import { VersionChoice } from '../environments/version-choice.tsx';
import type { SetUpState } from './set-up-state.ts';

interface ProductionDraft {
  readonly name: string;
  readonly dbtVersion: string;
  readonly credential: CredentialDraft;
}

export function ProductionForm({ state, connectionId }: { readonly state: SetUpState; readonly connectionId: number | null }): ReactNode {
  const { production, project } = state;
  const connection = useQuery(connectionsQuery(project.account_id)).data?.find(({ id }) => id === connectionId);
  const [draft, setDraft] = useState<ProductionDraft>({
    name: production?.name ?? 'Production',
    dbtVersion: production?.dbt_version ?? 'latest',
    credential: newCredential,
  });
  const save = useSave(state, connection, draft);
  return (
    <Form
      deed={production === null ? 'Create environment' : 'Save environment'}
      isBusy={save.isPending}
      isDisabled={connectionId !== null && connection === undefined}
      error={save.error}
      onSubmit={() => save.mutate()}
    >
      <TextInput
        label="Environment name"
        required
        value={draft.name}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      {connection === undefined ? null : (
        <>
          <CredentialFields
            adapter={connection.adapter}
            draft={draft.credential}
            onChange={(change) => setDraft({ ...draft, credential: { ...draft.credential, ...change } })}
          />
          <VersionChoice
            accountId={project.account_id}
            label="dbt version"
            value={draft.dbtVersion}
            onChange={(next) => setDraft({ ...draft, dbtVersion: next ?? 'latest' })}
          />
        </>
      )}
    </Form>
  );
}

function useSave({ project, production }: SetUpState, connection: WireConnection | undefined, draft: ProductionDraft) {
  const accountId = project.account_id;
  // Kept when the environment is refused, so that trying again with the same does not make credentials twice.
  const made = useRef<{ readonly of: CredentialDraft; readonly id: number } | null>(null);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      if (connection !== undefined && made.current?.of !== draft.credential) {
        const { id } = await createCredential(accountId, project.id, credentialRequest(draft.credential, connection.adapter));
        made.current = { of: draft.credential, id };
      }
      const input = {
        name: draft.name.trim(),
        type: 'deployment',
        deployment_type: 'production',
        dbt_version: draft.dbtVersion,
        custom_branch: production?.custom_branch ?? null,
        connection_id: connection?.id ?? null,
        credentials_id: made.current?.id ?? null,
      } as const;
      return production === null ? createEnvironment(accountId, project.id, input) : changeEnvironment(production, input);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['environments', accountId] }),
  });
}
