/** Takes variables over from the text of a .env file, with names that are made good ones. */
import { Modal, Select, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type DotenvEntry, readDotenv } from '@weft/dbt/variables/read-dotenv';
import { problemOfName, suggestName } from '@weft/dbt/variables/variable-name';
import type { WireVariablesByEnvironment } from '@weft/wire/v3/environment-variable';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { Notice } from '../../kit/notice.tsx';
import { said } from '../../kit/said.ts';
import { type ImportRow, ImportRows } from './import-rows.tsx';
import { changeVariable, createVariable, type ProjectPlace, projectColumn, variablesKey } from './variable-queries.ts';

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
  const [choices, setChoices] = useState<Readonly<Record<string, ImportRow>>>({});
  const { value: entries, problems } = useMemo(() => readDotenv(text), [text]);
  const isThere = (name: string) => name in variables.variables;
  const rows = entries.map((entry) => ({ ...rowOf(entry), ...choices[entry.name], value: entry.value, line: entry.line }));
  const taken = rows.filter(({ isTaken }) => isTaken);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      for (const { name, value } of taken) {
        const values = { [column]: value };
        await (isThere(name) ? changeVariable(place, name, { values }) : createVariable(place, name, values));
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
      <FileText text={text} onChange={setText} />
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
        <ImportRows rows={rows} isThere={isThere} onChange={(row) => setChoices({ ...choices, [row.written]: row })} />
      )}
    </Form>
  );
}

function rowOf({ name, value, line }: DotenvEntry): ImportRow {
  return { line, written: name, value, name: problemOfName(name) === null ? name : suggestName(name), isTaken: value !== '' };
}

function FileText({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }): ReactNode {
  return (
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
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
