/** Makes a service token with the permission sets and projects that one chooses, and shows its secret once. */
import { Button, Checkbox, Group, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { permissionSets } from './permission-sets.ts';
import { SecretOnce } from './secret-once.tsx';
import { createServiceToken } from './service-token-queries.ts';

interface TokenDraft {
  readonly name: string;
  readonly sets: readonly string[];
  /** null: all of them. */
  readonly projectId: number | null;
}

export function MakeToken({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const [draft, setDraft] = useState<TokenDraft>({ name: '', sets: [], projectId: null });
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      createServiceToken(accountId, {
        name: draft.name.trim(),
        permission_grants: draft.sets.map((permission_set) => ({ permission_set, project_id: draft.projectId })),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['service-tokens', accountId] }),
  });
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={made === undefined ? 'Create a service token' : 'The token is made'}
      size="lg"
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made === undefined ? (
        <Form
          deed="Create service token"
          isBusy={create.isPending}
          error={create.error}
          isDisabled={draft.sets.length === 0}
          onSubmit={() => create.mutate()}
        >
          <TokenFields accountId={accountId} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
        </Form>
      ) : (
        <>
          <SecretOnce name={made.name} secret={made.token_string} />
          <Group justify="flex-end" mt="md">
            <Button size="sm" onClick={onClose}>
              I have copied it
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}

function TokenFields(props: {
  readonly accountId: number;
  readonly draft: TokenDraft;
  readonly onChange: (change: Partial<TokenDraft>) => void;
}): ReactNode {
  const { draft, onChange } = props;
  const projects = useQuery(projectsQuery(props.accountId)).data ?? [];
  return (
    <>
      <TextInput
        label="Name"
        description="What uses it, so that it can be told from others later"
        required
        data-autofocus
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label="Projects"
        value={draft.projectId ?? ''}
        data={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(event) => onChange({ projectId: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })}
      />
      <Checkbox.Group
        label="Permission sets"
        description="Uploading artifacts takes Job Runner and Job Viewer."
        value={[...draft.sets]}
        onChange={(sets) => onChange({ sets })}
      >
        <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))', gap: 10, marginTop: 8 }}>
          {permissionSets.map(({ value, title, text }) => (
            <Checkbox key={value} value={value} label={title} description={text} size="xs" />
          ))}
        </div>
      </Checkbox.Group>
    </>
  );
}
