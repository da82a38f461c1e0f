/** From which addresses people and programs may come into the account. */
import { Button, Group, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireIpRestrictionRule } from '@weft/wire/v3/ip-restriction';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError } from '../../kit/api.ts';
import { Confirm } from '../../kit/confirm.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { Notice } from '../../kit/notice.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { useMay } from '../session/session-queries.ts';
import { EditRule } from './edit-rule.tsx';
import { deleteRule, enableRules, ipRestrictionsQuery } from './ip-restriction-queries.ts';
import { LockOut } from './lock-out.tsx';

export function IpRestrictionsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  const rules = useQuery({ ...ipRestrictionsQuery(accountId), enabled: may('ip_restrictions:read') });
  usePageTitle('IP restrictions', 'Settings');
  if (!may('ip_restrictions:read')) return <Empty title="You may not see IP restrictions">Ask an account admin for the right to.</Empty>;
  return <Loaded from={rules}>{(found) => <Rules accountId={accountId} rules={found} mayWrite={may('ip_restrictions:write')} />}</Loaded>;
}

function Rules(props: {
  readonly accountId: number;
  readonly rules: readonly WireIpRestrictionRule[];
  readonly mayWrite: boolean;
}): ReactNode {
  const { accountId, rules, mayWrite } = props;
  const [edited, setEdited] = useState<WireIpRestrictionRule | 'new' | null>(null);
  const isEnabled = rules.some((rule) => rule.rule_set_enabled);
  const add = mayWrite ? (
    <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEdited('new')}>
      Add rule
    </Button>
  ) : null;
  return (
    <>
      <Panel title="IP restrictions" isFlush aside={add}>
        {rules.length === 0 ? null : <Enabled accountId={accountId} isEnabled={isEnabled} mayWrite={mayWrite} />}
        <DataTable
          label="IP restrictions"
          rows={rules}
          columns={columnsOf(accountId, mayWrite, setEdited)}
          keyOf={({ id }) => id}
          empty={
            <div style={{ padding: '4px 16px 12px' }}>
              <Empty title="People and programs come from wherever they are" action={add}>
                A rule allows or denies a range of addresses, for the browser and for every token. Rules hold once you turn them on.
              </Empty>
            </div>
          }
        />
      </Panel>
      {edited === null ? null : <EditRule accountId={accountId} rule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function Enabled({
  accountId,
  isEnabled,
  mayWrite,
}: {
  readonly accountId: number;
  readonly isEnabled: boolean;
  readonly mayWrite: boolean;
}): ReactNode {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (isForced: boolean) => enableRules(accountId, !isEnabled, isForced),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['ip-restrictions', accountId] });
      said(isEnabled ? 'The rules are off: everybody may come from anywhere.' : 'The rules hold from now on.');
    },
  });
  return (
    <div style={{ padding: '4px 16px 12px' }}>
      <Group gap="sm" mb="sm">
        <Switch
          label={isEnabled ? 'The rules hold' : 'The rules are off'}
          checked={isEnabled}
          disabled={!mayWrite || change.isPending}
          onChange={() => change.mutate(false)}
        />
      </Group>
      <LockOut error={change.error} isBusy={change.isPending} onForce={() => change.mutate(true)} />
      {isEnabled ? null : (
        <Notice tone="still">
          Denying wins over allowing; where there is an allowing rule, only its addresses come in. The bootstrap token of whoever runs this
          Weft is never refused.
        </Notice>
      )}
    </div>
  );
}

function columnsOf(
  accountId: number,
  mayWrite: boolean,
  onEdit: (rule: WireIpRestrictionRule) => void,
): readonly Column<WireIpRestrictionRule>[] {
  return [
    {
      key: 'name',
      title: 'Rule',
      sortBy: ({ name }) => name,
      cell: ({ name, description }) => (
        <>
          <b>{name}</b> {description === '' ? null : <div className="weft-dim">{description}</div>}
        </>
      ),
    },
    {
      key: 'type',
      title: 'Does',
      width: '90px',
      cell: ({ type }) => <MarkWord tone={type === 1 ? 'good' : 'bad'}>{type === 1 ? 'Allows' : 'Denies'}</MarkWord>,
    },
    {
      key: 'ranges',
      title: 'Addresses',
      cell: ({ cidrs }) => cidrs.map(({ id, cidr }) => <div key={id}>{<code>{cidr}</code>}</div>),
    },
    {
      key: 'deeds',
      title: 'Change',
      isTitleHidden: true,
      align: 'end',
      cell: (rule) =>
        mayWrite ? (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button size="compact-xs" variant="subtle" onClick={() => onEdit(rule)}>
              Edit
            </Button>
            <DeleteRule accountId={accountId} rule={rule} />
          </Group>
        ) : null,
    },
  ];
}

function DeleteRule({ accountId, rule }: { readonly accountId: number; readonly rule: WireIpRestrictionRule }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (isForced: boolean) => deleteRule(accountId, rule.id, isForced),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['ip-restrictions', accountId] });
      said(`The rule ${rule.name} is deleted.`);
    },
  });
  const isLockOut = remove.error instanceof ApiError && remove.error.code === 'ip_restriction.locks_you_out';
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="red" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Confirm
        title={`Delete the rule ${rule.name}?`}
        deed="Delete the rule"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={isLockOut ? null : remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate(false)}
      >
        {rule.type === 1 ? 'Its addresses are let in no longer, unless another rule allows them.' : 'Its addresses are denied no longer.'}
        {isLockOut ? <LockOut error={remove.error} isBusy={remove.isPending} onForce={() => remove.mutate(true)} /> : null}
      </Confirm>
    </>
  );
}
