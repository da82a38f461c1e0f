/** What a run enters the warehouse with, as fields. */
import { NumberInput, PasswordInput, TextInput } from '@mantine/core';
import type { WireConnection } from '@weft/wire/weft/connection';
import type { CredentialRequest } from '@weft/wire/weft/credential';
import type { ReactNode } from 'react';
import { Fields } from '../../kit/form.tsx';

/** The form's own state. */
export interface CredentialDraft {
  readonly schema: string;
  readonly threads: number;
  readonly username: string;
  readonly password: string;
}

export const newCredential: CredentialDraft = { schema: 'main', threads: 4, username: '', password: '' };

/** DuckDB asks for no name and password. */
export function credentialRequest(draft: CredentialDraft, adapter: WireConnection['adapter']): CredentialRequest {
  const base = { adapter, target_schema: draft.schema.trim(), threads: draft.threads };
  if (adapter === 'duckdb') return base;
  return { ...base, username: draft.username.trim(), password: draft.password === '' ? null : draft.password };
}

export function CredentialFields(props: {
  readonly adapter: WireConnection['adapter'];
  readonly draft: CredentialDraft;
  readonly onChange: (change: Partial<CredentialDraft>) => void;
}): ReactNode {
  const { adapter, draft, onChange } = props;
  return (
    <>
      <Fields>
        <TextInput
          label="Schema"
          description="Where production’s tables go"
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
      {adapter === 'duckdb' ? null : (
        <Fields>
          <TextInput
            label="Username"
            required
            autoComplete="off"
            value={draft.username}
            onChange={(event) => onChange({ username: event.currentTarget.value })}
          />
          <PasswordInput
            label="Password"
            description="Kept encrypted; never shown again"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            value={draft.password}
            onChange={(event) => onChange({ password: event.currentTarget.value })}
          />
        </Fields>
      )}
    </>
  );
}
