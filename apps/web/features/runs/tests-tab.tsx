/** What a run tested. */
import { useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { RunNodes } from './run-nodes.tsx';
import { runNodesQuery, runStepsQuery } from './run-queries.ts';
import { isOver } from './run-status.tsx';
import { isTest } from './split-nodes.ts';

export function TestsTab({ run }: { readonly run: WireRun }): ReactNode {
  const nodes = useQuery(runNodesQuery(run.account_id, run.id));
  const steps = useQuery(runStepsQuery(run.account_id, run.id)).data ?? [];
  return (
    <Panel title="Tests" isFlush>
      <Loaded from={nodes} skeleton={<RowSkeletons rows={5} />}>
        {(found) => <RunNodes nodes={found.filter(isTest)} steps={steps} isGrowing={!isOver(run.status)} />}
      </Loaded>
    </Panel>
  );
}
