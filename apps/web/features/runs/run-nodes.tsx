/** The nodes of a run as they come: how each ended, when it ran, what dbt said. */
import { NativeSelect } from '@mantine/core';
import type { WireNodeTiming, WireRunNode, WireRunNodeState } from '@weft/wire/weft/run-node';
import type { WireStepState } from '@weft/wire/weft/run-step';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { useNowMs } from '../../kit/clock.ts';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { NodeState } from './node-state.tsx';
import type { Span } from './node-times.ts';
import { countStates, nodeSpan, nodeStates, placeInSpan, wholeSpan } from './node-times.ts';
import { nodeKey } from './plan-lanes.ts';
import classes from './run-nodes.module.css';

const longestFirst = { key: 'seconds', isDescending: true };

interface Extras {
  readonly timing: ReadonlyMap<string, WireNodeTiming>;
  /** Keys of the nodes that the run's length hangs on. */
  readonly critical: ReadonlySet<string>;
  readonly onOpen: (key: string) => void;
}

export function RunNodes(
  props: Extras & {
    readonly nodes: readonly WireRunNode[];
    /** Of them, what `only` and `type` let through. */
    readonly shown: readonly WireRunNode[];
    readonly only: WireRunNodeState | null;
    readonly onOnly: (state: WireRunNodeState | null) => void;
    /** dbt's word, such as `model`; null: all. */
    readonly type: string | null;
    readonly onType: (type: string | null) => void;
    readonly steps: readonly WireStepState[];
    readonly isGrowing: boolean;
  },
): ReactNode {
  const { nodes, shown, only, type, steps, isGrowing, timing, critical, onOpen } = props;
  const now = useNowMs(isGrowing ? 1 : 3600);
  const whole = useMemo(() => wholeSpan(nodes, now), [nodes, now]);
  const columns = useMemo(
    () => withStepColumn(columnsOf(whole, isGrowing ? now : 0, { timing, critical, onOpen }), nodes, steps),
    [whole, isGrowing, now, nodes, steps, timing, critical, onOpen],
  );
  const counts = countStates(nodes);
  const types = [...new Set(nodes.map(({ resource_type }) => resource_type))].sort();
  return (
    <>
      {isGrowing ? <Progress nodes={nodes} /> : null}
      <DataTable
        label="Nodes"
        rows={shown}
        columns={columns}
        keyOf={({ step_index, unique_id }) => `${step_index} ${unique_id}`}
        textOf={({ name, resource_type, unique_id, message }) => `${name} ${resource_type} ${unique_id} ${message ?? ''}`}
        {...(isGrowing ? {} : { sorting: longestFirst })}
        tools={
          <>
            {types.length < 2 && type === null ? null : (
              <NativeSelect
                size="xs"
                aria-label="Show only this type"
                value={type ?? ''}
                data={[{ value: '', label: 'Type: any' }, ...types]}
                onChange={(event) => props.onType(event.currentTarget.value || null)}
              />
            )}
            <StateChips counts={counts} only={only} onChoose={(state) => props.onOnly(state === only ? null : state)} />
          </>
        }
      />
    </>
  );
}

export function StateChips(props: {
  readonly counts: readonly (readonly [WireRunNodeState, number])[];
  readonly only: WireRunNodeState | null;
  readonly onChoose: (state: WireRunNodeState) => void;
}): ReactNode {
  return (
    <fieldset className={classes.chips}>
      <legend className={classes.legend}>Show only</legend>
      {props.counts.map(([state, count]) => (
        <button
          key={state}
          type="button"
          className={classes.chip}
          aria-pressed={props.only === state}
          onClick={() => props.onChoose(state)}
        >
          <NodeState state={state} />
          <b>{count}</b>
        </button>
      ))}
    </fieldset>
  );
}

function Progress({ nodes }: { readonly nodes: readonly WireRunNode[] }): ReactNode {
  const over = nodes.filter(({ state }) => state !== 'queued' && state !== 'running').length;
  return (
    <div className={classes.progress}>
      <progress max={Math.max(1, nodes.length)} value={over} aria-label="Nodes finished" />
      <span>
        {over} of {nodes.length}
      </span>
    </div>
  );
}

/** A node that several commands touched is there once for each; then it matters which. */
function withStepColumn(
  columns: readonly Column<WireRunNode>[],
  nodes: readonly WireRunNode[],
  steps: readonly WireStepState[],
): readonly Column<WireRunNode>[] {
  if (nodes.every(({ step_index }) => step_index === nodes[0]?.step_index)) return columns;
  const command = (index: number) => /`(.+)`/.exec(steps.find((step) => step.index === index)?.name ?? '')?.[1] ?? `step ${index}`;
  const column: Column<WireRunNode> = {
    key: 'step',
    title: 'Command',
    isMinor: true,
    sortBy: ({ step_index }) => step_index,
    cell: ({ step_index }) => <code className={classes.step}>{command(step_index)}</code>,
  };
  return [...columns.slice(0, 2), column, ...columns.slice(2)];
}

function columnsOf(whole: Span | null, nowMs: number, { timing, critical, onOpen }: Extras): readonly Column<WireRunNode>[] {
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
      title: 'Name',
      width: '30%',
      sortBy: ({ name }) => name,
      cell: (node) => <Name node={node} isCritical={critical.has(nodeKey(node))} onOpen={onOpen} />,
    },
    { key: 'type', title: 'Type', isMinor: true, sortBy: ({ resource_type }) => resource_type, cell: ({ resource_type }) => resource_type },
    {
      key: 'materialized',
      title: 'Materialized',
      isMinor: true,
      sortBy: ({ materialized }) => materialized,
      cell: ({ materialized }) => materialized ?? <span className="weft-dim">–</span>,
    },
    {
      key: 'time',
      title: 'When',
      width: '18%',
      isMinor: true,
      sortBy: ({ started_at }) => started_at,
      cell: (node) => <Bar node={node} whole={whole} nowMs={nowMs} />,
    },
    {
      key: 'seconds',
      title: 'Took',
      align: 'end',
      sortBy: ({ execution_seconds }) => execution_seconds,
      cell: (node) => <Took node={node} nowMs={nowMs} />,
    },
    {
      key: 'share',
      title: 'Share',
      align: 'end',
      isMinor: true,
      sortBy: ({ execution_seconds }) => execution_seconds,
      cell: ({ execution_seconds }) => <Share seconds={execution_seconds} whole={whole} />,
    },
    {
      key: 'rows',
      title: 'Rows',
      align: 'end',
      isMinor: true,
      sortBy: (node) => timing.get(nodeKey(node))?.rows_affected ?? null,
      cell: (node) => timing.get(nodeKey(node))?.rows_affected?.toLocaleString('en') ?? <span className="weft-dim">–</span>,
    },
    {
      key: 'message',
      title: 'Message',
      width: '24%',
      cell: ({ message }) => <Message text={message ?? ''} />,
    },
  ];
}

function Took({ node, nowMs }: { readonly node: WireRunNode; readonly nowMs: number }): ReactNode {
  if (node.execution_seconds !== null) return shortDuration(node.execution_seconds);
  const span = nodeSpan(node, nowMs);
  return span === null ? <span className="weft-dim">–</span> : shortDuration((span.toMs - span.fromMs) / 1000);
}

/** A thread on the run's line. */
function Bar(props: { readonly node: WireRunNode; readonly whole: Span | null; readonly nowMs: number }): ReactNode {
  const span = nodeSpan(props.node, props.nowMs);
  if (span === null || props.whole === null) return null;
  const { start, length } = placeInSpan(span, props.whole);
  return (
    <div className={classes.line} aria-hidden="true">
      <div className={classes.bar} data-state={props.node.state} style={{ left: `${start * 100}%`, width: `${length * 100}%` }} />
    </div>
  );
}

function Share({ seconds, whole }: { readonly seconds: number | null; readonly whole: Span | null }): ReactNode {
  if (seconds === null || whole === null) return <span className="weft-dim">–</span>;
  return `${((seconds * 100_000) / (whole.toMs - whole.fromMs)).toFixed(0)}%`;
}

function Name(props: { readonly node: WireRunNode; readonly isCritical: boolean; readonly onOpen: (key: string) => void }): ReactNode {
  const { node } = props;
  return (
    <span className={classes.name} title={node.relation_name ?? node.unique_id}>
      <button type="button" className={classes.open} onClick={() => props.onOpen(nodeKey(node))}>
        {node.name}
      </button>
      {props.isCritical ? (
        <span className={classes.critical} title="On the critical path: making it faster makes the run faster">
          critical
        </span>
      ) : null}
    </span>
  );
}

function Message({ text }: { readonly text: string }): ReactNode {
  return (
    <span className={classes.message} title={text}>
      {text}
    </span>
  );
}
