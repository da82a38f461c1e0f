/** The same nodes as rows: for keyboards, for screen readers, and for who looks for one of many. */

import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { type Lens, lensTitles, wordOf } from './lenses.ts';
import classes from './lineage.module.css';
import { neighboursOf, type Picture, type PictureNode } from './picture.ts';

const namesMax = 3;

export function LineageTable(props: {
  readonly picture: Picture;
  readonly lens: Lens;
  readonly nowMs: number;
  readonly onFocus: (number: number) => void;
}): ReactNode {
  const { picture, lens, nowMs, onFocus } = props;
  const columns = useMemo((): readonly Column<PictureNode>[] => {
    const names = (node: PictureNode, side: 'parents' | 'children') =>
      picture.kinds.length > 0 ? listColumns(picture, node.number, side) : listNames(neighboursOf(picture, node.number, side));
    const count = (node: PictureNode, side: 'parents' | 'children') => neighboursOf(picture, node.number, side).length;
    const extra: readonly Column<PictureNode>[] = ['type', 'project', 'status'].includes(lens)
      ? []
      : [
          {
            key: 'lens',
            title: lensTitles[lens],
            cell: (node) => said(wordOf(node, lens, nowMs)),
            sortBy: (node) => wordOf(node, lens, nowMs),
          },
        ];
    return [
      {
        key: 'name',
        title: 'Name',
        cell: (node) => (
          <button type="button" className={classes.link} onClick={() => onFocus(node.number)}>
            {titleOf(node)}
          </button>
        ),
        sortBy: titleOf,
      },
      ...(picture.kinds.length === 0 ? [] : [{ key: 'columns', title: 'Columns', cell: (node: PictureNode) => node.rows.join(', ') }]),
      { key: 'type', title: 'Type', cell: (node) => node.type.replaceAll('_', ' '), sortBy: (node) => node.type },
      { key: 'project', title: 'Project', cell: (node) => node.projectName, sortBy: (node) => node.projectName },
      { key: 'status', title: 'Last status', cell: (node) => said(node.status), sortBy: (node) => node.status },
      ...extra,
      {
        key: 'took',
        title: 'Took',
        align: 'end',
        isMinor: true,
        cell: (node) => (node.runSeconds === null ? '' : shortDuration(node.runSeconds)),
        sortBy: (node) => node.runSeconds,
      },
      { key: 'reads', title: 'Reads', cell: (node) => names(node, 'parents'), sortBy: (node) => count(node, 'parents'), isMinor: true },
      {
        key: 'readers',
        title: 'Read by',
        cell: (node) => names(node, 'children'),
        sortBy: (node) => count(node, 'children'),
        isMinor: true,
      },
    ];
  }, [picture, lens, nowMs, onFocus]);
  return (
    <DataTable
      label="Nodes"
      rows={picture.nodes}
      columns={columns}
      keyOf={({ number }) => number}
      textOf={(node) => `${titleOf(node)} ${node.type} ${node.projectName} ${node.owner ?? ''} ${node.group ?? ''}`}
      sorting={{ key: 'name', isDescending: false }}
      empty={<Empty title="Nothing to show">Select something else.</Empty>}
    />
  );
}

function titleOf(node: PictureNode): string {
  return node.isClosed ? 'Closed box' : node.version === null ? node.name : `${node.name} v${node.version}`;
}

function said(word: string | null): ReactNode {
  return word === null ? <span className="weft-dim">–</span> : word.replaceAll('_', ' ');
}

function listNames(nodes: readonly PictureNode[]): string {
  const names = nodes.slice(0, namesMax).map((node) => (node.isClosed ? 'a closed box' : node.name));
  return nodes.length > namesMax ? `${names.join(', ')} and ${nodes.length - namesMax} more` : names.join(', ');
}

/** In the way of a column: which of a neighbour's, and what is done to it. */
function listColumns({ nodes, from, to, fromRow, toRow, kinds }: Picture, number: number, side: 'parents' | 'children'): string {
  const [own, other, row] = side === 'parents' ? [to, from, fromRow] : [from, to, toRow];
  const told: string[] = [];
  for (const [arrow, end] of own.entries()) {
    const neighbour = nodes[other[arrow] ?? -1];
    if (end !== number || neighbour === undefined) continue;
    const column = neighbour.rows[row[arrow] ?? -1];
    const name = column === undefined ? neighbour.name : `${neighbour.name}.${column}`;
    told.push(neighbour.isClosed ? 'a closed box' : `${name} (${kinds[arrow]})`);
  }
  return told.join(', ');
}
