/** Makes a variable: its name, which is helped to a good one, and its first values. */
import { Anchor, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isSecretName, problemOfName, suggestName } from '@weft/dbt/variables/variable-name';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { said } from '../../kit/said.ts';
import { createVariable, type ProjectPlace, projectColumn, variablesKey } from './variable-queries.ts';

export function AddVariable(props: {
  readonly place: ProjectPlace;
  readonly environments: readonly string[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="Add an environment variable" closeButtonProps={{ 'aria-label': 'Close' }}>
      {props.isOpen ? <AddForm {...props} /> : null}
    </Modal>
  );
}

function AddForm({ place, environments, onClose }: Parameters<typeof AddVariable>[0]): ReactNode {
  const [name, setName] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const queries = useQueryClient();
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const save = useMutation({
    mutationFn: () => createVariable(place, name, given),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: variablesKey(place) });
      said(`${name} is there. Runs that begin from now on have it.`);
      onClose();
    },
  });
  const Field = isSecretName(name) ? PasswordInput : TextInput;
  return (
    <Form
      deed="Add the variable"
      isBusy={save.isPending}
      error={save.error}
      isDisabled={problemOfName(name) !== null || Object.keys(given).length === 0}
      onSubmit={() => save.mutate()}
    >
      <NameInput name={name} onChange={setName} />
      {environments.map((column) => (
        <Field
          key={column}
          label={column === projectColumn ? 'Project default' : column}
          placeholder={column === projectColumn ? 'For every environment that has no value of its own' : 'As the project'}
          autoComplete="off"
          value={values[column] ?? ''}
          onChange={(event) => setValues({ ...values, [column]: event.currentTarget.value })}
        />
      ))}
    </Form>
  );
}

/** Says while one types what a name would have to be. */
export function NameInput({ name, onChange }: { readonly name: string; readonly onChange: (name: string) => void }): ReactNode {
  const problem = name === '' ? null : problemOfName(name);
  const suggestion = problem === null ? null : suggestName(name);
  return (
    <TextInput
      label="Name"
      required
      data-autofocus
      spellCheck={false}
      autoComplete="off"
      placeholder="DBT_"
      value={name}
      onChange={(event) => onChange(event.currentTarget.value)}
      description={
        isSecretName(name)
          ? 'A secret: its value is never shown again, hidden in logs, and read by dbt in profiles.yml and packages.yml only.'
          : 'Begins with DBT_, in capital letters. Begin it with DBT_ENV_SECRET_ to hide its value.'
      }
      error={
        suggestion === null ? null : (
          <>
            It {problem}.{' '}
            <Anchor component="button" type="button" size="xs" onClick={() => onChange(suggestion)}>
              Call it {suggestion}
            </Anchor>
          </>
        )
      }
    />
  );
}
