/** The catalog of an account: its projects, who reads whom, what is in each, and how each stands. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireCatalog, WireCatalogProject } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useView } from '../../app/keep-view.ts';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import classes from './catalog.module.css';
import { catalogQuery } from './catalog-queries.ts';
import { byType, pluralOf } from './node-words.tsx';
import { ProjectGraph } from './project-graph.tsx';
import { FreshnessWords, TestWords } from './project-health.tsx';
import { ViewSwitch } from './view-switch.tsx';

export function CatalogPage(): ReactNode {
  const accountId = useAccountId();
  const catalog = useQuery(catalogQuery(accountId, useView()));
  usePageTitle('Catalog');
  return (
    <>
      <PageHeader
        title="Catalog"
        subtitle="What there is, what it means, where it comes from and how it stands: in every project, whoever runs it."
        actions={
          <>
            <ViewSwitch accountId={accountId} />
            <ButtonLink to="/catalog/$accountId/packages" params={{ accountId }} variant="default">
              Packages
            </ButtonLink>
            <ButtonLink to="/catalog/$accountId/nodes" params={{ accountId }}>
              Search
            </ButtonLink>
          </>
        }
      />
      <Loaded from={catalog} skeleton={<RowSkeletons rows={6} height={48} />}>
        {(found) =>
          found.projects.every(({ counts }) => Object.keys(counts).length === 0) ? (
            <Nothing accountId={accountId} />
          ) : (
            <Whole accountId={accountId} catalog={found} />
          )
        }
      </Loaded>
    </>
  );
}

function Nothing({ accountId }: { readonly accountId: number }): ReactNode {
  return (
    <Empty
      title="Nothing to show yet"
      action={
        <ButtonLink to="/accounts/$accountId" params={{ accountId }} variant="default">
          To the projects
        </ButtonLink>
      }
    >
      The catalog fills by itself as soon as a project's first artifacts are here: run a job in a production environment, or let your own
      dbt upload to one.
    </Empty>
  );
}

function Whole({ accountId, catalog }: { readonly accountId: number; readonly catalog: WireCatalog }): ReactNode {
  return (
    <>
      <Counts accountId={accountId} projects={catalog.projects} />
      <Panel title="Projects, and who reads whom">
        <ProjectGraph accountId={accountId} catalog={catalog} />
      </Panel>
      <Panel title="How they stand" isFlush>
        <DataTable label="Projects" rows={catalog.projects} columns={columns(accountId)} keyOf={({ id }) => id} />
      </Panel>
    </>
  );
}

/** Of all projects together, each the way to its list. */
function Counts({ accountId, projects }: { readonly accountId: number; readonly projects: readonly WireCatalogProject[] }): ReactNode {
  const sums = new Map<string, number>();
  for (const { counts } of projects) for (const [type, count] of Object.entries(counts)) sums.set(type, (sums.get(type) ?? 0) + count);
  return (
    <ul className={classes.counts} style={{ marginBottom: 16 }}>
      {[...sums]
        .sort(([a], [b]) => byType(a, b))
        .map(([type, count]) => (
          <li key={type}>
            <Link to="/catalog/$accountId/nodes" params={{ accountId }} search={{ type }}>
              {pluralOf(type)}
            </Link>{' '}
            <span className="weft-dim">{count.toLocaleString('en')}</span>
          </li>
        ))}
    </ul>
  );
}

function columns(accountId: number): readonly Column<WireCatalogProject>[] {
  return [
    {
      key: 'name',
      title: 'Project',
      sortBy: ({ name }) => name,
      cell: ({ id, name }) => (
        <Link to="/catalog/$accountId/projects/$projectId" params={{ accountId, projectId: id }}>
          {name}
        </Link>
      ),
    },
    { key: 'models', title: 'Models', align: 'end', sortBy: ({ counts }) => counts.model ?? 0, cell: ({ counts }) => counts.model ?? 0 },
    {
      key: 'public',
      title: 'Public',
      align: 'end',
      sortBy: (it) => it.public_model_count,
      cell: ({ id, public_model_count }) => (
        <Link to="/catalog/$accountId/nodes" params={{ accountId }} search={{ project: id, access: 'public', type: 'model' }}>
          {public_model_count}
        </Link>
      ),
    },
    {
      key: 'failed',
      title: 'Failed',
      align: 'end',
      sortBy: ({ health }) => health?.failed ?? null,
      cell: ({ health }) => (health === null ? '–' : health.failed === 0 ? 'none' : <span className={classes.warn}>{health.failed}</span>),
    },
    {
      key: 'tests',
      title: 'Tests',
      isMinor: true,
      sortBy: ({ health }) => health?.tests.failed ?? null,
      cell: (it) => <TestWords health={it.health} />,
    },
    { key: 'sources', title: 'Sources', isMinor: true, cell: (it) => <FreshnessWords health={it.health} /> },
    {
      key: 'ran',
      title: 'Last run',
      isMinor: true,
      sortBy: ({ health }) => health?.last_ran_at ?? null,
      cell: ({ health }) => <Ago at={health?.last_ran_at} />,
    },
    {
      key: 'came',
      title: 'Newest state',
      sortBy: ({ provenance }) => provenance?.generated_at ?? null,
      cell: ({ is_readable, provenance }) =>
        is_readable ? (
          provenance === null ? (
            <span className="weft-dim">nothing yet</span>
          ) : (
            <>
              <Ago at={provenance.generated_at} /> <span className="weft-dim">{provenance.is_upload ? 'uploaded' : 'run by Weft'}</span>
            </>
          )
        ) : (
          <span className="weft-dim">not yours to read</span>
        ),
    },
  ];
}
