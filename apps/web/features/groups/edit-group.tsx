/** Makes or changes a group: its name, whom it takes in by itself, and what it grants. */
import { Modal, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireGroup } from '@weft/wire/v3/group';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { said } from '../../kit/said.ts';
import type { GrantDraft } from '../service-tokens/grant-rows.tsx';
import { GrantRows, grantsToSend } from '../service-tokens/grant-rows.tsx';
import { saveGroup } from './group-queries.ts';

/** `group` null: a new one. */
export function EditGroup(props: {
  readonly accountId: number;
  readonly group: WireGroup | null;
  readonly onClose: () => void;
}): ReactNode {
  const { accountId, group, onClose } = props;
  const [draft, setDraft] = useState(() => draftOf(group));
  const [grants, setGrants] = useState<readonly GrantDraft[]>(() =>
    (group?.group_permissions ?? []).map(({ permission_set, project_id, writable_environment_categories }, index) => ({
      ...{ key: index + 1, permission_set, project_id, writable_environment_categories },
    })),
  );
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveGroup(accountId, group?.id ?? null, { ...draft, name: draft.name.trim() }, grantsToSend(grants)),
    onSuccess: () => {
      said(`The group ${draft.name.trim()} is saved.`);
      onClose();
    },
    onSettled: () =>
      Promise.all(['groups', 'group-choices', 'members'].map((key) => queries.invalidateQueries({ queryKey: [key, accountId] }))),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={group === null ? 'Create a group' : `Edit ${group.name}`}
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Form deed={group === null ? 'Create group' : 'Save group'} isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
        <TextInput
          label="Name"
          required
          data-autofocus
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <Switch
          label="Everybody new comes into it"
          checked={draft.assign_by_default}
          onChange={(event) => setDraft({ ...draft, assign_by_default: event.currentTarget.checked })}
        />
        <TagsInput
          label="Groups of the identity provider"
          description="Whoever is in one of them is in this group from sign-in to sign-in. Without any, members are chosen by hand. Press Enter after each."
          value={[...draft.sso_mapping_groups]}
          onChange={(sso_mapping_groups) => setDraft({ ...draft, sso_mapping_groups })}
        />
        <GrantRows accountId={accountId} grants={grants} onChange={setGrants} none="Its members may nothing by it yet." />
      </Form>
    </Modal>
  );
}

function draftOf(group: WireGroup | null) {
  return {
    name: group?.name ?? '',
    assign_by_default: group?.assign_by_default ?? false,
    sso_mapping_groups: group?.sso_mapping_groups ?? [],
  };
}
