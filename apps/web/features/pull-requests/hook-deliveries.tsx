/** What came by a webhook last, and what was done about it or why nothing was. */
import type { WireHookDelivery } from '@weft/wire/weft/hook';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { Ago } from '../../kit/time.tsx';

const outcomes = {
  waiting: ['busy', 'Waits'],
  acted: ['good', 'Acted'],
  nothing: ['still', 'Nothing to do'],
  failed: ['bad', 'Failed'],
} as const;

const columns: readonly Column<WireHookDelivery>[] = [
  { key: 'at', title: 'Came', width: '110px', cell: ({ received_at }) => <Ago at={received_at} /> },
  {
    key: 'name',
    title: 'Event',
    cell: ({ name, count }) => (
      <>
        <code>{name}</code>
        {count > 1 ? <span className="weft-dim"> came {count} times</span> : null}
      </>
    ),
  },
  {
    key: 'outcome',
    title: 'Outcome',
    cell: ({ outcome }) => {
      const [tone, word] = outcomes[outcome];
      return <MarkWord tone={tone}>{word}</MarkWord>;
    },
  },
  { key: 'why', title: 'What was done', cell: ({ explanation }) => <span style={{ whiteSpace: 'pre-line' }}>{explanation}</span> },
];

export function HookDeliveries({ deliveries }: { readonly deliveries: readonly WireHookDelivery[] }): ReactNode {
  return (
    <DataTable
      label="Last deliveries"
      rows={deliveries}
      columns={columns}
      keyOf={({ id }) => id}
      empty={<p className="weft-dim">Nothing has come yet. Most providers send a test as soon as the webhook is saved there.</p>}
    />
  );
}
