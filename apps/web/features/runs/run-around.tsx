/** Beside the title of a run: its job's runs before and after it, what it started, who waits for it, and the models it waited for. */
import { IconChevronLeft, IconChevronRight, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireNearRun } from '@weft/wire/weft/run-around';
import type { ReactNode } from 'react';
import { Notice } from '../../kit/notice.tsx';
import { Ago } from '../../kit/time.tsx';
import { UpstreamModels } from '../jobs/upstream-models.tsx';
import classes from './run-header.module.css';
import { runAroundQuery, runUpstreamQuery } from './run-queries.ts';
import { RunStatus } from './run-status.tsx';

const listed = 10;

export function RunNeighbours({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, project_id: projectId } = run;
  const around = useQuery(runAroundQuery(accountId, run.id)).data;
  if (around === undefined || (around.older_run_id === null && around.newer_run_id === null)) return null;
  const step = (runId: number | null, word: string, icon: ReactNode) =>
    runId === null ? null : (
      <Link
        to="/deploy/$accountId/projects/$projectId/runs/$runId"
        params={{ accountId, projectId, runId }}
        className={classes.step}
        title={`${word} run of ${run.job_name}`}
      >
        {icon}
        {word} run #{runId}
      </Link>
    );
  return (
    <nav aria-label="Runs of the same job" className={classes.steps}>
      {step(around.older_run_id, 'Older', <IconChevronLeft size={14} aria-hidden="true" />)}
      {step(around.newer_run_id, 'Newer', <IconChevronRight size={14} aria-hidden="true" />)}
    </nav>
  );
}

export function RunsAround({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId } = run;
  const around = useQuery(runAroundQuery(accountId, run.id)).data;
  if (around === undefined) return null;
  const { started, behind } = around;
  return (
    <>
      {started.length === 0 ? null : (
        <Notice tone="still" title="Its end started">
          <NearList accountId={accountId} runs={started} />
        </Notice>
      )}
      {behind.length === 0 ? null : (
        <Notice
          tone="still"
          icon={<IconHourglass size={17} />}
          title={behind.length === 1 ? 'A run waits for this one' : 'Runs wait for this one'}
        >
          <NearList accountId={accountId} runs={behind} />
        </Notice>
      )}
    </>
  );
}

function NearList({ accountId, runs }: { readonly accountId: number; readonly runs: readonly WireNearRun[] }): ReactNode {
  return (
    <ul className={classes.chain}>
      {runs.slice(0, listed).map((near) => (
        <li key={near.run_id}>
          <RunStatus status={near.status} /> <Near accountId={accountId} near={near} />
        </li>
      ))}
      {runs.length > listed ? <li>and {runs.length - listed} more</li> : null}
    </ul>
  );
}

function Near({ accountId, near }: { readonly accountId: number; readonly near: WireNearRun }): ReactNode {
  return (
    <>
      <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId: near.project_id, runId: near.run_id }}>
        run #{near.run_id}
      </Link>{' '}
      of {near.job_name}
    </>
  );
}

/** Which models of other projects it waits for, or waited for, and what came of it. */
export function RunUpstream({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId } = run;
  const upstream = useQuery(runUpstreamQuery(accountId, run.id)).data;
  if (upstream === undefined || upstream.wait === null) return null;
  const { wait, models, since } = upstream;
  return (
    <Notice
      tone="still"
      icon={<IconHourglass size={17} />}
      title={wait.released_at === null ? 'Waits for models of other projects' : 'Waited for models of other projects'}
    >
      {wait.released_at === null ? (
        <>
          {wait.reason} It waits until <Ago at={wait.until} />, then it {wait.after_wait === 'fail' ? 'fails' : 'runs all the same'}.
        </>
      ) : (
        <>
          {wait.outcome} (<Ago at={wait.released_at} />)
        </>
      )}
      <UpstreamModels accountId={accountId} models={models} since={since} />
    </Notice>
  );
}
