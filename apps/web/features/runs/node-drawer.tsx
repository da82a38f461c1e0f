/** One node of a run, beside the page: how it went, its phases, its code, what tests it, and how long it took lately. */
import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireNodeDescription, WireNodeTiming } from '@weft/wire/weft/run-node';
import type { ReactNode } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Facts } from '../../kit/panel.tsx';
import { readTime, shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import classes from './node-drawer.module.css';
import { NodeState } from './node-state.tsx';
import { longestOf, RunBars } from './run-bars.tsx';
import { runNodeQuery, runTimingQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';
import { SqlText } from './sql-text.tsx';

/** In the address: `4 model.shop.orders`. */
export function readNodeKey(text: string | undefined): { readonly step: number; readonly uniqueId: string } | null {
  const match = /^(\d{1,6}) (.+)$/.exec(text ?? '');
  return match === null ? null : { step: Number(match[1]), uniqueId: match[2] ?? '' };
}

export function useOpenNode(): (key: string | undefined) => void {
  const navigate = useNavigate();
  return (node) => void navigate({ to: '.', search: (before) => ({ ...before, node }), resetScroll: false });
}

export function NodeDrawer({ run }: { readonly run: WireRun }): ReactNode {
  const { node } = useSearch({ strict: false });
  const open = useOpenNode();
  const wanted = readNodeKey(node);
  return (
    <Drawer
      opened={wanted !== null}
      onClose={() => open(undefined)}
      position="right"
      size="xl"
      title={wanted?.uniqueId.split('.').slice(2).join('.') || wanted?.uniqueId}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {wanted === null ? null : <Description run={run} step={wanted.step} uniqueId={wanted.uniqueId} />}
    </Drawer>
  );
}

function Description(props: { readonly run: WireRun; readonly step: number; readonly uniqueId: string }): ReactNode {
  const { run, step, uniqueId } = props;
  const isGrowing = !isOver(run.status);
  const found = useQuery(runNodeQuery(run.account_id, run.id, step, uniqueId, isGrowing));
  const timing = useQuery(runTimingQuery(run.account_id, run.id)).data?.find((it) => it.step_index === step && it.unique_id === uniqueId);
  return (
    <Loaded from={found} skeleton={<RowSkeletons rows={6} />}>
      {(it) => <Details run={run} it={it} timing={timing} />}
    </Loaded>
  );
}

function Details({ run, it, timing }: { run: WireRun; it: WireNodeDescription; timing: WireNodeTiming | undefined }): ReactNode {
  const { node } = it;
  const isTested = it.tests.length > 0;
  return (
    <div className={classes.details}>
      <Facts
        items={[
          ['State', <NodeState key="state" state={node.state} />],
          ['Type', node.resource_type],
          node.materialized === null ? null : ['Materialized', node.materialized],
          node.relation_name === null ? null : ['Relation', <InlineCode key="relation" value={node.relation_name} what="Relation" />],
          ['Took', node.execution_seconds === null ? '–' : shortDuration(node.execution_seconds)],
          ...(timing?.phases ?? []).map(({ name, started_at, completed_at }): readonly [string, ReactNode] => [
            name === 'compile' ? 'Compile' : name === 'execute' ? 'Execute' : name,
            shortDuration((readTime(completed_at).getTime() - readTime(started_at).getTime()) / 1000),
          ]),
          timing?.thread ? ['Thread', timing.thread] : null,
          typeof timing?.rows_affected === 'number' ? ['Rows affected', timing.rows_affected.toLocaleString('en')] : null,
          typeof timing?.failures === 'number' ? ['Failures', timing.failures.toLocaleString('en')] : null,
          ['Began', <Ago key="began" at={node.started_at} />],
          [
            'In the catalog',
            <Link
              key="catalog"
              to="/catalog/$accountId/projects/$projectId/nodes/$uniqueId"
              params={{ accountId: run.account_id, projectId: run.project_id, uniqueId: node.unique_id }}
            >
              what it is and who reads it
            </Link>,
          ],
          it.file_path === null ? null : ['File', <code key="file">{it.file_path}</code>],
        ]}
      />
      {node.message ? <pre className={classes.message}>{node.message}</pre> : null}
      {isTested ? <Tests it={it} /> : null}
      <Past run={run} it={it} />
      {it.compiled_code === null ? null : <SqlText title="Compiled code" text={it.compiled_code} />}
      {it.raw_code === null ? null : <SqlText title="Code as written" text={it.raw_code} />}
      {it.compiled_code === null && it.raw_code === null ? (
        <p className="weft-dim">{isOver(run.status) ? 'dbt left no code of it.' : 'Its code is here when its step has ended.'}</p>
      ) : null}
    </div>
  );
}

function Tests({ it }: { readonly it: WireNodeDescription }): ReactNode {
  return (
    <section aria-label="Tests on it">
      <h3 className={classes.heading}>Tests on it</h3>
      <ul className={classes.tests}>
        {it.tests.map((test) => (
          <li key={test.unique_id}>
            <NodeState state={test.state} />
            <Link to="." search={(before) => ({ ...before, node: `${test.step_index} ${test.unique_id}` })} resetScroll={false}>
              {test.name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Past({ run, it }: { readonly run: WireRun; readonly it: WireNodeDescription }): ReactNode {
  const bars = it.past
    .flatMap(({ run_id, execution_seconds: seconds, state }) =>
      seconds === null ? [] : [{ runId: run_id, seconds, state, key: String(run_id) }],
    )
    .toReversed();
  if (bars.length < 2) return null;
  return (
    <section aria-label="Duration over the last runs">
      <h3 className={classes.heading}>Last {bars.length} runs</h3>
      <RunBars
        accountId={run.account_id}
        projectId={run.project_id}
        bars={bars}
        search={{ tab: 'timing', node: `${it.node.step_index} ${it.node.unique_id}` }}
        current={run.id}
      />
      <p className={classes.most}>up to {shortDuration(longestOf(bars))}</p>
    </section>
  );
}
