/** One run, live while it goes on. */
import { useQuery } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { useAccountId, useRunId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { useProject } from '../projects/project-queries.ts';
import { useLiveRun } from './live-run.ts';
import { RunArtifacts } from './run-artifacts.tsx';
import { RunFacts, RunWait } from './run-facts.tsx';
import { RunHeader } from './run-header.tsx';
import { RunNodes } from './run-nodes.tsx';
import { runNodesQuery, runQuery, runStepsQuery } from './run-queries.ts';
import { isOver, statusWord } from './run-status.tsx';
import { RunSteps } from './run-steps.tsx';
import { RunUpload } from './run-upload.tsx';
import { RunLogs } from './step-log.ts';

export function RunPage(): ReactNode {
  const accountId = useAccountId();
  const runId = useRunId();
  const run = useQuery(runQuery(accountId, runId));
  return (
    <Loaded from={run} skeleton={<RowSkeletons rows={8} />}>
      {(found) => <Run key={runId} run={found} />}
    </Loaded>
  );
}

function Run({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, id } = run;
  const logs = useMemo(() => new RunLogs(accountId, id), [accountId, id]);
  useLiveRun(accountId, id, run.status, logs);
  usePageTitle(`${statusWord(run.status)} · Run #${id}`, useProject(accountId, run.project_id)?.name);
  const isGrowing = !isOver(run.status);
  return (
    <>
      <RunHeader run={run} />
      <RunWait run={run} />
      <RunFacts run={run} />
      {run.cause_category === 'ingest' ? <RunUpload run={run} /> : null}
      <Steps accountId={accountId} runId={id} isGrowing={isGrowing} logs={logs} />
      <Nodes accountId={accountId} runId={id} isGrowing={isGrowing} />
      {isGrowing ? null : <RunArtifacts accountId={accountId} runId={id} />}
    </>
  );
}

function Steps(props: {
  readonly accountId: number;
  readonly runId: number;
  readonly isGrowing: boolean;
  readonly logs: RunLogs;
}): ReactNode {
  const steps = useQuery(runStepsQuery(props.accountId, props.runId));
  return (
    <Panel title="Steps" isFlush>
      <Loaded from={steps}>
        {(found) =>
          found.length > 0 ? (
            <RunSteps steps={found} logs={props.logs} />
          ) : (
            <p style={{ margin: 0, padding: '6px 16px 12px' }} className="weft-dim">
              {props.isGrowing ? 'The first step appears when the run begins.' : 'This run had no steps.'}
            </p>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Nodes(props: { readonly accountId: number; readonly runId: number; readonly isGrowing: boolean }): ReactNode {
  const nodes = useQuery(runNodesQuery(props.accountId, props.runId));
  const steps = useQuery(runStepsQuery(props.accountId, props.runId)).data ?? [];
  if (nodes.data?.length === 0) return null;
  return (
    <Panel title="Nodes" isFlush aside={nodes.data === undefined ? undefined : <span>{nodes.data.length}</span>}>
      <Loaded from={nodes} skeleton={<RowSkeletons rows={5} />}>
        {(found) => <RunNodes nodes={found} steps={steps} isGrowing={props.isGrowing} />}
      </Loaded>
    </Panel>
  );
}
