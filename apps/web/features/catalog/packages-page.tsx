/** The packages that projects have installed, and the projects themselves as packages: what of each is there. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WirePackage } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useView } from '../../app/keep-view.ts';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { catalogQuery, packagesQuery } from './catalog-queries.ts';
import { byType, CatalogLink, pluralOf } from './node-words.tsx';
import { ViewSwitch } from './view-switch.tsx';

export function PackagesPage(): ReactNode {
  const accountId = useAccountId();
  const packages = useQuery(packagesQuery(accountId, useView()));
  const projects = useQuery(catalogQuery(accountId)).data?.projects ?? [];
  const nameOf = (id: number) => projects.find((it) => it.id === id)?.name ?? `Project ${id}`;
  usePageTitle('Packages');
  const columns: readonly Column<WirePackage>[] = [
    {
      key: 'name',
      title: 'Package',
      sortBy: ({ name }) => name,
      cell: (it) => <PackageLink accountId={accountId} it={it} type={undefined} />,
    },
    {
      key: 'project',
      title: 'In project',
      sortBy: (it) => nameOf(it.project_id),
      cell: (it) => (
        <Link to="/catalog/$accountId/projects/$projectId" params={{ accountId, projectId: it.project_id }}>
          {nameOf(it.project_id)}
        </Link>
      ),
    },
    {
      key: 'own',
      title: 'What it is',
      sortBy: ({ is_own }) => is_own,
      cell: ({ is_own }) => (is_own ? 'The project itself' : 'Installed'),
    },
    {
      key: 'macros',
      title: 'Macros',
      align: 'end',
      sortBy: ({ counts }) => counts.macro ?? 0,
      cell: (it) => <PackageLink accountId={accountId} it={it} type="macro" />,
    },
    {
      key: 'other',
      title: 'Beside them',
      isMinor: true,
      cell: ({ counts }) =>
        Object.entries(counts)
          .filter(([type]) => type !== 'macro')
          .sort(([a], [b]) => byType(a, b))
          .map(([type, count]) => `${count} ${pluralOf(type).toLowerCase()}`)
          .join(', ') || '–',
    },
  ];
  return (
    <>
      <PageHeader
        title="Packages"
        crumbs={[<CatalogLink key="catalog" accountId={accountId} />]}
        subtitle="What each project has installed, as its newest manifest has it."
        actions={<ViewSwitch accountId={accountId} />}
      />
      <Panel title="All packages" isFlush>
        <Loaded from={packages}>
          {(found) => (
            <DataTable
              label="Packages"
              rows={found}
              columns={columns}
              keyOf={(it) => `${it.project_id} ${it.name}`}
              textOf={(it) => `${it.name} ${nameOf(it.project_id)}`}
              empty={<Empty title="No packages yet">They are known as soon as a project's first manifest is here.</Empty>}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}

function PackageLink(props: { readonly accountId: number; readonly it: WirePackage; readonly type: 'macro' | undefined }): ReactNode {
  const { accountId, it, type } = props;
  const search = { project: it.project_id, package: it.name, type };
  return (
    <Link to="/catalog/$accountId/nodes" params={{ accountId }} search={search}>
      {type === undefined ? it.name : (it.counts.macro ?? 0).toLocaleString('en')}
    </Link>
  );
}
