/** What a run or a person enters the warehouse with, as fields. */
import { NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { CredentialRequest, WireCredential } from '@weft/wire/weft/credential';
import type { ReactNode } from 'react';
import { Fields } from '../../kit/form.tsx';
import { AdapterFields, type FieldValues, initialValues } from './adapter-fields.tsx';
import { adaptersQuery } from './connection-queries.ts';

/** The form's own state; `values`: what was changed in it. */
export interface CredentialDraft {
  readonly schema: string;
  readonly threads: number;
  readonly values: FieldValues;
}

export const newCredential: CredentialDraft = { schema: 'main', threads: 4, values: {} };

export function credentialDraft(credential: WireCredential): CredentialDraft {
  return { schema: credential.target_schema, threads: credential.threads, values: {} };
}

export function credentialRequest(draft: CredentialDraft, adapter: WireConnection['adapter']): CredentialRequest {
  return { adapter, target_schema: draft.schema.trim(), threads: draft.threads, values: draft.values };
}

export function CredentialFields(props: {
  readonly adapter: WireConnection['adapter'];
  readonly draft: CredentialDraft;
  /** What is kept already. */
  readonly credential?: WireCredential | undefined;
  readonly schemaHelp?: string;
  readonly onChange: (change: Partial<CredentialDraft>) => void;
}): ReactNode {
  const { draft, onChange } = props;
  const adapter = useQuery(adaptersQuery).data?.find((it) => it.name === props.adapter);
  const kept = props.credential?.adapter === props.adapter ? props.credential : undefined;
  const fields = adapter?.credential ?? [];
  return (
    <>
      <Fields>
        <TextInput
          label="Schema"
          description={props.schemaHelp ?? 'Where the environment’s tables go'}
          required
          value={draft.schema}
          onChange={(event) => onChange({ schema: event.currentTarget.value })}
        />
        <NumberInput
          label="Threads"
          description="Models built at once"
          min={1}
          max={64}
          value={draft.threads}
          onChange={(value) => onChange({ threads: Number(value) || 1 })}
        />
      </Fields>
      <AdapterFields
        fields={fields}
        values={{ ...initialValues(fields), ...kept?.values, ...draft.values }}
        secretFields={kept?.secret_fields ?? []}
        onChange={(change) => onChange({ values: { ...draft.values, ...change } })}
      />
    </>
  );
}
