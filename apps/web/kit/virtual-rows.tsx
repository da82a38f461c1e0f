/** The rows in sight of a long table: the page scrolls, and empty rows above and below keep the length. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';
import classes from './data-table.module.css';

interface VirtualColumn<Row> {
  readonly key: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'end';
  readonly isMinor?: boolean;
}

const rowHeight = 37;

export function VirtualRows<Row>(props: {
  readonly rows: readonly Row[];
  readonly columns: readonly VirtualColumn<Row>[];
  readonly keyOf: (row: Row) => string | number;
}): ReactNode {
  const { rows, columns, keyOf } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current !== null) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => rowHeight, overscan: 20, scrollMargin: top });
  const seen = virtual.getVirtualItems();
  const before = (seen[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((seen.at(-1)?.end ?? top) - top);
  return (
    <tbody ref={body}>
      <Spacer height={before} span={columns.length} />
      {seen.map(({ index }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <tr key={keyOf(row)} className={classes.fixed}>
            {columns.map((column) => (
              <td key={column.key} className={`${column.align === 'end' ? classes.end : ''} ${column.isMinor ? classes.minor : ''}`}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        );
      })}
      <Spacer height={after} span={columns.length} />
    </tbody>
  );
}

function Spacer({ height, span }: { readonly height: number; readonly span: number }): ReactNode {
  if (height <= 0) return null;
  return (
    <tr>
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
