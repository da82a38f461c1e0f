/** The columns of a node: types, meaning, tests, tags, what the contract holds, what each is made of; a column leads up to its sources and down to all that is made of it. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { WireCatalogColumn, WireNodeDetails } from '@weft/wire/weft/catalog';
import type { WireNodeColumns } from '@weft/wire/weft/columns';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Panel } from '../../kit/panel.tsx';
import classes from './catalog.module.css';
import { columnsQuery } from './catalog-queries.ts';
import { ColumnLineage } from './column-lineage.tsx';
import { ColumnProblems } from './column-problems.tsx';
import { ConstraintList, Tags } from './node-words.tsx';

interface Row extends WireCatalogColumn {
  readonly place: number;
  readonly traced: WireNodeColumns['columns'][number] | undefined;
}

export function NodeColumns({ accountId, node }: { readonly accountId: number; readonly node: WireNodeDetails }): ReactNode {
  const search = useSearch({ from: '/shell/catalog/$accountId/projects/$projectId/nodes/$uniqueId' });
  const navigate = useNavigate();
  const isReadable = node.inside !== null;
  const traced = useQuery({ ...columnsQuery(accountId, node.environment_id, node.unique_id), enabled: isReadable });
  const rows = joinColumns(node.columns, traced.data);
  const pick = (column: string | undefined) =>
    void navigate({ to: '.', search: (before) => ({ ...before, tab: 'columns', column }), resetScroll: false, replace: true });
  const chosen = search.column === undefined ? undefined : rows.find(({ name }) => name.toLowerCase() === search.column?.toLowerCase());
  return (
    <>
      {chosen === undefined || !isReadable ? null : (
        <div style={{ marginBottom: 16 }}>
          <ColumnLineage key={chosen.name} accountId={accountId} node={node} column={chosen.name} onClose={() => pick(undefined)} />
        </div>
      )}
      <Panel title="Columns" aside={isReadable ? 'Choose one to see where it comes from and goes' : undefined} isFlush>
        <DataTable
          label="Columns"
          rows={rows}
          columns={columnsOf({ accountId, node, chosen: chosen?.name, onPick: isReadable ? pick : null })}
          keyOf={({ place }) => place}
          textOf={(row) => `${row.name} ${row.type ?? ''} ${row.description} ${row.tags.join(' ')}`}
          empty={
            <Empty title="No columns are known">
              Describe them in a properties file, or generate docs once: the warehouse then tells them. Weft also reads them from compiled
              SQL.
            </Empty>
          }
        />
      </Panel>
      {isReadable ? <ColumnProblems accountId={accountId} node={node} traced={traced} /> : null}
    </>
  );
}

/** Those of the page, then what only the SQL tells of. */
function joinColumns(columns: readonly WireCatalogColumn[], traced: WireNodeColumns | undefined): readonly Row[] {
  const left = new Map((traced?.columns ?? []).map((column) => [column.name.toLowerCase(), column]));
  const known = columns.map((column) => {
    const of = left.get(column.name.toLowerCase());
    left.delete(column.name.toLowerCase());
    return { ...column, traced: of };
  });
  const others = [...left.values()].map((of) => ({
    ...{ name: of.name, type: null, description: '', comment: null, tags: [], meta: {}, constraints: [], tests: [], is_undeclared: true },
    traced: of,
  }));
  return [...known, ...others].map((row, place) => ({ ...row, place: place + 1 }));
}

function columnsOf(at: {
  readonly accountId: number;
  readonly node: WireNodeDetails;
  readonly chosen: string | undefined;
  readonly onPick: ((column: string | undefined) => void) | null;
}): readonly Column<Row>[] {
  const { onPick } = at;
  return [
    {
      key: 'place',
      title: '#',
      width: '3em',
      sortBy: ({ place }) => place,
      cell: ({ place }) => <span className="weft-dim">{place}</span>,
    },
    {
      key: 'name',
      title: 'Column',
      sortBy: ({ name }) => name,
      cell: (row) =>
        onPick === null || row.name === '*' ? (
          <code>{row.name}</code>
        ) : (
          <button
            type="button"
            className={classes.pick}
            aria-pressed={row.name === at.chosen}
            onClick={() => onPick(row.name === at.chosen ? undefined : row.name)}
          >
            <code>{row.name}</code>
          </button>
        ),
    },
    {
      key: 'type',
      title: 'Type',
      sortBy: ({ type }) => type,
      cell: ({ type }) => (type === null ? '–' : <code>{type.toLowerCase()}</code>),
    },
    {
      key: 'description',
      title: 'Description',
      cell: ({ description, comment, is_undeclared: isUndeclared }) => (
        <span title={description || comment || undefined} className={classes.cut}>
          {description || comment || (isUndeclared ? <span className="weft-dim">not in its properties file</span> : '–')}
        </span>
      ),
    },
    {
      key: 'tests',
      title: 'Tests',
      sortBy: ({ tests }) => tests.length,
      cell: ({ tests }) => <ColumnTests node={at.node} tests={tests} />,
    },
    ...(at.node.columns.some(({ tags }) => tags.length > 0)
      ? [{ key: 'tags', title: 'Tags', isMinor: true, cell: ({ tags }: Row) => <Tags accountId={at.accountId} tags={tags} /> }]
      : []),
    ...(at.node.columns.some(({ meta }) => Object.keys(meta).length > 0)
      ? [{ key: 'meta', title: 'Meta', isMinor: true, cell: ({ meta }: Row) => <Meta meta={meta} /> }]
      : []),
    ...(at.node.columns.some(({ constraints }) => constraints.length > 0)
      ? [
          {
            key: 'constraints',
            title: 'Contract',
            isMinor: true,
            cell: ({ constraints }: Row) => <ConstraintList constraints={constraints} />,
          },
        ]
      : []),
    ...(onPick === null
      ? []
      : [
          {
            key: 'made',
            title: 'Made of',
            isMinor: true,
            sortBy: ({ traced }: Row) => traced?.kind ?? null,
            cell: (row: Row) => <MadeOf traced={row.traced} />,
          },
        ]),
  ];
}

function Meta({ meta }: { readonly meta: Readonly<Record<string, unknown>> }): ReactNode {
  const words = Object.entries(meta).map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return <span className={classes.cut}>{words.join(', ')}</span>;
}

function ColumnTests({ node, tests }: { readonly node: WireNodeDetails; readonly tests: readonly string[] }): ReactNode {
  const found = (node.inside?.tests ?? []).filter(({ unique_id }) => tests.includes(unique_id));
  if (found.length === 0) return <span className="weft-dim">–</span>;
  const isFailed = found.some(({ status }) => status === 'fail' || status === 'error');
  return <span className={isFailed ? classes.warn : undefined}>{found.map((test) => test.test_name ?? test.name).join(', ')}</span>;
}

const kindWords = {
  passthrough: '',
  rename: 'renamed from',
  transform: 'worked out from',
  aggregate: 'of many rows of',
  none: 'no column',
};

function MadeOf({ traced }: { readonly traced: WireNodeColumns['columns'][number] | undefined }): ReactNode {
  if (traced === undefined) return <span className="weft-dim">–</span>;
  if (traced.problems.length > 0 && traced.parents.length === 0)
    return (
      <span className="weft-dim" title={traced.problems.map(({ message }) => message).join(' ')}>
        unknown
      </span>
    );
  const parents = traced.parents.map(
    ({ unique_id, relation, column }) => `${unique_id?.split('.').slice(2).join('.') ?? relation}.${column}`,
  );
  return (
    <span className={classes.cut} title={parents.join(', ')}>
      <span className="weft-dim">
        {parents.length === 0 && traced.kind === 'aggregate' ? 'of how many rows there are' : kindWords[traced.kind]}
      </span>{' '}
      <code>{parents.join(', ')}</code>
      {traced.problems.length > 0 ? <span className="weft-dim"> and perhaps more</span> : null}
    </span>
  );
}
