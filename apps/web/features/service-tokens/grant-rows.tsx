/** The grants of a group or a token, row by row: a permission set, where it holds, and where it may write. */
import { ActionIcon, Button, MultiSelect, NativeSelect } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { projectsQuery } from '../projects/project-queries.ts';
import classes from './grant-rows.module.css';
import { environmentCategories, permissionSets } from './permission-sets.ts';

export interface GrantDraft {
  /** Tells rows apart while they are edited. */
  readonly key: number;
  readonly permission_set: string;
  /** null: all projects. */
  readonly project_id: number | null;
  readonly writable_environment_categories: readonly string[];
}

export function newGrant(grants: readonly GrantDraft[], permissionSet = 'developer'): GrantDraft {
  const key = Math.max(0, ...grants.map((grant) => grant.key)) + 1;
  return { key, permission_set: permissionSet, project_id: null, writable_environment_categories: [] };
}

/** What is sent: categories only where they mean something. */
export function grantsToSend(grants: readonly GrantDraft[]) {
  return grants.map(({ permission_set, project_id, writable_environment_categories }) => ({
    permission_set,
    project_id,
    all_projects: project_id === null,
    writable_environment_categories: isByCategory(permission_set) ? writable_environment_categories : [],
  }));
}

export function GrantRows(props: {
  readonly accountId: number;
  readonly grants: readonly GrantDraft[];
  readonly onChange: (grants: readonly GrantDraft[]) => void;
  /** Said where there is none. */
  readonly none: string;
}): ReactNode {
  const { grants, onChange } = props;
  const projects = useQuery(projectsQuery(props.accountId)).data ?? [];
  const change = (key: number, part: Partial<GrantDraft>) => onChange(grants.map((it) => (it.key === key ? { ...it, ...part } : it)));
  return (
    <fieldset className={classes.rows}>
      <legend className={classes.legend}>Permissions</legend>
      {grants.length === 0 ? <p className={classes.none}>{props.none}</p> : null}
      {grants.map((grant, index) => (
        <div key={grant.key} className={classes.row}>
          <NativeSelect
            aria-label={`Permission set ${index + 1}`}
            value={grant.permission_set}
            data={permissionSets.map(({ value, title, text }) => ({ value, label: `${title}: ${text}` }))}
            onChange={(event) => change(grant.key, { permission_set: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={`Projects of permission set ${index + 1}`}
            value={grant.project_id ?? ''}
            data={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: String(id), label: name }))]}
            onChange={(event) =>
              change(grant.key, { project_id: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })
            }
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Take away permission set ${index + 1}`}
            onClick={() => onChange(grants.filter((it) => it.key !== grant.key))}
          >
            <IconTrash size={15} />
          </ActionIcon>
          {isByCategory(grant.permission_set) ? (
            <MultiSelect
              className={classes.categories}
              size="xs"
              aria-label={`Environments that permission set ${index + 1} writes jobs and runs in`}
              placeholder={grant.writable_environment_categories.length === 0 ? 'Reads jobs and runs; writes them in…' : ''}
              data={[...environmentCategories]}
              value={[...grant.writable_environment_categories]}
              onChange={(writable_environment_categories) => change(grant.key, { writable_environment_categories })}
            />
          ) : null}
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange([...grants, newGrant(grants)])}
      >
        Add a permission set
      </Button>
    </fieldset>
  );
}

function isByCategory(set: string): boolean {
  return permissionSets.find(({ value }) => value === set)?.isByCategory === true;
}
