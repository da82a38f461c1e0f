/** With what `state:` of a selector compares: shown where one is typed. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import classes from './history.module.css';

/** As the server's own reading of a selector, near enough to know whether to ask. */
export function asksForState(text: string): boolean {
  return /(^|[\s,+@\d])state:/.test(text);
}

const dayOf = (compare: string | undefined) => (/^\d{4}-\d{2}-\d{2}/.test(compare ?? '') ? (compare ?? '').slice(0, 10) : null);

/** `compare`: as the address has it; left out: the state before. */
export function CompareWith(props: {
  readonly accountId: number;
  readonly compare: string | undefined;
  readonly today: string;
  readonly onCompare: (compare: string | undefined) => void;
}): ReactNode {
  const { accountId, compare, today, onCompare } = props;
  const environments = useQuery(environmentsQuery(accountId)).data ?? [];
  const names = new Map((useQuery(projectsQuery(accountId)).data ?? []).map(({ id, name }) => [id, name]));
  const day = dayOf(compare);
  const state = compare?.startsWith('state:') === true ? compare : null;
  const own = environments.filter(({ type }) => type === 'deployment');
  return (
    <div className={classes.compareWith}>
      <NativeSelect
        size="sm"
        label="Compare with"
        value={day === null ? (compare ?? 'previous') : 'day'}
        data={[
          { value: 'previous', label: 'the state before' },
          { value: 'day', label: 'a day…' },
          ...(state === null ? [] : [{ value: state, label: `state ${state.slice('state:'.length)}` }]),
          ...own.map(({ id, name, project_id }) => ({
            value: `environment:${id}`,
            label: `${names.get(project_id) ?? 'Project'} · ${name}`,
          })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onCompare(value === 'previous' ? undefined : value === 'day' ? endOf(today) : value);
        }}
      />
      {day === null ? null : (
        <TextInput
          size="sm"
          type="date"
          label="As it was at the end of"
          max={today}
          value={day}
          onChange={(event) => {
            if (event.currentTarget.value !== '') onCompare(endOf(event.currentTarget.value));
          }}
        />
      )}
    </div>
  );
}

function endOf(day: string): string {
  return `${day}T23:59:59Z`;
}
