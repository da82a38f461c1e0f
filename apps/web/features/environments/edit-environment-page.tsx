/** Making and changing an environment. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { WireCredential } from '@weft/wire/weft/credential';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { Failed, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useEnvironmentId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { said } from '../../kit/said.ts';
import { changeCredential, connectionsQuery, createCredential, credentialQuery, testInProject } from '../connections/connection-queries.ts';
import { ConnectionTester } from '../connections/connection-test.tsx';
import { CredentialFields, credentialDraft, credentialRequest, newCredential } from '../connections/credential-fields.tsx';
import { KeyRotation } from '../connections/key-rotation.tsx';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import type { EnvironmentKindChoice } from './environment-form.tsx';
import { EnvironmentFields, environmentDraft, environmentInput } from './environment-form.tsx';
import { changeEnvironment, createEnvironment, environmentsQuery, useProjectEnvironments } from './environment-queries.ts';
import { environmentKind } from './environment-words.tsx';
import { ExtendedAttributesField, extendedAttributesQuery, problemOf, saveExtendedAttributes } from './extended-attributes-field.tsx';

export function NewEnvironmentPage(): ReactNode {
  usePageTitle('New environment');
  return <EditEnvironment environment={null} title="New environment" />;
}

export function EditEnvironmentPage(): ReactNode {
  const accountId = useAccountId();
  const environmentId = useEnvironmentId();
  const list = useQuery(environmentsQuery(accountId));
  const environment = list.data?.find(({ id }) => id === environmentId);
  usePageTitle('Edit', environment?.name);
  if (list.isPending) return <RowSkeletons rows={6} />;
  if (environment === undefined) return <Failed error={new Error(`There is no environment ${environmentId} in this account.`)} />;
  return <EditEnvironment environment={environment} title={`Edit ${environment.name}`} />;
}

function EditEnvironment({ environment, title }: { readonly environment: WireEnvironment | null; readonly title: string }): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const others = useProjectEnvironments(accountId, projectId)?.filter(({ id }) => id !== environment?.id);
  return (
    <>
      <PageHeader
        title={title}
        crumbs={[
          ...projectCrumbs(accountId, projectId),
          <Link key="environments" to="/deploy/$accountId/projects/$projectId/environments" params={{ accountId, projectId }}>
            Environments
          </Link>,
        ]}
      />
      <div style={{ maxWidth: 760 }}>
        {others === undefined ? <RowSkeletons rows={6} /> : <EnvironmentForm environment={environment} taken={others.map(kindOf)} />}
      </div>
    </>
  );
}

/** General ones are never taken: there can be any number. */
function kindOf(environment: WireEnvironment): EnvironmentKindChoice {
  const kind = environmentKind(environment);
  if (kind === 'Production') return 'production';
  if (kind === 'Staging') return 'staging';
  return kind === 'Development' ? 'development' : 'general';
}

function EnvironmentForm(props: FormProps): ReactNode {
  const { environment } = props;
  const accountId = useAccountId();
  const projectId = useProjectId();
  const credentialsId = environment?.credentials_id ?? null;
  const attributesId = environment?.extended_attributes_id ?? null;
  const credential = useQuery({ ...credentialQuery(accountId, projectId, credentialsId ?? 0), enabled: credentialsId !== null });
  const attributes = useQuery({ ...extendedAttributesQuery(accountId, projectId, attributesId ?? 0), enabled: attributesId !== null });
  // Either may be hidden from whoever may edit the rest: the form then leaves it as it is.
  if ((credentialsId !== null && credential.isPending) || (attributesId !== null && attributes.isPending)) return <RowSkeletons rows={6} />;
  return <LoadedForm {...props} credential={credential.data} attributes={attributes.data?.text ?? ''} />;
}

interface FormProps {
  readonly environment: WireEnvironment | null;
  readonly taken: readonly EnvironmentKindChoice[];
}

function LoadedForm(props: FormProps & { readonly credential: WireCredential | undefined; readonly attributes: string }): ReactNode {
  const { environment, credential: kept } = props;
  const taken = props.taken.filter((kind) => kind !== 'general');
  const accountId = useAccountId();
  const projectId = useProjectId();
  const [draft, setDraft] = useState(() => environmentDraft(environment, taken.includes('production') ? 'general' : 'production'));
  const [credential, setCredential] = useState(() => (kept ? credentialDraft(kept) : newCredential));
  const [attributes, setAttributes] = useState(props.attributes);
  const connection = useQuery(connectionsQuery(accountId)).data?.find(({ id }) => id === draft.connectionId);
  const hasCredential = connection !== undefined && draft.kind !== 'development';
  const isUnknown = draft.connectionId !== (environment?.connection_id ?? null) && draft.connectionId !== null && connection === undefined;
  const fitting = kept !== undefined && kept.adapter === connection?.adapter ? kept : undefined;
  const save = useSave(environment, async (projectId) => {
    const extendedAttributesId = await saveExtendedAttributes(
      { accountId, projectId },
      environment?.extended_attributes_id ?? null,
      connection === undefined ? '' : attributes,
    );
    if (!hasCredential)
      return environmentInput(draft, {
        credentialsId: draft.connectionId === null ? null : (environment?.credentials_id ?? null),
        extendedAttributesId,
      });
    const request = credentialRequest(credential, connection.adapter);
    const { id: credentialsId } = fitting
      ? await changeCredential(fitting, request)
      : await createCredential(accountId, projectId, request);
    return environmentInput(draft, { credentialsId, extendedAttributesId });
  });
  const begin = () =>
    testInProject(accountId, projectId, {
      connection_id: draft.connectionId,
      credentials_id: fitting?.id ?? null,
      target_schema: credential.schema,
      values: credential.values,
      extended_attributes: attributes,
      environment_id: environment?.id ?? null,
      dbt_version: draft.dbtVersion,
    });
  return (
    <Form
      deed={environment === null ? 'Create environment' : 'Save'}
      isBusy={save.isPending}
      isDisabled={isUnknown || problemOf(attributes) !== null}
      error={save.error}
      onSubmit={() => save.mutate()}
    >
      <EnvironmentFields
        accountId={accountId}
        draft={draft}
        taken={taken}
        isNew={environment === null}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      {hasCredential ? (
        <fieldset style={{ border: '1px solid var(--weft-line)', borderRadius: 8, padding: 14, display: 'grid', gap: 14, minWidth: 0 }}>
          <legend style={{ fontWeight: 600, fontSize: 13, padding: '0 6px' }}>Credentials for {connection.name}</legend>
          <CredentialFields
            adapter={connection.adapter}
            draft={credential}
            credential={fitting}
            onChange={(change) => setCredential({ ...credential, ...change })}
          />
          {fitting?.values.auth_type === 'keypair' ? <KeyRotation credential={fitting} connectionId={connection.id} /> : null}
          <ExtendedAttributesField text={attributes} onChange={setAttributes} />
          <ConnectionTester accountId={accountId} begin={begin} isDisabled={problemOf(attributes) !== null} />
        </fieldset>
      ) : null}
      {connection !== undefined && draft.kind === 'development' ? (
        <>
          <p className="weft-dim" style={{ margin: 0, fontSize: 13 }}>
            People develop with credentials of their own, from their profile.
          </p>
          <ExtendedAttributesField text={attributes} onChange={setAttributes} />
        </>
      ) : null}
    </Form>
  );
}

function useSave(environment: WireEnvironment | null, build: (projectId: number) => Promise<ReturnType<typeof environmentInput>>) {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      const input = await build(projectId);
      return environment === null ? createEnvironment(accountId, projectId, input) : changeEnvironment(environment, input);
    },
    onSuccess: async ({ id: environmentId, name }) => {
      await queries.invalidateQueries({ queryKey: ['environments', accountId] });
      void queries.invalidateQueries({ queryKey: ['publications', accountId] });
      said(environment === null ? `The environment ${name} is made.` : `The environment ${name} is saved.`);
      await navigate({
        to: '/deploy/$accountId/projects/$projectId/environments/$environmentId',
        params: { accountId, projectId, environmentId },
      });
    },
  });
}
