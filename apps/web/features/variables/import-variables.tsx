/** Takes variables over from the text of a .env file, with names that are made good ones. */
import { Checkbox, Modal, Select, Table, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { readDotenv } from '@weft/dbt/variables/read-dotenv';
import { isSecretName, problemOfName, suggestName } from '@weft/dbt/variables/variable-name';
import type { WireVariablesByEnvironment } from '@weft/wire/v3/environment-variable';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { Notice } from '../../kit/notice.tsx';
import { said } from '../../kit/said.ts';
import { changeVariable, createVariable, type ProjectPlace, projectColumn, variablesKey } from './variable-queries.ts';

interface Choice {
  readonly isTaken: boolean;
  readonly name: string;
}

export function ImportVariables(props: {
  readonly place: ProjectPlace;
  readonly variables: WireVariablesByEnvironment;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal size="lg" opened={props.isOpen} onClose={props.onClose} title="Import a .env file" closeButtonProps={{ 'aria-label': 'Close' }}>
      {props.isOpen ? <ImportForm {...props} /> : null}
    </Modal>
  );
}

function ImportForm({ place, variables, onClose }: Parameters<typeof ImportVariables>[0]): ReactNode {
  const [text, setText] = useState('');
  const [column, setColumn] = useState(projectColumn);
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const { value: entries, problems } = useMemo(() => readDotenv(text), [text]);
  const rows = entries.map((entry) => ({
    ...entry,
    ...(choices[entry.name] ?? {
      isTaken: entry.value !== '',
      name: problemOfName(entry.name) === null ? entry.name : suggestName(entry.name),
    }),
  }));
  const taken = rows.filter(({ isTaken, value }) => isTaken && value !== '');
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      for (const { name, value } of taken) {
        const values = { [column]: value };
        await (name in variables.variables ? changeVariable(place, name, { values }) : createVariable(place, name, values));
      }
    },
    onSuccess: () => {
      said(taken.length === 1 ? 'One variable is imported.' : `${taken.length} variables are imported.`);
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: variablesKey(place) }),
  });
  return (
    <Form
      deed={taken.length === 1 ? 'Import one variable' : `Import ${taken.length} variables`}
      isBusy={save.isPending}
      error={save.error}
      isDisabled={taken.length === 0 || taken.some(({ name }) => problemOfName(name) !== null)}
      onSubmit={() => save.mutate()}
    >
      <Textarea
        label="The file’s text"
        placeholder={'REGION=eu\nexport DBT_TARGET_DATABASE="analytics"'}
        autosize
        minRows={4}
        maxRows={10}
        spellCheck={false}
        data-autofocus
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        label="Values hold for"
        data={variables.environments.map((value) => ({ value, label: value === projectColumn ? 'the project' : value }))}
        allowDeselect={false}
        value={column}
        onChange={(value) => setColumn(value ?? projectColumn)}
      />
      {problems.length === 0 ? null : (
        <Notice tone="warn" title="Not every line is understood">
          {problems.map(({ line, message }) => (
            <div key={line}>
              Line {line}: {message}
            </div>
          ))}
        </Notice>
      )}
      {rows.length === 0 ? null : (
        <Table fz="xs" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>In the file</Table.Th>
              <Table.Th>Name here</Table.Th>
              <Table.Th>Value</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.name + row.line}>
                <Table.Td>
                  <Checkbox
                    size="xs"
                    label={<code>{entries.find(({ line }) => line === row.line)?.name}</code>}
                    disabled={row.value === ''}
                    checked={row.isTaken && row.value !== ''}
                    onChange={(event) => choose(row.line, { isTaken: event.currentTarget.checked, name: row.name })}
                  />
                </Table.Td>
                <Table.Td>
                  <TextInput
                    size="xs"
                    aria-label={`Name for line ${row.line}`}
                    spellCheck={false}
                    value={row.name}
                    error={problemOfName(row.name)}
                    description={row.name in variables.variables ? 'Is there already: its value is replaced' : undefined}
                    onChange={(event) => choose(row.line, { isTaken: row.isTaken, name: event.currentTarget.value })}
                  />
                </Table.Td>
                <Table.Td>{isSecretName(row.name) ? '••••••' : row.value.slice(0, 60)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Form>
  );

  function choose(line: number, choice: Choice): void {
    const entry = entries.find((it) => it.line === line);
    if (entry) setChoices({ ...choices, [entry.name]: choice });
  }
}
