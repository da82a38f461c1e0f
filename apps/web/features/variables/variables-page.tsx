/** A project's environment variables: every variable against every environment, edited in place. */
import { ActionIcon, Button, Group } from '@mantine/core';
import { IconFileImport, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireVariablesByEnvironment } from '@weft/wire/v3/environment-variable';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { useMay } from '../session/session-queries.ts';
import { AddVariable } from './add-variable.tsx';
import { ImportVariables } from './import-variables.tsx';
import { Overrides } from './overrides.tsx';
import { ResolvedChoice } from './resolved-variables.tsx';
import { ValueCell } from './value-cell.tsx';
import { changeVariable, deleteVariable, type ProjectPlace, projectColumn, variablesKey, variablesQuery } from './variable-queries.ts';
import classes from './variables.module.css';

export function VariablesPage(): ReactNode {
  const place = { accountId: useAccountId(), projectId: useProjectId() };
  const may = useMay(place.accountId);
  const variables = useQuery({ ...variablesQuery(place), enabled: may('variables:read') });
  const [opened, setOpened] = useState<'add' | 'import' | null>(null);
  usePageTitle('Environment variables');
  if (!may('variables:read'))
    return <Empty title="You may not see environment variables">Ask an account admin for the right to read them in this project.</Empty>;
  const mayWrite = may('variables:write');
  const actions = mayWrite ? (
    <Group gap="xs">
      <Button size="xs" variant="default" leftSection={<IconFileImport size={14} />} onClick={() => setOpened('import')}>
        Import .env
      </Button>
      <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setOpened('add')}>
        Add variable
      </Button>
    </Group>
  ) : null;
  return (
    <Loaded from={variables}>
      {(found) => (
        <>
          <Panel title="Environment variables" isFlush aside={actions}>
            <Matrix place={place} variables={found} mayWrite={mayWrite} actions={actions} />
          </Panel>
          <Overrides place={place} of="me" mayWrite={mayWrite} />
          <ResolvedChoice place={place} />
          <AddVariable place={place} environments={found.environments} isOpen={opened === 'add'} onClose={() => setOpened(null)} />
          <ImportVariables place={place} variables={found} isOpen={opened === 'import'} onClose={() => setOpened(null)} />
        </>
      )}
    </Loaded>
  );
}

function Matrix(props: {
  readonly place: ProjectPlace;
  readonly variables: WireVariablesByEnvironment;
  readonly mayWrite: boolean;
  readonly actions: ReactNode;
}): ReactNode {
  const { place, mayWrite } = props;
  const { environments, variables } = props.variables;
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: (it: { readonly name: string; readonly column: string; readonly value: string | null }) =>
      changeVariable(place, it.name, { values: { [it.column]: it.value ?? '' } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: variablesKey(place) }),
  });
  const names = Object.keys(variables).sort();
  if (names.length === 0)
    return (
      <div style={{ padding: '4px 16px 12px' }}>
        <Empty title="No environment variables yet" action={props.actions}>
          Models and macros read them as <code>{"{{ env_var('DBT_…') }}"}</code>: a value for the project, and others where an environment,
          a job or a person needs one.
        </Empty>
      </div>
    );
  return (
    <>
      {keep.error === null ? null : <Failed error={keep.error} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen scrolls, by keys too */}
      <section className={classes.scroll} tabIndex={0} aria-label="Table of environment variables">
        <table className={classes.matrix}>
          <thead>
            <tr>
              <th scope="col">Variable</th>
              {environments.map((column) => (
                <th key={column} scope="col">
                  {column === projectColumn ? 'Project default' : column}
                </th>
              ))}
              {mayWrite ? <th scope="col" aria-label="Delete" style={{ minWidth: 44 }} /> : null}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <td>
                  <code className={classes.name}>{name}</code>
                </td>
                {environments.map((column) => (
                  <td key={column}>
                    <ValueCell
                      name={name}
                      where={column === projectColumn ? 'for the project' : `in ${column}`}
                      value={variables[name]?.[column]?.value}
                      inherited={column === projectColumn ? null : (variables[name]?.[projectColumn]?.value ?? null)}
                      mayEdit={mayWrite}
                      onKeep={(value) => keep.mutateAsync({ name, column, value })}
                    />
                  </td>
                ))}
                {mayWrite ? (
                  <td style={{ minWidth: 44 }}>
                    <DeleteVariable place={place} name={name} />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={`${classes.foot} weft-dim`}>
        An environment’s value wins over the project’s; a job’s, or in development a person’s own, wins over both. A name that begins with{' '}
        <code>DBT_ENV_SECRET</code> is never shown again and is hidden in logs; one that begins with <code>DBT_ENV_CUSTOM_ENV_</code> is
        written into artifacts.
      </p>
    </>
  );
}

function DeleteVariable({ place, name }: { readonly place: ProjectPlace; readonly name: string }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteVariable(place, name),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: variablesKey(place) });
      said(`${name} is deleted.`);
    },
  });
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Delete ${name}`} onClick={() => setAsking(true)}>
        <IconTrash size={14} />
      </ActionIcon>
      <Confirm
        title={`Delete ${name}?`}
        deed="Delete the variable"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        All of its values go, those of jobs and people too. Models that read it without a default will fail.
      </Confirm>
    </>
  );
}
