/** The last runs of a node: how each went, how long it took, and whether that grows. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireNodeDetails, WireNodeRun } from '@weft/wire/weft/catalog';
import type { ReactNode } from 'react';
import { useView } from '../../app/keep-view.ts';
import { type Column, DataTable } from '../../kit/data-table.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import { longestOf, RunBars } from '../runs/run-bars.tsx';
import classes from './catalog.module.css';
import { nodeRunsQuery } from './catalog-queries.ts';
import { StatusMark } from './node-words.tsx';

export function NodeRuns({ accountId, node }: { readonly accountId: number; readonly node: WireNodeDetails }): ReactNode {
  const runs = useQuery(nodeRunsQuery(accountId, { project_id: node.project_id, unique_id: node.unique_id, view: useView() }));
  return (
    <Loaded from={runs}>
      {(found) =>
        found.length === 0 ? (
          <Empty title="No runs yet">Each run of its environment that reaches it is here, with how long it took.</Empty>
        ) : (
          <>
            <Trend accountId={accountId} projectId={node.project_id} runs={found} />
            <Panel title="Runs" isFlush>
              <DataTable
                label="Runs"
                rows={found}
                columns={columns(accountId, node.project_id)}
                keyOf={({ run_id, command, finished_at }) => `${run_id} ${command} ${finished_at}`}
              />
            </Panel>
          </>
        )
      }
    </Loaded>
  );
}

function Trend(props: { readonly accountId: number; readonly projectId: number; readonly runs: readonly WireNodeRun[] }): ReactNode {
  const { accountId, projectId, runs } = props;
  const bars = runs
    .flatMap(({ run_id, execution_seconds: seconds, state, command }) =>
      seconds === null ? [] : [{ runId: run_id, seconds, state, key: `${run_id} ${command}` }],
    )
    .toReversed();
  if (bars.length < 2) return null;
  const sorted = bars.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return (
    <Panel
      title="How long it took"
      aside={`usually ${shortDuration(sorted[Math.floor(sorted.length / 2)] ?? 0)}, at most ${shortDuration(longestOf(bars))}`}
    >
      <RunBars accountId={accountId} projectId={projectId} bars={bars} />
    </Panel>
  );
}

function columns(accountId: number, projectId: number): readonly Column<WireNodeRun>[] {
  return [
    {
      key: 'run',
      title: 'Run',
      sortBy: ({ run_id }) => run_id,
      cell: ({ run_id }) => (
        <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: run_id }}>
          #{run_id}
        </Link>
      ),
    },
    { key: 'command', title: 'Command', cell: ({ command }) => (command === null ? '–' : <code className={classes.cut}>{command}</code>) },
    { key: 'status', title: 'Went', sortBy: ({ status }) => status, cell: ({ status, state }) => <StatusMark status={status ?? state} /> },
    { key: 'when', title: 'When', sortBy: ({ finished_at }) => finished_at, cell: ({ finished_at }) => <Ago at={finished_at} /> },
    {
      key: 'took',
      title: 'Took',
      align: 'end',
      sortBy: ({ execution_seconds }) => execution_seconds,
      cell: ({ execution_seconds }) => (execution_seconds === null ? '–' : shortDuration(execution_seconds)),
    },
    {
      key: 'message',
      title: 'Message',
      isMinor: true,
      cell: ({ message, state }) =>
        state === 'succeeded' || !message ? null : (
          <span className={classes.cut} title={message}>
            {message}
          </span>
        ),
    },
  ];
}
