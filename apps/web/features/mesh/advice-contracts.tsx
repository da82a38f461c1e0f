/** Public models without an enforced contract: their columns, and what stands in the way. */
import type { WireContractAdvice } from '@weft/wire/weft/mesh-advice';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './mesh-advice.module.css';

export function AdviceContracts({ contracts }: { readonly contracts: readonly WireContractAdvice[] }): ReactNode {
  return (
    <Panel title="Contracts" isFlush>
      <DataTable
        label="Contracts"
        rows={contracts}
        columns={columns}
        keyOf={({ unique_id }) => unique_id}
        textOf={({ name, problems, notes, columns: its }) =>
          `${name} ${problems.join(' ')} ${notes.join(' ')} ${its.map((it) => it.name).join(' ')}`
        }
        sorting={{ key: 'name', isDescending: false }}
        empty={
          <div className={classes.empty}>
            <Empty title="Nothing to propose">Every model that is public, or should be, has an enforced contract.</Empty>
          </div>
        }
      />
    </Panel>
  );
}

const columns: readonly Column<WireContractAdvice>[] = [
  { key: 'name', title: 'Public model', sortBy: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
  {
    key: 'state',
    title: 'Contract',
    sortBy: ({ problems }) => problems.length,
    cell: ({ problems }) =>
      problems.length === 0 ? <span className={classes.good}>ready to paste</span> : <span className={classes.warn}>not yet</span>,
  },
  {
    key: 'columns',
    title: 'Columns',
    sortBy: ({ columns: its }) => its.length,
    cell: ({ columns: its }) => (its.length === 0 ? <span className="weft-dim">unknown</span> : <Columns columns={its} />),
  },
  {
    key: 'why',
    title: 'To mind',
    cell: ({ problems, notes }) => <span className={classes.reason}>{[...problems, ...notes].join(' ')}</span>,
  },
];

function Columns({ columns: its }: Pick<WireContractAdvice, 'columns'>): ReactNode {
  return (
    <details className={classes.columns}>
      <summary>{its.length === 1 ? '1 column' : `${its.length} columns`}</summary>
      <ul>
        {its.map(({ name, data_type }) => (
          <li key={name}>
            <code>
              {name} <span className="weft-dim">{data_type ?? 'type unknown'}</span>
            </code>
          </li>
        ))}
      </ul>
    </details>
  );
}
