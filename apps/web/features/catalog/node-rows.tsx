/** A list of nodes as long as it is: the server sorts, the page draws the rows in sight and asks for them as they come. */
import { Skeleton } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { WireDifference, WireFoundNode, WireHit } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';
import table from '../../kit/data-table.module.css';
import { shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import classes from './catalog.module.css';
import { type NodeFilters, nodesPerPage, nodesQuery } from './catalog-queries.ts';
import { AccessMark, NodeLink, OwnerName, StatusMark, singularOf, TestMark } from './node-words.tsx';

interface RowProps {
  readonly accountId: number;
  readonly projects: ReadonlyMap<number, string>;
}

interface NodeColumn {
  readonly key: string;
  readonly title: string;
  /** As the server sorts; none: it does not. */
  readonly order?: string;
  readonly isMinor?: boolean;
  readonly cell: (node: WireFoundNode, props: RowProps) => ReactNode;
}

const columns: readonly NodeColumn[] = [
  { key: 'name', title: 'Name', order: 'name', cell: (node, { accountId }) => <NodeLink accountId={accountId} node={node} /> },
  { key: 'type', title: 'Type', order: 'type', cell: (node) => singularOf(node.type) },
  { key: 'project', title: 'Project', order: 'project', cell: (node, { projects }) => projects.get(node.project_id) ?? '–' },
  { key: 'access', title: 'Access', order: 'access', cell: (node) => <AccessMark access={node.access} /> },
  { key: 'materialization', title: 'Materialized', order: 'materialization', isMinor: true, cell: (node) => node.materialization ?? '–' },
  { key: 'owner', title: 'Owner', order: 'owner', isMinor: true, cell: (node) => <OwnerName owner={node.owner} group={node.group} /> },
  { key: 'tests', title: 'Tests', order: 'tests', isMinor: true, cell: (node) => <TestMark tests={node.tests} /> },
  {
    key: 'status',
    title: 'Last run',
    order: 'status',
    cell: (node) => <StatusMark status={node.type === 'source' ? (node.freshness?.status ?? node.status) : node.status} />,
  },
  { key: 'ran', title: 'When', order: 'ran', isMinor: true, cell: (node) => <Ago at={node.freshness?.max_loaded_at ?? node.ran_at} /> },
  {
    key: 'time',
    title: 'Took',
    order: 'time',
    isMinor: true,
    cell: (node) => (node.execution_seconds === null ? '–' : shortDuration(node.execution_seconds)),
  },
];

const found: NodeColumn = { key: 'found', title: 'Found in', cell: (node, { accountId }) => <Found accountId={accountId} node={node} /> };

/** What there is room for beside what was found. */
const besideHits: ReadonlySet<string> = new Set(['access', 'owner', 'status']);

const rowHeight = 37;

export function NodeRows(props: {
  readonly accountId: number;
  readonly filters: NodeFilters;
  readonly totalCount: number;
  readonly projects: ReadonlyMap<number, string>;
  readonly onSort: (order: string | undefined) => void;
}): ReactNode {
  const { accountId, filters, totalCount } = props;
  const shown =
    filters.q || filters.select ? [...columns.slice(0, 3), found, ...columns.slice(3).filter(({ key }) => besideHits.has(key))] : columns;
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current !== null) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({ count: totalCount, estimateSize: () => rowHeight, overscan: 20, scrollMargin: top });
  const seen = virtual.getVirtualItems();
  const wanted = [...new Set(seen.map(({ index }) => Math.floor(index / nodesPerPage)))];
  const answers = useQueries({ queries: wanted.map((page) => nodesQuery(accountId, filters, page)) });
  const rowAt = (index: number) => answers[wanted.indexOf(Math.floor(index / nodesPerPage))]?.data?.nodes[index % nodesPerPage];
  const before = (seen[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((seen.at(-1)?.end ?? top) - top);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen scrolls, by keys too
    <section className={table.scroll} tabIndex={0} aria-label="Table of nodes">
      <table className={table.table} aria-rowcount={totalCount}>
        <Head columns={shown} order={filters.order_by} onSort={props.onSort} />
        <tbody ref={body}>
          <Spacer height={before} span={shown.length} />
          {seen.map(({ index }) => {
            const node = rowAt(index);
            return (
              <tr key={index} className={table.fixed} aria-rowindex={index + 1}>
                {shown.map((column) => (
                  <td key={column.key} className={column.isMinor ? table.minor : undefined}>
                    {node === undefined ? <Skeleton height={12} width="70%" radius="sm" /> : column.cell(node, props)}
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer height={after} span={shown.length} />
        </tbody>
      </table>
    </section>
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

function Head(props: {
  readonly columns: readonly NodeColumn[];
  readonly order: string | undefined;
  readonly onSort: (order: string | undefined) => void;
}): ReactNode {
  return (
    <thead>
      <tr>
        {props.columns.map(({ key, title, order, isMinor }) => {
          const isUp = order !== undefined && props.order === order;
          const isDown = order !== undefined && props.order === `-${order}`;
          return (
            <th
              key={key}
              scope="col"
              className={isMinor ? table.minor : undefined}
              aria-sort={isDown ? 'descending' : isUp ? 'ascending' : undefined}
            >
              {order === undefined ? (
                title
              ) : (
                <button type="button" className={table.sort} onClick={() => props.onSort(isUp ? `-${order}` : isDown ? undefined : order)}>
                  {title}
                  {isDown ? <IconChevronDown size={12} aria-hidden="true" /> : null}
                  {isUp ? <IconChevronUp size={12} aria-hidden="true" /> : null}
                  {isUp || isDown ? null : <IconSelector size={12} className={table.unsorted} aria-hidden="true" />}
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Why it is in the list: the text that was found, or how the selector came to it. */
function Found({ accountId, node }: { readonly accountId: number; readonly node: WireFoundNode }): ReactNode {
  if (node.hit !== null)
    return (
      <span className={classes.cut}>
        <span className="weft-dim">{node.hit.field}</span> <HitText hit={node.hit} />
      </span>
    );
  if (node.reason === null) return null;
  const how = { named: '', parent: 'above ', child: 'below ', childs_parent: 'needed by what is below ', test: 'tests ' }[node.reason.how];
  return (
    <span className={classes.cut}>
      <span className="weft-dim">{how}</span>
      <code>{node.reason.criterion}</code>
      {node.difference === null ? null : <Difference accountId={accountId} node={node} difference={node.difference} />}
    </span>
  );
}

/** What of it differs, and where that is shown field by field. */
function Difference(props: { readonly accountId: number; readonly node: WireFoundNode; readonly difference: WireDifference }): ReactNode {
  const { accountId, node, difference } = props;
  const { before, after, change, facets, unseen } = difference;
  if (change === 'new') return <span className="weft-dim"> new</span>;
  const seen = facets.length > 0 ? facets : unseen;
  return (
    <>
      {' '}
      <Link
        to="/deploy/$accountId/projects/$projectId/history/compare"
        params={{ accountId, projectId: node.project_id }}
        search={{ before, after, node: node.unique_id }}
      >
        {seen.join(', ').replaceAll('_', ' ')}
      </Link>
      {facets.length > 0 ? null : <span className="weft-dim"> dbt passes it over</span>}
    </>
  );
}

export function HitText({ hit }: { readonly hit: WireHit }): ReactNode {
  const { text, marks } = hit;
  if (text === null) return null;
  let at = 0;
  const parts: ReactNode[] = [];
  for (const [from, to] of marks) {
    parts.push(text.slice(at, from));
    parts.push(
      <mark key={from} className={classes.mark}>
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  parts.push(text.slice(at));
  return parts;
}
