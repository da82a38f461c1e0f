/** What an environment is made of, as fields. */
import { Checkbox, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { Fields } from '../../kit/form.tsx';
import { connectionPlace, connectionsQuery } from '../connections/connection-queries.ts';
import { useMay } from '../session/session-queries.ts';
import type { EnvironmentInput } from './environment-queries.ts';
import { VersionChoice } from './version-choice.tsx';

export type EnvironmentKindChoice = 'production' | 'staging' | 'general' | 'development';

/** The form's own state. */
export interface EnvironmentDraft {
  readonly name: string;
  readonly kind: EnvironmentKindChoice;
  readonly dbtVersion: string;
  readonly hasCustomBranch: boolean;
  readonly customBranch: string;
  readonly connectionId: number | null;
}

export function environmentDraft(environment: WireEnvironment | null, firstKind: EnvironmentKindChoice): EnvironmentDraft {
  if (environment === null)
    return {
      name: titleOf(firstKind),
      kind: firstKind,
      dbtVersion: 'latest',
      hasCustomBranch: false,
      customBranch: '',
      connectionId: null,
    };
  return {
    name: environment.name,
    kind: environment.type === 'development' ? 'development' : (environment.deployment_type ?? 'general'),
    dbtVersion: environment.dbt_version,
    hasCustomBranch: environment.custom_branch !== null,
    customBranch: environment.custom_branch ?? '',
    connectionId: environment.connection_id,
  };
}

export function environmentInput(
  draft: EnvironmentDraft,
  { credentialsId, extendedAttributesId }: { readonly credentialsId: number | null; readonly extendedAttributesId: number | null },
): EnvironmentInput {
  const isDeployment = draft.kind !== 'development';
  return {
    name: draft.name.trim(),
    type: isDeployment ? 'deployment' : 'development',
    deployment_type: draft.kind === 'production' || draft.kind === 'staging' ? draft.kind : null,
    dbt_version: draft.dbtVersion,
    custom_branch: draft.hasCustomBranch && draft.customBranch.trim() !== '' ? draft.customBranch.trim() : null,
    connection_id: draft.connectionId,
    credentials_id: credentialsId,
    extended_attributes_id: extendedAttributesId,
  };
}

interface FieldsProps {
  readonly draft: EnvironmentDraft;
  readonly onChange: (change: Partial<EnvironmentDraft>) => void;
}

export function EnvironmentFields(
  props: FieldsProps & { readonly accountId: number; readonly taken: readonly EnvironmentKindChoice[]; readonly isNew: boolean },
): ReactNode {
  const { draft, onChange, accountId, taken, isNew } = props;
  return (
    <>
      <KindChoice
        kind={draft.kind}
        taken={taken}
        onChange={(kind) => onChange(isNew && isTitle(draft.name) ? { kind, name: titleOf(kind) } : { kind })}
      />
      <TextInput
        label="Name"
        required
        maxLength={255}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <ConnectionChoice accountId={accountId} value={draft.connectionId} onChange={(connectionId) => onChange({ connectionId })} />
      <Fields>
        <VersionChoice
          accountId={accountId}
          label="dbt version"
          value={draft.dbtVersion}
          onChange={(dbtVersion) => onChange({ dbtVersion: dbtVersion ?? 'latest' })}
        />
        <BranchFields draft={draft} onChange={onChange} />
      </Fields>
    </>
  );
}

const kinds: readonly (readonly [EnvironmentKindChoice, string])[] = [
  ['production', 'The source of truth. Consumers’ production environments refer to its public models. One in a project.'],
  [
    'staging',
    'Consumers’ development and staging environments refer to this one instead of production as soon as it is marked, with no falling back: until it has published, their refs fail. So run or upload in it as general first, and mark it then. One in a project.',
  ],
  ['general', 'For everything else, such as CI. Never seen by other projects.'],
  ['development', 'Where people develop; its credentials are personal. One in a project.'],
];

function KindChoice(props: {
  readonly kind: EnvironmentKindChoice;
  readonly taken: readonly EnvironmentKindChoice[];
  readonly onChange: (kind: EnvironmentKindChoice) => void;
}): ReactNode {
  const choose = (text: string) => {
    const kind = kinds.find(([name]) => name === text)?.[0];
    if (kind !== undefined) props.onChange(kind);
  };
  return (
    <Radio.Group label="Type" value={props.kind} onChange={choose}>
      <Stack gap={10} mt={6}>
        {kinds.map(([kind, text]) => {
          const isTaken = props.taken.includes(kind) && kind !== props.kind;
          return (
            <Radio
              key={kind}
              value={kind}
              disabled={isTaken}
              label={titleOf(kind)}
              description={isTaken ? 'This project has one already.' : text}
            />
          );
        })}
      </Stack>
    </Radio.Group>
  );
}

function ConnectionChoice(props: {
  readonly accountId: number;
  readonly value: number | null;
  readonly onChange: (id: number | null) => void;
}): ReactNode {
  const may = useMay(props.accountId);
  const connections = useQuery({ ...connectionsQuery(props.accountId), enabled: may('connections:read') }).data ?? [];
  return (
    <NativeSelect
      label="Connection"
      description="Leave it blank when dbt runs elsewhere: artifacts are uploaded then."
      value={props.value ?? ''}
      data={[
        { value: '', label: 'None: artifacts are uploaded' },
        ...connections.map((connection) => ({
          value: String(connection.id),
          label: `${connection.name} (${connectionPlace(connection)})`,
        })),
      ]}
      onChange={(event) => props.onChange(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
    />
  );
}

function BranchFields({ draft, onChange }: FieldsProps): ReactNode {
  return (
    <div>
      <Checkbox
        label="Run on a custom branch"
        description="Otherwise the repository’s default branch"
        checked={draft.hasCustomBranch}
        onChange={(event) => onChange({ hasCustomBranch: event.currentTarget.checked })}
      />
      {draft.hasCustomBranch ? (
        <TextInput
          mt={8}
          aria-label="Branch"
          placeholder="Branch"
          required
          value={draft.customBranch}
          onChange={(event) => onChange({ customBranch: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}

export function titleOf(kind: EnvironmentKindChoice): string {
  return `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
}

function isTitle(name: string): boolean {
  return name.trim() === '' || kinds.some(([kind]) => titleOf(kind) === name.trim());
}
