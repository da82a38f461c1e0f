/** Which keys do what. */
import { Kbd, Modal, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { goTo } from './shortcuts.ts';

export function ShortcutsHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['Ctrl', 'K'], 'Go to anything (⌘ K on a Mac)'],
    [['/'], 'Filter the table on the page, or search'],
    ...Object.entries(goTo).map(([key, { title }]): readonly [readonly string[], string] => [['g', key], title]),
    [['j'], 'Next run of a list'],
    [['k'], 'Run before it'],
    [[']'], 'Next page of runs'],
    [['['], 'Page before it'],
    [['?'], 'This list'],
  ];
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table withRowBorders={false} verticalSpacing={4}>
        <Table.Tbody>
          {rows.map(([keys, title]) => (
            <Table.Tr key={title}>
              <Table.Td w={110}>
                {keys.map((key) => (
                  <Kbd key={key} size="xs" mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{title}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
