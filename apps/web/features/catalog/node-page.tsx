/** One node: what it means, what it is made of, how it stands, who reads it, and where all that is known from. */
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { WireNodeDetails } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useView } from '../../app/keep-view.ts';
import { InlineCode } from '../../kit/copy.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId, useUniqueId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { readTime } from '../../kit/read-time.ts';
import tabs from '../../kit/tabs.module.css';
import { useMay } from '../session/session-queries.ts';
import { catalogQuery, nodeQuery } from './catalog-queries.ts';
import { NodeCode } from './node-code.tsx';
import { NodeColumns } from './node-columns.tsx';
import { NodeOverview } from './node-overview.tsx';
import { NodeRuns } from './node-runs.tsx';
import { NodeTests } from './node-tests.tsx';
import { CatalogLink, pluralOf, singularOf, titleOf } from './node-words.tsx';
import { ViewSwitch } from './view-switch.tsx';

export function NodePage(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const uniqueId = useUniqueId();
  const node = useQuery(nodeQuery(accountId, { project_id: projectId, unique_id: uniqueId, view: useView() }));
  usePageTitle(node.data === undefined ? uniqueId : titleOf(node.data));
  return (
    <>
      {node.isError && node.data === undefined ? (
        <PageHeader
          title={uniqueId}
          crumbs={[<CatalogLink key="catalog" accountId={accountId} />]}
          actions={<ViewSwitch accountId={accountId} projectId={projectId} />}
        />
      ) : null}
      <Loaded from={node} skeleton={<RowSkeletons rows={10} />}>
        {(found) => <Whole key={`${found.project_id} ${found.unique_id}`} accountId={accountId} node={found} />}
      </Loaded>
    </>
  );
}

interface Tab {
  readonly key: string;
  readonly title: string;
  readonly count?: number;
}

function tabsOf(node: WireNodeDetails, mayReadRuns: boolean): readonly Tab[] {
  return [
    { key: 'overview', title: 'Overview' },
    ...(hasColumns.has(node.type) ? [{ key: 'columns', title: 'Columns', count: node.columns.length }] : []),
    ...(node.inside?.has_code ? [{ key: 'code', title: 'Code' }] : []),
    ...(node.inside !== null && mayReadRuns && hasRuns.has(node.type) ? [{ key: 'runs', title: 'Runs' }] : []),
    ...(node.inside !== null && hasColumns.has(node.type) ? [{ key: 'tests', title: 'Tests', count: node.inside.tests.length }] : []),
  ];
}

const hasRuns: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot', 'test', 'unit_test', 'operation']);
const hasColumns: ReadonlySet<string> = new Set(['model', 'source', 'seed', 'snapshot']);

const isInLineage: ReadonlySet<string> = new Set([...hasColumns, 'exposure', 'metric', 'semantic_model', 'saved_query']);

function Whole({ accountId, node }: { readonly accountId: number; readonly node: WireNodeDetails }): ReactNode {
  const search = useSearch({ from: '/shell/catalog/$accountId/projects/$projectId/nodes/$uniqueId' });
  const mayReadRuns = useMay(accountId, { projectId: node.project_id })('runs:read');
  const all = tabsOf(node, mayReadRuns);
  const current = all.find(({ key }) => key === search.tab)?.key ?? 'overview';
  return (
    <>
      <Head accountId={accountId} node={node} />
      <Deprecation node={node} />
      {all.length < 2 ? null : (
        <nav aria-label="Parts of the page" className={tabs.tabs}>
          {all.map(({ key, title, count }) => (
            <Link
              key={key}
              to="."
              search={key === current ? search : { tab: key === 'overview' ? undefined : key, column: undefined }}
              resetScroll={false}
              className={tabs.tab}
              activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
              aria-current={key === current ? 'page' : undefined}
            >
              {title}
              {count === undefined ? null : <span className={tabs.count}>{count.toLocaleString('en')}</span>}
            </Link>
          ))}
        </nav>
      )}
      {current === 'overview' ? <NodeOverview accountId={accountId} node={node} /> : null}
      {current === 'columns' ? <NodeColumns accountId={accountId} node={node} /> : null}
      {current === 'code' ? <NodeCode accountId={accountId} node={node} /> : null}
      {current === 'runs' ? <NodeRuns accountId={accountId} node={node} /> : null}
      {current === 'tests' ? <NodeTests accountId={accountId} node={node} /> : null}
    </>
  );
}

function Head({ accountId, node }: { readonly accountId: number; readonly node: WireNodeDetails }): ReactNode {
  const projects = useQuery(catalogQuery(accountId)).data?.projects ?? [];
  const project = projects.find(({ id }) => id === node.project_id);
  return (
    <PageHeader
      title={titleOf(node)}
      crumbs={[
        <CatalogLink key="catalog" accountId={accountId} />,
        <Link key="project" to="/catalog/$accountId/projects/$projectId" params={{ accountId, projectId: node.project_id }}>
          {project?.name ?? node.package_name}
        </Link>,
        <Link key="type" to="/catalog/$accountId/nodes" params={{ accountId }} search={{ project: node.project_id, type: node.type }}>
          {pluralOf(node.type)}
        </Link>,
      ]}
      badges={
        <>
          <MarkWord tone="still">{singularOf(node.type)}</MarkWord>
          {node.access === 'public' ? <MarkWord tone="busy">public</MarkWord> : null}
          {node.has_contract ? <MarkWord tone="good">contract</MarkWord> : null}
          {node.deprecation_date === null ? null : <MarkWord tone="bad">deprecated</MarkWord>}
        </>
      }
      subtitle={
        node.relation_name === null ? (
          <InlineCode value={node.unique_id} what="Unique id" />
        ) : (
          <InlineCode value={node.relation_name} what="Relation" />
        )
      }
      actions={
        <>
          <ViewSwitch accountId={accountId} projectId={node.project_id} />
          {isInLineage.has(node.type) ? (
            <ButtonLink
              to="/lineage/$accountId"
              params={{ accountId }}
              search={{ select: `1+${node.unique_id}+1`, focus: node.unique_id }}
              variant="default"
            >
              Lineage
            </ButtonLink>
          ) : null}
        </>
      }
    />
  );
}

function Deprecation({ node }: { readonly node: WireNodeDetails }): ReactNode {
  const { deprecation_date: date } = node;
  const isOffer = node.inside === null;
  return (
    <>
      {date === null ? null : (
        <div style={{ marginBottom: 16 }}>
          <Notice tone="warn" title={`Deprecated as of ${dayOf(date)}`}>
            {node.latest_version !== null && node.version !== node.latest_version
              ? `Read version ${node.latest_version} instead.`
              : 'Whoever reads it should ask its owner what to read instead.'}
          </Notice>
        </div>
      )}
      {isOffer ? (
        <div style={{ marginBottom: 16 }}>
          <Notice tone="still" title="You see what its project offers">
            Code, tests and results are for readers of the project.
          </Notice>
        </div>
      ) : null}
    </>
  );
}

function dayOf(date: string): string {
  const time = readTime(date);
  return Number.isNaN(time.getTime())
    ? date
    : time.toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
