/** The account's groups: by them people get their rights. */
import { Badge, Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireGroup } from '@weft/wire/v3/group';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { GrantList } from '../service-tokens/grant-list.tsx';
import { permissionSetTitle } from '../service-tokens/permission-sets.ts';
import { useMay } from '../session/session-queries.ts';
import { EditGroup } from './edit-group.tsx';
import { deleteGroup, groupsQuery } from './group-queries.ts';

export function GroupsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Groups', 'Settings');
  if (!may('groups:read')) return <Empty title="You may not see groups">Ask an account admin what your groups grant you.</Empty>;
  return <Groups accountId={accountId} mayWrite={may('groups:write')} />;
}

function Groups({ accountId, mayWrite }: { readonly accountId: number; readonly mayWrite: boolean }): ReactNode {
  const groups = useQuery(groupsQuery(accountId));
  /** null: a new one; undefined: none is edited. */
  const [edited, setEdited] = useState<WireGroup | null | undefined>(undefined);
  const create = mayWrite ? (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEdited(null)}>
      Create group
    </Button>
  ) : null;
  return (
    <Panel title="Groups" isFlush aside={create}>
      <Loaded from={groups}>
        {(found) => (
          <DataTable
            label="Groups"
            rows={found}
            columns={columnsOf(accountId, mayWrite ? setEdited : null)}
            keyOf={({ id }) => id}
            textOf={({ name, group_permissions }) =>
              `${name} ${group_permissions.map(({ permission_set }) => permissionSetTitle(permission_set)).join(' ')}`
            }
            empty={
              <div style={{ padding: '4px 16px 12px' }}>
                <Empty title="No groups yet" action={create}>
                  A group grants its members permission sets, for all projects or for some.
                </Empty>
              </div>
            }
          />
        )}
      </Loaded>
      {edited === undefined ? null : <EditGroup accountId={accountId} group={edited} onClose={() => setEdited(undefined)} />}
    </Panel>
  );
}

function columnsOf(accountId: number, onEdit: ((group: WireGroup) => void) | null): readonly Column<WireGroup>[] {
  return [
    {
      key: 'name',
      title: 'Group',
      sortBy: ({ name }) => name.toLowerCase(),
      cell: ({ name, assign_by_default, scim_managed }) => (
        <Group gap={6}>
          <b>{name}</b>
          {assign_by_default ? (
            <Badge size="xs" variant="light">
              Default
            </Badge>
          ) : null}
          {scim_managed ? (
            <Badge size="xs" variant="light" color="gray">
              By SCIM
            </Badge>
          ) : null}
        </Group>
      ),
    },
    {
      key: 'grants',
      title: 'Grants',
      cell: ({ group_permissions }) => <GrantList accountId={accountId} grants={group_permissions} />,
    },
    {
      key: 'sso',
      title: 'From the identity provider',
      isMinor: true,
      cell: ({ sso_mapping_groups }) =>
        sso_mapping_groups.length === 0 ? <span className="weft-dim">chosen by hand</span> : sso_mapping_groups.join(', '),
    },
    {
      key: 'members',
      title: 'Members',
      align: 'end',
      sortBy: ({ member_count }) => member_count,
      cell: ({ member_count }) => member_count,
    },
    {
      key: 'change',
      title: 'Change',
      isTitleHidden: true,
      align: 'end',
      cell: (group) => (onEdit === null ? null : <Deeds accountId={accountId} group={group} onEdit={() => onEdit(group)} />),
    },
  ];
}

function Deeds(props: { readonly accountId: number; readonly group: WireGroup; readonly onEdit: () => void }): ReactNode {
  const { accountId, group } = props;
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteGroup(accountId, group.id),
    onSuccess: async () => {
      setAsking(false);
      said(`The group ${group.name} is deleted.`);
      await Promise.all(['groups', 'group-choices', 'members'].map((key) => queries.invalidateQueries({ queryKey: [key, accountId] })));
    },
  });
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button size="compact-xs" variant="default" onClick={props.onEdit} aria-label={`Edit ${group.name}`}>
        Edit
      </Button>
      {group.built_in === 'owner' ? null : (
        <Button size="compact-xs" variant="default" onClick={() => setAsking(true)} aria-label={`Delete ${group.name}`}>
          Delete
        </Button>
      )}
      <Confirm
        title={`Delete ${group.name}?`}
        deed="Delete the group"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        {group.member_count === 0 ? 'Nobody is in it.' : `Its members (${group.member_count}) lose what it grants, at once.`}
      </Confirm>
    </Group>
  );
}
