/** What a run built, when and on which thread, and what its length hangs on. */
import { useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireNodeTiming, WireRunNode, WireRunNodeState } from '@weft/wire/weft/run-node';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { useNowMs } from '../../kit/clock.ts';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { LaneCanvas } from './lane-canvas.tsx';
import { useOpenNode } from './node-drawer.tsx';
import { wholeSpan } from './node-times.ts';
import { criticalPath, nodeKey, planLanes } from './plan-lanes.ts';
import { RunNodes } from './run-nodes.tsx';
import { runNodesQuery, runStepsQuery, runTimingQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';
import { isTest } from './split-nodes.ts';

export function TimingTab({ run }: { readonly run: WireRun }): ReactNode {
  const nodes = useQuery(runNodesQuery(run.account_id, run.id));
  return (
    <Loaded from={nodes} skeleton={<RowSkeletons rows={8} />}>
      {(found) => {
        const built = found.filter((node) => !isTest(node));
        if (built.length === 0) return <Nothing isGrowing={!isOver(run.status)} />;
        return <Timing run={run} nodes={built} />;
      }}
    </Loaded>
  );
}

function Nothing({ isGrowing }: { readonly isGrowing: boolean }): ReactNode {
  return (
    <Panel title="Models & timing">
      <p className="weft-dim">{isGrowing ? 'Nodes appear as dbt begins them.' : 'No model, seed or snapshot was reached by this run.'}</p>
    </Panel>
  );
}

function Timing({ run, nodes }: { readonly run: WireRun; readonly nodes: readonly WireRunNode[] }): ReactNode {
  const isGrowing = !isOver(run.status);
  const now = useNowMs(isGrowing ? 1 : 3600);
  const steps = useQuery(runStepsQuery(run.account_id, run.id)).data ?? [];
  const told = useQuery(runTimingQuery(run.account_id, run.id)).data;
  const timing = useMemo(() => new Map((told ?? []).map((it): readonly [string, WireNodeTiming] => [nodeKey(it), it])), [told]);
  const lanes = useMemo(() => planLanes(nodes, timing, isGrowing ? now : 0), [nodes, timing, isGrowing, now]);
  const whole = useMemo(() => wholeSpan(nodes, isGrowing ? now : 0), [nodes, isGrowing, now]);
  const path = useMemo(() => criticalPath(nodes, timing), [nodes, timing]);
  const critical = useMemo(() => new Set(timing.size === 0 ? [] : path.keys), [path, timing]);
  const [only, setOnly] = useState<WireRunNodeState | null>(null);
  const [type, setType] = useState<string | null>(null);
  const shown = useMemo(
    () => nodes.filter(({ state, resource_type }) => (only === null || state === only) && (type === null || resource_type === type)),
    [nodes, only, type],
  );
  const lit = useMemo(() => new Set(shown.map(nodeKey)), [shown]);
  const open = useOpenNode();
  return (
    <>
      <Panel
        title="Threads"
        isFlush
        aside={critical.size === 0 ? undefined : <CriticalWords run={path.seconds} count={critical.size} whole={whole} />}
      >
        {whole === null ? null : (
          <LaneCanvas lanes={lanes} whole={whole} critical={critical} shown={lit} onOpen={({ node }) => open(nodeKey(node))} />
        )}
      </Panel>
      <Panel title="Nodes" isFlush>
        <RunNodes {...{ nodes, shown, steps, isGrowing, timing, critical, only, type }} onOpen={open} onOnly={setOnly} onType={setType} />
      </Panel>
    </>
  );
}

function CriticalWords(props: {
  readonly run: number;
  readonly count: number;
  readonly whole: { fromMs: number; toMs: number } | null;
}): ReactNode {
  const whole = props.whole === null ? 0 : (props.whole.toMs - props.whole.fromMs) / 1000;
  const share = whole === 0 ? 0 : Math.min(100, Math.round((props.run / whole) * 100));
  return (
    <span title="The chain of nodes, each waiting for the one before, that takes longest: more threads do not make it shorter.">
      Critical path: {props.count === 1 ? '1 node' : `${props.count} nodes`}, {shortDuration(props.run)} of {shortDuration(whole)} ({share}
      %)
    </span>
  );
}
