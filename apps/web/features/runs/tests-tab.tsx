/** What a run tested: what was found, on which model, and the SQL that found it. Sources' freshness with it. */
import { useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireNodeTiming, WireRunNode, WireRunNodeState } from '@weft/wire/weft/run-node';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { useOpenNode } from './node-drawer.tsx';
import { NodeState } from './node-state.tsx';
import { countStates, nodeStates } from './node-times.ts';
import { nodeKey } from './plan-lanes.ts';
import classes from './run-nodes.module.css';
import { StateChips } from './run-nodes.tsx';
import { runNodesQuery, runTimingQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';
import { SourceFreshness } from './source-freshness.tsx';
import { isTest } from './split-nodes.ts';

const worstFirst = { key: 'state', isDescending: false };

export function TestsTab({ run }: { readonly run: WireRun }): ReactNode {
  const nodes = useQuery(runNodesQuery(run.account_id, run.id));
  return (
    <Loaded from={nodes} skeleton={<RowSkeletons rows={6} />}>
      {(found) => {
        const tests = found.filter((node) => isTest(node) && node.resource_type !== 'source');
        return (
          <>
            <Panel title="Tests" isFlush>
              {tests.length === 0 ? (
                <p style={{ margin: 0, padding: '6px 16px 12px' }} className="weft-dim">
                  {isOver(run.status) ? 'This run tested nothing. `dbt build` and `dbt test` do.' : 'Tests appear as dbt begins them.'}
                </p>
              ) : (
                <Tests run={run} tests={tests} />
              )}
            </Panel>
            <SourceFreshness run={run} />
          </>
        );
      }}
    </Loaded>
  );
}

function Tests({ run, tests }: { readonly run: WireRun; readonly tests: readonly WireRunNode[] }): ReactNode {
  const told = useQuery(runTimingQuery(run.account_id, run.id)).data;
  const timing = useMemo(() => new Map((told ?? []).map((it): readonly [string, WireNodeTiming] => [nodeKey(it), it])), [told]);
  const [only, setOnly] = useState<WireRunNodeState | null>(null);
  const open = useOpenNode();
  const columns = useMemo(() => columnsOf(timing, open), [timing, open]);
  const shown = only === null ? tests : tests.filter(({ state }) => state === only);
  return (
    <DataTable
      label="Tests"
      rows={shown}
      columns={columns}
      keyOf={nodeKey}
      textOf={({ name, message }) => `${name} ${message ?? ''}`}
      sorting={worstFirst}
      tools={<StateChips counts={countStates(tests)} only={only} onChoose={(state) => setOnly(state === only ? null : state)} />}
    />
  );
}

function columnsOf(timing: ReadonlyMap<string, WireNodeTiming>, open: (key: string) => void): readonly Column<WireRunNode>[] {
  const testedBy = (node: WireRunNode) => timing.get(nodeKey(node))?.depends_on.filter((id) => !id.startsWith('macro.')) ?? [];
  return [
    {
      key: 'state',
      title: 'State',
      width: '96px',
      sortBy: ({ state }) => nodeStates.indexOf(state),
      cell: ({ state }) => <NodeState state={state} />,
    },
    {
      key: 'name',
      title: 'Test',
      width: '36%',
      sortBy: ({ name }) => name,
      cell: (node) => (
        <button type="button" className={classes.open} onClick={() => open(nodeKey(node))}>
          {node.name}
        </button>
      ),
    },
    {
      key: 'model',
      title: 'On',
      sortBy: (node) => testedBy(node)[0] ?? null,
      cell: (node) => {
        const [on] = testedBy(node);
        if (on === undefined) return <span className="weft-dim">–</span>;
        return (
          <button type="button" className={classes.open} onClick={() => open(nodeKey({ ...node, unique_id: on }))}>
            {on.split('.').slice(2).join('.')}
          </button>
        );
      },
    },
    {
      key: 'failures',
      title: 'Failures',
      align: 'end',
      sortBy: (node) => timing.get(nodeKey(node))?.failures ?? null,
      cell: (node) => timing.get(nodeKey(node))?.failures?.toLocaleString('en') ?? <span className="weft-dim">–</span>,
    },
    {
      key: 'seconds',
      title: 'Took',
      align: 'end',
      isMinor: true,
      sortBy: ({ execution_seconds }) => execution_seconds,
      cell: ({ execution_seconds }) => (execution_seconds === null ? '–' : shortDuration(execution_seconds)),
    },
    {
      key: 'message',
      title: 'Message',
      width: '24%',
      cell: ({ message }) => (
        <span className={classes.message} title={message ?? ''}>
          {message}
        </span>
      ),
    },
  ];
}
