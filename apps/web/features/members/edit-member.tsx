/** Changes a member's licence and groups. */
import { Checkbox, Modal, Radio } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { Notice } from '../../kit/notice.tsx';
import { said } from '../../kit/said.ts';
import { groupsQuery } from '../groups/group-queries.ts';
import { useMay } from '../session/session-queries.ts';
import type { MemberRow } from './member-queries.ts';
import { changeMember, licences } from './member-queries.ts';

export function EditMember(props: { readonly accountId: number; readonly row: MemberRow; readonly onClose: () => void }): ReactNode {
  const { accountId, onClose } = props;
  const { user, seat } = props.row;
  const may = useMay(accountId);
  const [licence, setLicence] = useState(seat.license_type);
  const [groupIds, setGroupIds] = useState<readonly string[]>(() => seat.groups.map(({ id }) => String(id)));
  const groups = useQuery(groupsQuery(accountId)).data ?? seat.groups;
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeMember(accountId, { seat, licence, groupIds: groupIds.map(Number) }),
    onSuccess: () => {
      said(`${user.email} is changed.`);
      onClose();
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['session'] }),
        ...['members', 'groups', 'licence-counts'].map((key) => queries.invalidateQueries({ queryKey: [key, accountId] })),
      ]),
  });
  const mapped = groups.filter(({ sso_mapping_groups }) => sso_mapping_groups.length > 0);
  return (
    <Modal opened onClose={onClose} title={user.email} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form deed="Save" isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
        <Radio.Group
          label="Licence"
          description="What they may do at most, whatever their groups grant"
          value={licence}
          onChange={setLicence}
        >
          <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
            {Object.entries(licences).map(([value, { title, text }]) => (
              <Radio key={value} value={value} label={title} description={text} size="xs" disabled={!may('licenses:write')} />
            ))}
          </div>
        </Radio.Group>
        <Checkbox.Group label="Groups" value={[...groupIds]} onChange={setGroupIds}>
          <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(200px, 1fr))', gap: 8, marginTop: 8 }}>
            {groups.map(({ id, name }) => (
              <Checkbox key={id} value={String(id)} label={name} size="xs" disabled={!may('groups:write')} />
            ))}
          </div>
        </Checkbox.Group>
        {mapped.length === 0 ? null : (
          <Notice tone="still">
            {mapped.map(({ name }) => name).join(', ')} {mapped.length === 1 ? 'follows' : 'follow'} the identity provider: who signs in by
            it is put in or out again.
          </Notice>
        )}
      </Form>
    </Modal>
  );
}
