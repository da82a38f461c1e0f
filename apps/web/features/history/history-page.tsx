/** The states that an environment was in: when, by what, at which commit, and whether anything changed; each leads to how the project was then. */
import { Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WireStateEntry } from '@weft/wire/weft/history';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Pages } from '../../kit/pages.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { byImportance } from '../environments/environment-words.tsx';
import { type InProject, statesPerPage, statesQuery } from './history-queries.ts';
import { Provenance } from './state-words.tsx';

const to = '/deploy/$accountId/projects/$projectId/history';

export function HistoryPage(): ReactNode {
  const at = { accountId: useAccountId(), projectId: useProjectId() };
  const { environment: asked } = useSearch({ strict: false });
  const environments = useQuery(environmentsQuery(at.accountId));
  usePageTitle('History');
  return (
    <Loaded from={environments} skeleton={<RowSkeletons rows={6} />}>
      {(all) => {
        const own = all.filter(({ project_id, type }) => project_id === at.projectId && type === 'deployment').sort(byImportance);
        const environmentId = own.find(({ id }) => id === asked)?.id ?? own[0]?.id;
        if (environmentId === undefined)
          return <Empty title="No deployment environment">Make one: each run or upload there leaves a state that is listed here.</Empty>;
        return <States at={at} environmentId={environmentId} names={own.map(({ id, name }) => ({ value: String(id), label: name }))} />;
      }}
    </Loaded>
  );
}

function States(props: {
  readonly at: InProject;
  readonly environmentId: number;
  readonly names: readonly { readonly value: string; readonly label: string }[];
}): ReactNode {
  const { at, environmentId, names } = props;
  const page = useSearch({ strict: false }).page ?? 1;
  const states = useQuery(statesQuery(at, environmentId, page));
  const navigate = useNavigate();
  const choose = (
    <NativeSelect
      size="xs"
      aria-label="Environment"
      value={String(environmentId)}
      data={[...names]}
      onChange={(event) => void navigate({ to, params: at, search: { environment: Number(event.currentTarget.value) } })}
    />
  );
  return (
    <Panel
      title="States"
      isFlush
      aside={
        <Link to="/deploy/$accountId/projects/$projectId/history/compare" params={at}>
          Compare any two
        </Link>
      }
    >
      <Loaded from={states} skeleton={<RowSkeletons rows={6} />}>
        {({ items, totalCount }) => (
          <>
            <DataTable
              label="States"
              rows={items}
              columns={columnsOf(at, items)}
              keyOf={({ id }) => id}
              textOf={({ provenance }) =>
                `${provenance?.git_sha ?? ''} ${provenance?.git_branch ?? ''} ${provenance?.by ?? ''} ${provenance?.command ?? ''}`
              }
              tools={choose}
            />
            {totalCount === 0 ? (
              <Empty title="No states yet">Run a job in this environment, or upload artifacts to it: each manifest leaves a state.</Empty>
            ) : null}
            <Pages
              page={page}
              pageCount={Math.ceil(totalCount / statesPerPage)}
              onGo={(next) => void navigate({ to, params: at, search: { environment: environmentId, page: next } })}
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function columnsOf(at: InProject, items: readonly WireStateEntry[]): readonly Column<WireStateEntry>[] {
  const before = new Map(items.map(({ id }, place) => [id, items[place + 1]?.id]));
  return [
    {
      key: 'at',
      title: 'State',
      sortBy: ({ generated_at }) => generated_at,
      cell: ({ id, generated_at }) => (
        <Link to="/deploy/$accountId/projects/$projectId/history/$stateId" params={{ ...at, stateId: id }}>
          <Ago at={generated_at} />
        </Link>
      ),
    },
    {
      key: 'what',
      title: 'Change',
      cell: ({ is_current, is_same }) => (
        <Group gap={6}>
          {is_current ? <MarkWord tone="good">Current</MarkWord> : null}
          {is_same ? <span className="weft-dim">nothing changed</span> : null}
        </Group>
      ),
    },
    { key: 'from', title: 'From', cell: (state) => <Provenance at={at} state={state} /> },
    {
      key: 'nodes',
      title: 'Nodes',
      align: 'end',
      isMinor: true,
      sortBy: ({ counts }) => counts.nodes ?? 0,
      cell: ({ counts }) => counts.nodes ?? 0,
    },
    {
      key: 'sources',
      title: 'Sources',
      align: 'end',
      isMinor: true,
      sortBy: ({ counts }) => counts.sources ?? 0,
      cell: ({ counts }) => counts.sources ?? 0,
    },
    {
      key: 'compare',
      title: 'Compare',
      isTitleHidden: true,
      cell: ({ id, is_same }) => {
        const older = before.get(id);
        return older === undefined || is_same ? null : (
          <Link to="/deploy/$accountId/projects/$projectId/history/compare" params={at} search={{ before: older, after: id }}>
            What changed
          </Link>
        );
      },
    },
  ];
}
