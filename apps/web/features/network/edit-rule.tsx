/** Makes a rule about addresses, or changes one. */
import { Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireIpRestrictionRule } from '@weft/wire/v3/ip-restriction';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { said } from '../../kit/said.ts';
import { saveRule } from './ip-restriction-queries.ts';
import { LockOut } from './lock-out.tsx';

export function EditRule(props: {
  readonly accountId: number;
  readonly rule: WireIpRestrictionRule | null;
  readonly onClose: () => void;
}): ReactNode {
  const { accountId, rule, onClose } = props;
  const [name, setName] = useState(rule?.name ?? '');
  const [description, setDescription] = useState(rule?.description ?? '');
  const [type, setType] = useState<1 | 2>(rule?.type ?? 1);
  const [text, setText] = useState(rule?.cidrs.map(({ cidr }) => cidr).join('\n') ?? '');
  const cidrs = text.split(/[\s,]+/).filter((cidr) => cidr !== '');
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (isForced: boolean) => saveRule(accountId, rule, { name, description, type, cidrs }, isForced),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['ip-restrictions', accountId] });
      said(`The rule ${name} is saved.`);
      onClose();
    },
  });
  const isLockOut = save.error instanceof ApiError && save.error.code === 'ip_restriction.locks_you_out';
  return (
    <Modal opened onClose={onClose} title={rule === null ? 'Add a rule' : `Edit ${rule.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form
        deed="Save the rule"
        isBusy={save.isPending}
        error={isLockOut ? null : save.error}
        isDisabled={name.trim() === '' || cidrs.length === 0}
        onSubmit={() => save.mutate(false)}
      >
        <TextInput
          label="Name"
          required
          maxLength={255}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="What it does"
          value={String(type)}
          onChange={(value) => setType(value === '2' ? 2 : 1)}
          data={[
            { value: '1', label: 'Allow' },
            { value: '2', label: 'Deny' },
          ]}
        />
        <Textarea
          label="Addresses"
          description="One range a line, such as 192.0.2.0/24 or 2001:db8::/32, or a single address"
          required
          autosize
          minRows={3}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput label="Description" value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        {isLockOut ? <LockOut error={save.error} isBusy={save.isPending} onForce={() => save.mutate(true)} /> : null}
      </Form>
    </Modal>
  );
}
