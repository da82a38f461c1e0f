/** What Weft must know of a SAML identity provider: its metadata pasted, or its parts; and the names of its attributes. */
import { SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Fields } from '../../kit/form.tsx';
import type { SsoDraft } from './sso-draft.ts';

interface Props {
  readonly draft: SsoDraft;
  readonly onChange: (change: Partial<SsoDraft>) => void;
}

export function SamlFields({ draft, onChange, isNew }: Props & { readonly isNew: boolean }): ReactNode {
  const [isPasted, setPasted] = useState(isNew);
  return (
    <>
      <SegmentedControl
        w="fit-content"
        aria-label="How the identity provider is described"
        value={isPasted ? 'metadata' : 'fields'}
        onChange={(value) => {
          setPasted(value === 'metadata');
          onChange({ metadataXml: '' });
        }}
        data={[
          { value: 'metadata', label: 'Paste its metadata' },
          { value: 'fields', label: 'Fill in fields' },
        ]}
      />
      {isPasted ? (
        <Textarea
          label="Metadata XML of the identity provider"
          required
          autosize
          minRows={4}
          maxRows={12}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={draft.metadataXml}
          onChange={(event) => onChange({ metadataXml: event.currentTarget.value })}
        />
      ) : (
        <IdpFields draft={draft} onChange={onChange} />
      )}
      <AttributeFields draft={draft} onChange={onChange} />
      <Switch
        label="The identity provider may begin"
        description="For tiles of a portal that cannot start at the link of this provider. Nobody then knows who asked for an answer, so leave it off where you can."
        checked={draft.allowsUnsolicited}
        onChange={(event) => onChange({ allowsUnsolicited: event.currentTarget.checked })}
      />
    </>
  );
}

function IdpFields({ draft, onChange }: Props): ReactNode {
  return (
    <>
      <Fields>
        <TextInput
          label="Its entity ID"
          required
          value={draft.idpEntityId}
          onChange={(event) => onChange({ idpEntityId: event.currentTarget.value })}
        />
        <TextInput
          label="Its sign-on address (HTTP-Redirect)"
          required
          type="url"
          value={draft.signOnUrl}
          onChange={(event) => onChange({ signOnUrl: event.currentTarget.value })}
        />
      </Fields>
      <Textarea
        label="Its certificates"
        description="PEM; the next one beside the present one while keys are rotated"
        required
        autosize
        minRows={3}
        maxRows={12}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={draft.certificates}
        onChange={(event) => onChange({ certificates: event.currentTarget.value })}
      />
    </>
  );
}

function AttributeFields({ draft, onChange }: Props): ReactNode {
  const field = (name: 'emailAttribute' | 'firstNameAttribute' | 'lastNameAttribute' | 'groupsAttribute', label: string) => (
    <TextInput label={label} value={draft[name]} onChange={(event) => onChange({ [name]: event.currentTarget.value })} />
  );
  return (
    <Fields>
      {field('emailAttribute', 'E-mail attribute')}
      {field('firstNameAttribute', 'First name attribute')}
      {field('lastNameAttribute', 'Last name attribute')}
      {field('groupsAttribute', 'Groups attribute')}
    </Fields>
  );
}
