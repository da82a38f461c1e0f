/** Search and lists in one: what there is in the account, found by words or dbt's selector syntax, narrowed by filters. */
import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WireFacetName, WireNodeList, WireSelectorAnswer } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { NodesSearch } from '../../app/read-search.ts';
import { useNowMs } from '../../kit/clock.ts';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import tabs from '../../kit/tabs.module.css';
import { asksForState, CompareWith } from '../history/compare-with.tsx';
import classes from './catalog.module.css';
import { catalogQuery, type NodeFilters, nodesQuery } from './catalog-queries.ts';
import { NodeRows } from './node-rows.tsx';
import { byType, CatalogLink, pluralOf } from './node-words.tsx';
import { looksLikeSelector } from './read-typed.ts';
import { ViewSwitch } from './view-switch.tsx';

export function NodesPage(): ReactNode {
  const accountId = useAccountId();
  const { q, result, ...search } = useSearch({ from: '/shell/catalog/$accountId/nodes' });
  const navigate = useNavigate();
  const isSelector = looksLikeSelector(q ?? '');
  const today = new Date(useNowMs(3600)).toISOString().slice(0, 10);
  const filters: NodeFilters = { ...search, status: result, ...(isSelector ? { select: q } : { q }) };
  const found = useQuery(nodesQuery(accountId, filters));
  const projects = new Map((useQuery(catalogQuery(accountId)).data?.projects ?? []).map(({ id, name }) => [id, name]));
  const change = (values: NodesSearch) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...values }), resetScroll: false, replace: true });
  usePageTitle(search.type === undefined ? 'Search' : pluralOf(search.type));
  return (
    <>
      <PageHeader
        title={search.type === undefined ? 'Search the catalog' : pluralOf(search.type)}
        crumbs={[<CatalogLink key="catalog" accountId={accountId} />]}
        actions={<ViewSwitch accountId={accountId} />}
      />
      <SearchBox key={accountId} text={q ?? ''} onText={(text) => change({ q: text === '' ? undefined : text, order_by: undefined })} />
      {isSelector && asksForState(q ?? '') ? (
        <div className={classes.search}>
          <CompareWith accountId={accountId} compare={search.compare} today={today} onCompare={(compare) => change({ compare })} />
        </div>
      ) : null}
      <Loaded from={found} skeleton={<RowSkeletons rows={10} />}>
        {(list) => (
          <>
            <SelectorAnswer answer={isSelector ? list.selection : null} count={list.total_count} text={q ?? ''} />
            <Types list={list} />
            <Panel
              title={`${list.total_count.toLocaleString('en')} found`}
              isFlush
              aside={found.isPlaceholderData ? <span aria-live="polite">Looking…</span> : undefined}
            >
              <Filters list={list} filters={filters} projects={projects} onChange={change} />
              {list.total_count === 0 ? (
                <div style={{ padding: '4px 16px 12px' }}>
                  <Empty title="Nothing is like that">
                    Take a filter away, or look for a part of a name, a column, a tag, an owner, or words of a description. Selectors work
                    too: <code>tag:nightly+</code>.
                  </Empty>
                </div>
              ) : (
                <NodeRows
                  key={JSON.stringify(filters)}
                  accountId={accountId}
                  filters={filters}
                  totalCount={list.total_count}
                  projects={projects}
                  onSort={(order) => change({ order_by: order })}
                />
              )}
            </Panel>
          </>
        )}
      </Loaded>
    </>
  );
}

const waitMs = 150;

function SearchBox({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }): ReactNode {
  const [typed, setTyped] = useState(text);
  const tell = useDebouncedCallback(onText, waitMs);
  return (
    <div className={classes.search}>
      <TextInput
        className={classes.box}
        leftSection={<IconSearch size={16} />}
        placeholder="Name, column, tag, owner, words of a description, code, or a selector such as +fct_orders"
        aria-label="Search the catalog"
        data-filter
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          tell(event.currentTarget.value.trim());
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return;
          setTyped('');
          tell('');
        }}
      />
    </div>
  );
}

/** What the selector was taken for, and what of it went wrong, under the box that it stands in. */
function SelectorAnswer(props: { readonly answer: WireSelectorAnswer | null; readonly count: number; readonly text: string }): ReactNode {
  const { answer, text } = props;
  if (answer === null) return null;
  return (
    <div aria-live="polite" style={{ marginBottom: 12 }}>
      <p className={classes.said}>
        Read as a dbt selector: blanks add, commas narrow, <code>+</code> follows the lineage up or down.
      </p>
      {answer.problems.map(({ message, from, to }) => (
        <p key={`${from} ${message}`} className={`${classes.said} ${classes.problem}`}>
          <code>
            {text.slice(0, from)}
            <mark className={classes.mark}>{text.slice(from, to)}</mark>
            {text.slice(to)}
          </code>{' '}
          {message}
        </p>
      ))}
      {answer.untold.map((why) => (
        <p key={why} className={`${classes.said} ${classes.problem}`}>
          {why}
        </p>
      ))}
      {answer.empty.length === 0 ? null : (
        <p className={classes.said}>
          Names nothing: <code>{answer.empty.join(' ')}</code>
        </p>
      )}
    </div>
  );
}

/** The types that are found, as tabs. */
function Types({ list }: { readonly list: WireNodeList }): ReactNode {
  const { type: chosen, ...search } = useSearch({ from: '/shell/catalog/$accountId/nodes' });
  const accountId = useAccountId();
  const types = [...list.facets.type].sort((a, b) => byType(a.value, b.value));
  const all = types.reduce((sum, { count }) => sum + count, 0);
  const tab = (type: string | undefined, title: string, count: number) => (
    <Link
      key={type ?? ''}
      to="/catalog/$accountId/nodes"
      params={{ accountId }}
      search={{ ...search, type }}
      className={tabs.tab}
      activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
      aria-current={chosen === type ? 'page' : undefined}
      resetScroll={false}
    >
      {title}
      <span className={tabs.count}>{count.toLocaleString('en')}</span>
    </Link>
  );
  return (
    <nav aria-label="Types" className={tabs.tabs}>
      {tab(undefined, 'All', all)}
      {types.map(({ value, count }) => tab(value, pluralOf(value), count))}
    </nav>
  );
}

const filterTitles: readonly (readonly [Exclude<WireFacetName, 'type'>, string])[] = [
  ['project', 'Project'],
  ['access', 'Access'],
  ['materialization', 'Materialized'],
  ['owner', 'Owner'],
  ['status', 'Last run'],
  ['tag', 'Tag'],
  ['package', 'Package'],
  ['database', 'Database'],
];

function Filters(props: {
  readonly list: WireNodeList;
  readonly filters: NodeFilters;
  readonly projects: ReadonlyMap<number, string>;
  readonly onChange: (values: NodesSearch) => void;
}): ReactNode {
  const { list, filters, projects, onChange } = props;
  return (
    <div className={classes.filters}>
      {filterTitles.map(([name, title]) => {
        const values = list.facets[name].filter(({ value }) => value !== '');
        const chosen = filters[name] === undefined ? null : String(filters[name]);
        if (values.length < 2 && chosen === null) return null;
        const known = chosen === null || values.some(({ value }) => value === chosen) ? values : [...values, { value: chosen, count: 0 }];
        return (
          <Select
            key={name}
            size="xs"
            className={classes.filter}
            label={title}
            placeholder="Any"
            clearable
            clearButtonProps={{ 'aria-label': `Clear ${title}` }}
            searchable={values.length > 8}
            comboboxProps={{ withinPortal: true, width: 'max-content', position: 'bottom-start' }}
            value={chosen}
            data={known.map(({ value, count }) => ({
              value,
              label: `${name === 'project' ? (projects.get(Number(value)) ?? value) : value} (${count})`,
            }))}
            onChange={(value) =>
              onChange({ [name === 'status' ? 'result' : name]: value === null ? undefined : name === 'project' ? Number(value) : value })
            }
          />
        );
      })}
    </div>
  );
}
