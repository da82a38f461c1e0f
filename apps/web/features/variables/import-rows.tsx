/** The variables that were read from a .env file, each with the name that it will have. */
import { Checkbox, Table, TextInput } from '@mantine/core';
import { isSecretName, problemOfName } from '@weft/dbt/variables/variable-name';
import type { ReactNode } from 'react';

export interface ImportRow {
  readonly line: number;
  /** As the file has it. */
  readonly written: string;
  readonly value: string;
  readonly name: string;
  readonly isTaken: boolean;
}

export function ImportRows(props: {
  readonly rows: readonly ImportRow[];
  readonly isThere: (name: string) => boolean;
  readonly onChange: (row: ImportRow) => void;
}): ReactNode {
  const { rows, isThere, onChange } = props;
  return (
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
          <Table.Tr key={row.line}>
            <Table.Td>
              <Checkbox
                size="xs"
                label={<code>{row.written}</code>}
                disabled={row.value === ''}
                checked={row.isTaken}
                onChange={(event) => onChange({ ...row, isTaken: event.currentTarget.checked })}
              />
            </Table.Td>
            <Table.Td>
              <TextInput
                size="xs"
                aria-label={`Name of ${row.written}`}
                spellCheck={false}
                value={row.name}
                error={problemOfName(row.name)}
                description={isThere(row.name) ? 'Is there already: its value is replaced' : undefined}
                onChange={(event) => onChange({ ...row, name: event.currentTarget.value })}
              />
            </Table.Td>
            <Table.Td>{isSecretName(row.name) ? '••••••' : row.value.slice(0, 60)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
