/** A table that sorts by its headings and filters as one types; long ones draw only the rows in sight. */
import { TextInput, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch, IconSelector } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import type { Sorting, SortValue } from './arrange-rows.ts';
import { arrangeRows } from './arrange-rows.ts';
import classes from './data-table.module.css';
import { VirtualRows } from './virtual-rows.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** For a column of buttons, whose heading only those who hear it need. */
  readonly isTitleHidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** Without it the column cannot be sorted by. */
  readonly sortBy?: (row: Row) => SortValue;
  readonly width?: string;
  readonly align?: 'end';
  /** Left out on narrow screens. */
  readonly isMinor?: boolean;
}

export interface DataTableProps<Row> {
  /** What the table holds, for those who hear it. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  /** What typing looks in; without it there is no filter. */
  readonly textOf?: (row: Row) => string;
  readonly sorting?: Sorting;
  /** Somebody else sorts, by `sorting`: the rows are one page of many, and columns with `sortBy` are those that it can be sorted by. */
  readonly onSort?: (sorting: Sorting) => void;
  /** Beside the filter. */
  readonly tools?: ReactNode;
  /** Instead of the table when there are no rows at all. */
  readonly empty?: ReactNode;
}

const virtualFrom = 150;

export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const [typed, setTyped] = useState('');
  const [own, setSorting] = useState<Sorting | null>(props.sorting ?? null);
  const { rows, columns, textOf, onSort } = props;
  const sorting = onSort === undefined ? own : (props.sorting ?? null);
  const sortBy = onSort === undefined ? columns.find(({ key }) => key === sorting?.key)?.sortBy : undefined;
  const isDescending = sorting?.isDescending ?? false;
  const arranged = useMemo(() => arrangeRows(rows, { typed, textOf, sortBy, isDescending }), [rows, typed, textOf, sortBy, isDescending]);
  if (rows.length === 0 && props.empty !== undefined) return props.empty;
  return (
    <div>
      {textOf === undefined && props.tools === undefined ? null : (
        <div className={classes.tools}>
          {textOf === undefined ? null : <FilterBox typed={typed} onType={setTyped} count={arranged.length} label={props.label} />}
          {props.tools}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen scrolls, by keys too */}
      <section className={classes.scroll} tabIndex={0} aria-label={`Table of ${props.label.toLowerCase()}`}>
        <table className={classes.table}>
          <Head columns={columns} sorting={sorting} onSort={onSort ?? setSorting} />
          {arranged.length > virtualFrom ? (
            <VirtualRows rows={arranged} columns={columns} keyOf={props.keyOf} />
          ) : (
            <tbody>
              {arranged.map((row) => (
                <tr key={props.keyOf(row)}>
                  {columns.map((column) => (
                    <td key={column.key} className={cellClass(column)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          )}
        </table>
        {arranged.length === 0 ? <p className={classes.none}>{typed === '' ? 'Nothing to show.' : `Nothing matches “${typed}”.`}</p> : null}
      </section>
    </div>
  );
}

function cellClass<Row>(column: Column<Row>): string {
  return [column.align === 'end' ? classes.end : '', column.isMinor ? classes.minor : ''].join(' ').trim();
}

function FilterBox(props: { typed: string; onType: (text: string) => void; count: number; label: string }): ReactNode {
  return (
    <>
      <TextInput
        size="xs"
        className={classes.filter}
        leftSection={<IconSearch size={14} />}
        placeholder="Filter"
        aria-label={`Filter ${props.label}`}
        data-filter
        value={props.typed}
        onChange={(event) => props.onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') props.onType('');
        }}
      />
      <span className={classes.count} aria-live="polite">
        {props.typed === '' ? '' : `${props.count} found`}
      </span>
    </>
  );
}

function Head<Row>(props: { columns: readonly Column<Row>[]; sorting: Sorting | null; onSort: (sorting: Sorting) => void }): ReactNode {
  return (
    <thead>
      <tr>
        {props.columns.map((column) => {
          const isSorted = props.sorting?.key === column.key;
          const isDescending = isSorted && props.sorting?.isDescending === true;
          return (
            <th
              key={column.key}
              scope="col"
              style={{ width: column.width }}
              className={cellClass(column)}
              aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
            >
              {column.isTitleHidden ? (
                <VisuallyHidden>{column.title}</VisuallyHidden>
              ) : column.sortBy === undefined ? (
                column.title
              ) : (
                <button
                  type="button"
                  className={classes.sort}
                  onClick={() => props.onSort({ key: column.key, isDescending: isSorted && !isDescending })}
                >
                  {column.title}
                  <SortMark isSorted={isSorted} isDescending={isDescending} />
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function SortMark({ isSorted, isDescending }: { isSorted: boolean; isDescending: boolean }): ReactNode {
  if (!isSorted) return <IconSelector size={12} className={classes.unsorted} aria-hidden="true" />;
  return isDescending ? <IconChevronDown size={12} aria-hidden="true" /> : <IconChevronUp size={12} aria-hidden="true" />;
}
