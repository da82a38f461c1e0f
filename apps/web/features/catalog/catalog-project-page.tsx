/** A project in the catalog: its overview as its people wrote it, what is in it, how it stands, and what could be better. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireProjectCatalog } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useView } from '../../app/keep-view.ts';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Markdown } from '../../kit/markdown.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import classes from './catalog.module.css';
import { catalogQuery, projectCatalogQuery } from './catalog-queries.ts';
import { ruleWords } from './findings.tsx';
import { byType, CatalogLink, NodeLink, pluralOf, singularOf } from './node-words.tsx';
import { DescribedWords, FreshnessWords, TestWords } from './project-health.tsx';
import { Provenance } from './provenance.tsx';
import { ViewSwitch } from './view-switch.tsx';

export function CatalogProjectPage(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const project = useQuery(projectCatalogQuery(accountId, projectId, useView()));
  usePageTitle(project.data?.name ?? 'Project');
  return (
    <>
      {project.isError && project.data === undefined ? (
        <PageHeader title="Project" crumbs={[<CatalogLink key="catalog" accountId={accountId} />]} />
      ) : null}
      <Loaded from={project} skeleton={<RowSkeletons rows={8} />}>
        {(found) => <Whole accountId={accountId} project={found} />}
      </Loaded>
    </>
  );
}

function Whole({ accountId, project }: { readonly accountId: number; readonly project: WireProjectCatalog }): ReactNode {
  const isEmpty = Object.keys(project.counts).length === 0;
  return (
    <>
      <PageHeader
        title={project.name}
        crumbs={[<CatalogLink key="catalog" accountId={accountId} />]}
        subtitle={project.dbt_project_name === null ? undefined : <code>{project.dbt_project_name}</code>}
        actions={
          <>
            <ViewSwitch accountId={accountId} projectId={project.id} />
            {project.is_readable ? (
              <ButtonLink to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: project.id }} variant="default">
                Project settings and runs
              </ButtonLink>
            ) : null}
            <ButtonLink to="/catalog/$accountId/nodes" params={{ accountId }} search={{ project: project.id }}>
              Search in it
            </ButtonLink>
          </>
        }
      />
      {project.is_readable ? null : (
        <Notice tone="still" title="You see what this project offers">
          Its public models are shown without their code. Ask an account admin for access to see the rest.
        </Notice>
      )}
      {isEmpty ? (
        <Empty title="Nothing to show of it yet">
          {project.is_readable
            ? 'Run a job in its production environment, or upload artifacts to it: the catalog fills by itself.'
            : 'It offers no public models.'}
        </Empty>
      ) : (
        <Filled accountId={accountId} project={project} />
      )}
    </>
  );
}

function Filled({ accountId, project }: { readonly accountId: number; readonly project: WireProjectCatalog }): ReactNode {
  return (
    <>
      <Counts accountId={accountId} project={project} />
      {project.overview === null ? null : (
        <Panel title="Overview">
          <Markdown text={project.overview} level={3} />
        </Panel>
      )}
      {project.health === null ? null : (
        <Panel title="How it stands">
          <Facts
            items={[
              ['Last run', <Ago key="ran" at={project.health.last_ran_at} />],
              [
                'Failed',
                project.health.failed === 0 ? (
                  'none'
                ) : (
                  <span key="failed" className={classes.warn}>
                    {project.health.failed}
                  </span>
                ),
              ],
              ['Tests', <TestWords key="tests" health={project.health} />],
              ['Sources', <FreshnessWords key="sources" health={project.health} />],
              ['Described', <DescribedWords key="described" health={project.health} />],
              ['Reads', <Projects key="up" accountId={accountId} ids={project.upstream} />],
              ['Read by', <Projects key="down" accountId={accountId} ids={project.downstream} />],
            ]}
          />
        </Panel>
      )}
      {project.is_readable ? <Findings accountId={accountId} project={project} /> : null}
      {project.is_readable ? (
        <Panel title="Where this comes from">
          <Provenance accountId={accountId} projectId={project.id} provenance={project.provenance} />
        </Panel>
      ) : null}
    </>
  );
}

function Counts({ accountId, project }: { readonly accountId: number; readonly project: WireProjectCatalog }): ReactNode {
  return (
    <ul className={classes.counts} style={{ margin: '12px 0 16px' }}>
      {Object.entries(project.counts)
        .sort(([a], [b]) => byType(a, b))
        .map(([type, count]) => (
          <li key={type}>
            <Link to="/catalog/$accountId/nodes" params={{ accountId }} search={{ project: project.id, type }}>
              {pluralOf(type)}
            </Link>{' '}
            <span className="weft-dim">{count.toLocaleString('en')}</span>
          </li>
        ))}
    </ul>
  );
}

export function Projects({ accountId, ids }: { readonly accountId: number; readonly ids: readonly number[] }): ReactNode {
  const projects = useQuery(catalogQuery(accountId)).data?.projects ?? [];
  if (ids.length === 0) return <span className="weft-dim">no other project</span>;
  return (
    <span>
      {ids.map((id, place) => (
        <span key={id}>
          {place === 0 ? '' : ', '}
          <Link to="/catalog/$accountId/projects/$projectId" params={{ accountId, projectId: id }}>
            {projects.find((it) => it.id === id)?.name ?? `project ${id}`}
          </Link>
        </span>
      ))}
    </span>
  );
}

type Row = WireProjectCatalog['findings'][number];

function Findings({ accountId, project }: { readonly accountId: number; readonly project: WireProjectCatalog }): ReactNode {
  const [rule, setRule] = useState<string | null>(null);
  const total = Object.values(project.finding_counts).reduce((sum, count) => sum + count, 0);
  const columns: readonly Column<Row>[] = [
    { key: 'rule', title: 'What', sortBy: (it) => ruleWords[it.rule].title, cell: (it) => ruleWords[it.rule].title },
    { key: 'node', title: 'Where', sortBy: ({ node }) => node.name, cell: ({ node }) => <NodeLink accountId={accountId} node={node} /> },
    { key: 'type', title: 'Type', isMinor: true, sortBy: ({ node }) => node.type, cell: ({ node }) => singularOf(node.type) },
    { key: 'message', title: 'Why', cell: ({ message }) => message },
    { key: 'mend', title: 'What to do', isMinor: true, cell: (it) => <span className="weft-dim">{ruleWords[it.rule].mend}</span> },
  ];
  const shown = rule === null ? project.findings : project.findings.filter((it) => it.rule === rule);
  return (
    <Panel
      title="Could be better"
      aside={total > project.findings.length ? `the first ${project.findings.length} of ${total}` : String(total)}
      isFlush
    >
      <DataTable
        label="Findings"
        rows={shown}
        columns={columns}
        keyOf={(it) => `${it.rule} ${it.node.unique_id}`}
        textOf={(it) => `${it.node.name} ${it.message} ${ruleWords[it.rule].title}`}
        empty={rule === null ? <Empty title="Nothing to mend">Every rule is kept.</Empty> : undefined}
        tools={
          <Select
            size="xs"
            aria-label="Kind of finding"
            placeholder="All kinds"
            clearable
            clearButtonProps={{ 'aria-label': 'Show all kinds' }}
            value={rule}
            onChange={setRule}
            data={Object.entries(project.finding_counts).map(([value, count]) => ({
              value,
              label: `${ruleWords[value as Row['rule']].title} (${count})`,
            }))}
          />
        }
      />
    </Panel>
  );
}
