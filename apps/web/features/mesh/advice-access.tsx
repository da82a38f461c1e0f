/** The narrowest access of each model that keeps all its readers. */
import { SegmentedControl } from '@mantine/core';
import type { WireAccessAdvice } from '@weft/wire/weft/mesh-advice';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './mesh-advice.module.css';

type Shown = 'change' | 'unread' | 'all';

export function AdviceAccess({ access }: { readonly access: readonly WireAccessAdvice[] }): ReactNode {
  const [shown, setShown] = useState<Shown>('change');
  const rows = {
    change: access.filter(({ present, proposed }) => present !== proposed),
    unread: access.filter(({ verdict }) => verdict === 'unread'),
    all: access,
  };
  return (
    <Panel
      title="Access"
      isFlush
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Models shown"
          value={shown}
          onChange={(value) => setShown(value === 'unread' ? 'unread' : value === 'all' ? 'all' : 'change')}
          data={[
            { value: 'change', label: `To change: ${rows.change.length}` },
            { value: 'unread', label: `Offered, unread: ${rows.unread.length}` },
            { value: 'all', label: `All: ${rows.all.length}` },
          ]}
        />
      }
    >
      <DataTable
        key={shown}
        label="Access"
        rows={rows[shown]}
        columns={columns}
        keyOf={({ unique_id }) => unique_id}
        textOf={({ name, file, group, present, proposed, reason }) => `${name} ${file} ${group ?? ''} ${present} ${proposed} ${reason}`}
        sorting={{ key: 'name', isDescending: false }}
        empty={<div className={classes.empty}>{nothing[shown]}</div>}
      />
    </Panel>
  );
}

const nothing: Readonly<Record<Shown, ReactNode>> = {
  change: <Empty title="Nothing to propose">Every model has the narrowest access that keeps its readers.</Empty>,
  unread: <Empty title="No unread offers">Every public model is read by another project, or serves an exposure.</Empty>,
  all: <Empty title="No models">The manifest has no models of this project.</Empty>,
};

const columns: readonly Column<WireAccessAdvice>[] = [
  {
    key: 'name',
    title: 'Model',
    sortBy: ({ name }) => name,
    cell: ({ name, file }) => <b title={file}>{name}</b>,
  },
  {
    key: 'group',
    title: 'Group',
    isMinor: true,
    sortBy: ({ group }) => group,
    cell: ({ group }) => group ?? <span className="weft-dim">none</span>,
  },
  {
    key: 'access',
    title: 'Access',
    sortBy: ({ present, proposed }) => `${proposed} ${present}`,
    cell: ({ present, proposed }) =>
      present === proposed ? (
        <code className="weft-dim">{present}</code>
      ) : (
        <span className={classes.change}>
          <code className="weft-dim">{present}</code> → <code className={classes.proposed}>{proposed}</code>
        </span>
      ),
  },
  { key: 'why', title: 'Why', sortBy: ({ reason }) => reason, cell: ({ reason }) => <span className={classes.reason}>{reason}</span> },
];
