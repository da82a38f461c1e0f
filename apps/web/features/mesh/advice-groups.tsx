/** Groups, present and proposed, with how well each keeps to itself; and the models that stay in none. */
import type { WireGroupAdvice, WireLeftOut } from '@weft/wire/weft/mesh-advice';
import type { ReactNode } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './mesh-advice.module.css';

export function AdviceGroups(props: { readonly groups: readonly WireGroupAdvice[]; readonly leftOut: readonly WireLeftOut[] }): ReactNode {
  return (
    <Panel title="Groups" isFlush>
      <DataTable
        label="Groups"
        rows={props.groups}
        columns={groupColumns}
        keyOf={({ name }) => name}
        textOf={({ name, reason, added }) => `${name} ${reason} ${added.join(' ')}`}
        sorting={{ key: 'name', isDescending: false }}
        empty={
          <div className={classes.empty}>
            <Empty title="No groups">No folder of models makes one by itself.</Empty>
          </div>
        }
      />
      {props.leftOut.length === 0 ? null : (
        <>
          <h3 className={classes.part}>In no group</h3>
          <DataTable label="Models in no group" rows={props.leftOut} columns={leftOutColumns} keyOf={({ folder }) => folder} />
        </>
      )}
    </Panel>
  );
}

const said = { present: null, grows: 'would grow', new: 'new' } as const;

const groupColumns: readonly Column<WireGroupAdvice>[] = [
  {
    key: 'name',
    title: 'Group',
    sortBy: ({ name }) => name,
    cell: ({ name, state }) => (
      <span className={classes.name}>
        <b>{name}</b>
        {said[state] === null ? null : <span className={classes.mark}>{said[state]}</span>}
      </span>
    ),
  },
  {
    key: 'models',
    title: 'Models',
    sortBy: ({ model_count }) => model_count,
    cell: ({ model_count, added }) =>
      added.length === 0 ? (
        model_count
      ) : (
        <details className={classes.columns}>
          <summary>{added.length === model_count ? model_count : `${model_count}, ${added.length} of them added`}</summary>
          <ul>
            {added.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </details>
      ),
  },
  {
    key: 'cohesion',
    title: 'Refs that stay inside',
    sortBy: ({ cohesion }) => cohesion,
    cell: ({ cohesion, refs_inside, refs_to_others, refs_by_others }) =>
      cohesion === null ? (
        <span className="weft-dim">no refs</span>
      ) : (
        <span className={classes.cohesion}>
          <span className={classes.bar} aria-hidden="true">
            <span style={{ width: `${Math.round(cohesion * 100)}%` }} />
          </span>
          {Math.round(cohesion * 100)} %
          <span className="weft-dim">
            {refs_inside} of {refs_inside + refs_to_others + refs_by_others}
          </span>
        </span>
      ),
  },
  {
    key: 'others',
    title: 'Reads others',
    align: 'end',
    isMinor: true,
    sortBy: ({ refs_to_others }) => refs_to_others,
    cell: ({ refs_to_others }) => refs_to_others,
  },
  {
    key: 'by',
    title: 'Read by others',
    align: 'end',
    isMinor: true,
    sortBy: ({ refs_by_others }) => refs_by_others,
    cell: ({ refs_by_others }) => refs_by_others,
  },
  { key: 'why', title: 'Why', isMinor: true, cell: ({ reason }) => <span className={classes.reason}>{reason}</span> },
];

const leftOutColumns: readonly Column<WireLeftOut>[] = [
  {
    key: 'folder',
    title: 'Folder',
    sortBy: ({ folder }) => folder,
    cell: ({ folder }) => (folder === '' ? 'none' : <code>{folder}</code>),
  },
  { key: 'models', title: 'Models', align: 'end', sortBy: ({ model_count }) => model_count, cell: ({ model_count }) => model_count },
  { key: 'why', title: 'Why', cell: ({ reason }) => <span className={classes.reason}>{reason}</span> },
];
