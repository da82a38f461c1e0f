/** One run, live while it goes on: how it stands, and its parts, each loaded when it is first looked at. */
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { lazy, Suspense, useMemo } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { useAccountId, useRunId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { selectionQuery } from '../ci/selection-queries.ts';
import { useProject } from '../projects/project-queries.ts';
import { useLiveRun } from './live-run.ts';
import { RunUpstream } from './run-around.tsx';
import { RunFacts, RunWait } from './run-facts.tsx';
import { RunHeader } from './run-header.tsx';
import { lintStepName, runLintQuery, runNodesQuery, runQuery, runStepsQuery } from './run-queries.ts';
import { isOver, statusWord } from './run-status.tsx';
import type { RunTab } from './run-tabs.tsx';
import { RunTabs, runTabs } from './run-tabs.tsx';
import { RunUpload } from './run-upload.tsx';
import { isTest } from './split-nodes.ts';
import { RunLogs } from './step-log.ts';

const StepsTab = lazy(() => import('./steps-tab.tsx').then((it) => ({ default: it.StepsTab })));
const TimingTab = lazy(() => import('./timing-tab.tsx').then((it) => ({ default: it.TimingTab })));
const TestsTab = lazy(() => import('./tests-tab.tsx').then((it) => ({ default: it.TestsTab })));
const ArtifactsTab = lazy(() => import('./run-artifacts.tsx').then((it) => ({ default: it.RunArtifacts })));
const LintTab = lazy(() => import('./lint-tab.tsx').then((it) => ({ default: it.LintTab })));
const MeshTab = lazy(() => import('./mesh-tab.tsx').then((it) => ({ default: it.MeshTab })));
const SelectionTab = lazy(() => import('../ci/selection-panel.tsx').then((it) => ({ default: it.SelectionPanel })));
const CleanUpTab = lazy(() => import('../ci/clean-up-panel.tsx').then((it) => ({ default: it.CleanUpPanel })));
const NodeDrawer = lazy(() => import('./node-drawer.tsx').then((it) => ({ default: it.NodeDrawer })));

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
  const nodes = useQuery(runNodesQuery(accountId, id)).data;
  const isComparing = useQuery(selectionQuery(accountId, id)).data?.deferral != null;
  const isLinting = useQuery(runStepsQuery(accountId, id)).data?.some(({ name }) => name === lintStepName) ?? false;
  const findings = useQuery({ ...runLintQuery(accountId, id), enabled: isLinting }).data?.findings.length;
  const shown = runTabs.filter((tab) => isShown(tab, run, { isComparing, isLinting }));
  const { tab: asked } = useSearch({ strict: false });
  const current = shown.find((tab) => tab === asked) ?? 'steps';
  const tests = nodes?.filter(isTest).length;
  return (
    <>
      <RunHeader run={run} />
      <RunWait run={run} />
      <RunUpstream run={run} />
      <RunFacts run={run} />
      {run.cause_category === 'ingest' ? <RunUpload run={run} /> : null}
      <RunTabs
        run={run}
        shown={shown}
        current={current}
        counts={{
          ...(nodes === undefined || tests === undefined ? {} : { timing: nodes.length - tests, tests }),
          ...(findings === undefined ? {} : { lint: findings }),
        }}
      />
      <Suspense fallback={<RowSkeletons rows={6} />}>
        <Part tab={current} run={run} logs={logs} />
      </Suspense>
      <Suspense fallback={null}>
        <NodeDrawer run={run} />
      </Suspense>
    </>
  );
}

/** What a run has nothing of is not offered. */
function isShown(tab: RunTab, run: WireRun, has: { readonly isComparing: boolean; readonly isLinting: boolean }): boolean {
  switch (tab) {
    case 'artifacts':
      return isOver(run.status);
    case 'selection':
      return has.isComparing;
    case 'lint':
      return has.isLinting;
    case 'clean-up':
      return run.job_type === 'ci';
    default:
      return true;
  }
}

function Part({ tab, run, logs }: { readonly tab: RunTab; readonly run: WireRun; readonly logs: RunLogs }): ReactNode {
  switch (tab) {
    case 'timing':
      return <TimingTab run={run} />;
    case 'tests':
      return <TestsTab run={run} />;
    case 'artifacts':
      return <ArtifactsTab run={run} />;
    case 'lint':
      return <LintTab run={run} />;
    case 'selection':
      return <SelectionTab run={run} />;
    case 'clean-up':
      return (
        <CleanUpTab accountId={run.account_id} projectId={run.project_id} subject={{ kind: 'runs', id: run.id }} name={`run #${run.id}`} />
      );
    case 'mesh':
      return <MeshTab run={run} />;
    default:
      return <StepsTab run={run} logs={logs} />;
  }
}
