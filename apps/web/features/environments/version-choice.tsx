/** Which dbt: a release track, or a version. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { serverQuery } from '../settings/server-queries.ts';

/** With `none`, choosing nothing is a choice, and says that. */
export function VersionChoice(props: {
  readonly accountId: number;
  readonly label: string;
  readonly none?: string;
  readonly value: string | null;
  readonly onChange: (name: string | null) => void;
}): ReactNode {
  const offered = useQuery(serverQuery(props.accountId)).data?.dbt_versions ?? [];
  const options = offered.map(({ name, version }) => ({ value: name, label: name === version ? name : `${name} (now ${version})` }));
  const isKnown = props.value === null || offered.some(({ name }) => name === props.value);
  return (
    <NativeSelect
      label={props.label}
      value={props.value ?? ''}
      data={[
        ...(props.none === undefined ? [] : [{ value: '', label: props.none }]),
        ...(isKnown || props.value === null ? [] : [{ value: props.value, label: props.value }]),
        ...options,
      ]}
      onChange={(event) => props.onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}
