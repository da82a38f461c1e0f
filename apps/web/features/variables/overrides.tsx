/** The values of one job, or of the person who looks, against what they override. */
import { Button, Group, PasswordInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isSecretName } from '@weft/dbt/variables/variable-name';
import type { WireVariablesByLevel } from '@weft/wire/v3/environment-variable';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { ValueCell } from './value-cell.tsx';
import { changeOverride, createOverride, deleteOverride, overridesQuery, type ProjectPlace, variablesKey } from './variable-queries.ts';
import classes from './variables.module.css';

type Of = { readonly jobId: number } | 'me';

interface Override {
  readonly name: string;
  readonly id: number;
  readonly value: string;
  readonly over: string | null;
}

export function Overrides({
  place,
  of,
  mayWrite,
}: {
  readonly place: ProjectPlace;
  readonly of: Of;
  readonly mayWrite: boolean;
}): ReactNode {
  const found = useQuery(overridesQuery(place, of));
  return (
    <Panel title={of === 'me' ? 'Your own values, in development' : 'Environment variables of this job'} isFlush>
      <Loaded from={found}>{(variables) => <Table place={place} of={of} mayWrite={mayWrite} variables={variables} />}</Loaded>
    </Panel>
  );
}

function Table(props: {
  readonly place: ProjectPlace;
  readonly of: Of;
  readonly mayWrite: boolean;
  readonly variables: WireVariablesByLevel;
}): ReactNode {
  const { place, of, mayWrite, variables } = props;
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: async (it: { readonly id: number; readonly value: string | null }) => {
      await (it.value === null ? deleteOverride(place, it.id) : changeOverride(place, it.id, it.value));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: variablesKey(place) }),
  });
  const all = Object.entries(variables);
  const rows = all.flatMap(([name, { project, environment, job, user }]): Override[] => {
    const own = of === 'me' ? user : job;
    return own === undefined ? [] : [{ name, ...own, over: environment?.value ?? project?.value ?? null }];
  });
  const free = all.filter(([name]) => !rows.some((row) => row.name === name)).map(([name]) => name);
  const columns: readonly Column<Override>[] = [
    { key: 'name', title: 'Variable', cell: ({ name }) => <code>{name}</code> },
    {
      key: 'value',
      title: of === 'me' ? 'Your value' : 'Value in this job',
      cell: ({ id, name, value }) => (
        <ValueCell
          name={name}
          where={of === 'me' ? 'for you' : 'in this job'}
          value={value}
          inherited={null}
          mayEdit={mayWrite}
          onKeep={(typed) => keep.mutateAsync({ id, value: typed })}
        />
      ),
    },
    { key: 'over', title: 'Instead of', cell: ({ over }) => <span className={classes.over}>{over ?? 'nothing'}</span> },
  ];
  return (
    <>
      {keep.error === null ? null : <Failed error={keep.error} />}
      <DataTable
        label="Overrides"
        rows={rows}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <p className={`${classes.foot} weft-dim`}>
            {of === 'me'
              ? 'You have no values of your own: in development you get those of the environment and the project.'
              : 'This job has no values of its own: its runs get those of its environment and the project.'}
          </p>
        }
      />
      {mayWrite ? <AddOverride place={place} of={of} names={free} /> : null}
    </>
  );
}

function AddOverride({
  place,
  of,
  names,
}: {
  readonly place: ProjectPlace;
  readonly of: Of;
  readonly names: readonly string[];
}): ReactNode {
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState('');
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () => createOverride(place, name ?? '', of, value),
    onSuccess: async () => {
      setName(null);
      setValue('');
      await queries.invalidateQueries({ queryKey: variablesKey(place) });
    },
  });
  const Field = name !== null && isSecretName(name) ? PasswordInput : TextInput;
  if (names.length === 0) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== null && value !== '' && !add.isPending) add.mutate();
      }}
      style={{ padding: '8px 16px 12px' }}
    >
      {add.error === null ? null : <Failed error={add.error} />}
      <Group gap="xs" align="flex-end">
        <Select size="xs" label="Override" placeholder="A variable" data={[...names]} searchable value={name} onChange={setName} />
        <Field
          size="xs"
          label={of === 'me' ? 'Your value' : 'Value in this job'}
          autoComplete="off"
          w={220}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" type="submit" loading={add.isPending} disabled={name === null || value === ''}>
          Add
        </Button>
      </Group>
    </form>
  );
}
