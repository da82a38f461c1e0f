/** The top of a run's page: how it stands, why it ran, and what can be done with it. */
import { Button } from '@mantine/core';
import { IconPlayerSkipForward, IconPlayerStop, IconRotateClockwise } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useCategory } from '../environments/environment-queries.ts';
import { isStartable, jobsQuery, runJob } from '../jobs/job-queries.ts';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { RunPullRequest } from '../pull-requests/run-pull-request.tsx';
import { useMay } from '../session/session-queries.ts';
import { RunNeighbours, RunsAround } from './run-around.tsx';
import classes from './run-header.module.css';
import { cancelRun, retryRun, runChainQuery } from './run-queries.ts';
import { IngestMark, isOver, RunStatus } from './run-status.tsx';

export function RunHeader({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, project_id: projectId } = run;
  const [error, setError] = useState<Error | null>(null);
  return (
    <>
      <PageHeader
        title={`Run #${run.id}`}
        crumbs={[
          ...projectCrumbs(accountId, projectId),
          <Link key="runs" to="/deploy/$accountId/projects/$projectId/runs" params={{ accountId, projectId }}>
            Runs
          </Link>,
        ]}
        badges={
          <>
            <RunStatus status={run.status} warnings={run.warning_count} size="lg" />
            <IngestMark cause={run.cause_category} />
          </>
        }
        subtitle={run.trigger?.cause}
        actions={isOver(run.status) ? <Rerun run={run} onError={setError} /> : <Cancel run={run} onError={setError} />}
      />
      {error === null ? null : <Failed error={error} />}
      <RunNeighbours run={run} />
      <RunPullRequest run={run} />
      <RunsAround run={run} />
      <RetryChain run={run} />
    </>
  );
}

/** The attempts that belong together, oldest first; nothing where there is but one. */
function RetryChain({ run }: { readonly run: WireRun }): ReactNode {
  const { account_id: accountId, project_id: projectId } = run;
  const chain = useQuery(runChainQuery(accountId, run.id)).data?.runs ?? [];
  if (chain.length < 2) return null;
  return (
    <Notice tone="still" title={run.retrying_run_id === null ? 'This run was retried' : 'This run took up where the one before it failed'}>
      <ol className={classes.chain}>
        {chain.map(({ id, status }, place) => (
          <li key={id}>
            <RunStatus status={status} />{' '}
            {id === run.id ? (
              <b>run #{id}</b>
            ) : (
              <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: id }}>
                run #{id}
              </Link>
            )}{' '}
            {place === 0 ? 'first attempt' : `retry ${place}`}
            {id === run.id ? ', this one' : ''}
          </li>
        ))}
      </ol>
    </Notice>
  );
}

interface DeedProps {
  readonly run: WireRun;
  readonly onError: (error: Error) => void;
}

const waiting = 1;

function Cancel({ run, onError }: DeedProps): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const may = useMayRun(run);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRun(run.account_id, run.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['runs', run.account_id] }),
    onError,
  });
  if (!may('runs:write') || run.cause_category === 'ingest') return null;
  return (
    <>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconPlayerStop size={15} />}
        loading={cancel.isPending}
        onClick={() => setAsking(true)}
      >
        Cancel run
      </Button>
      <Confirm
        title={`Cancel run #${run.id}?`}
        deed="Cancel the run"
        isOpen={isAsking}
        isBusy={cancel.isPending}
        error={null}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          cancel.mutate();
        }}
      >
        {run.status === waiting
          ? 'It has not begun, so nothing was built.'
          : 'dbt is told to stop. What it has built so far stays in the warehouse, and nothing of it is published.'}
      </Confirm>
    </>
  );
}

function useMayRun(run: WireRun): ReturnType<typeof useMay> {
  const category = useCategory(run.account_id, run.environment_id);
  return useMay(run.account_id, { projectId: run.project_id, category });
}

const failed = 20;

/** Why a run cannot be taken up where it failed, by the official API's codes. */
const refusalWords: Readonly<Record<string, string>> = {
  RETRY_UNSUPPORTED_CMD: 'No retry: dbt keeps no results of the command that failed.',
  RETRY_UNSUPPORTED_VERSION: 'No retry: it ran with a dbt older than 1.6.',
  RETRY_NOT_LATEST_RUN: 'No retry: the job has run again since.',
  RETRY_NO_RUN_RESULTS: 'No retry: it failed before dbt had any results.',
};

/** Its job from the start, as the job is now, or from where this run failed; an upload can only be repeated where dbt ran. */
function Rerun({ run, onError }: DeedProps): ReactNode {
  const { account_id: accountId, project_id: projectId } = run;
  const may = useMayRun(run);
  const job = useQuery(jobsQuery(accountId)).data?.find(({ id }) => id === run.job_definition_id);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const begin = useMutation({
    mutationFn: (from: 'start' | 'failure') =>
      from === 'failure'
        ? retryRun(accountId, run.id)
        : runJob({ id: run.job_definition_id, account_id: accountId }, `Rerun of run #${run.id}`),
    onSuccess: async ({ id: runId }) => {
      void queries.invalidateQueries({ queryKey: ['runs', accountId] });
      await navigate({ to: '/deploy/$accountId/projects/$projectId/runs/$runId', params: { accountId, projectId, runId } });
    },
    onError,
  });
  if (job === undefined || !isStartable(job) || !may('runs:write')) return null;
  const refusal = run.status === failed && !run.can_retry ? refusalWords[run.retry_not_supported_reason ?? ''] : undefined;
  return (
    <>
      {refusal === undefined ? null : <span className={classes.refusal}>{refusal}</span>}
      <Button
        size="sm"
        variant={run.can_retry ? 'default' : 'filled'}
        leftSection={<IconRotateClockwise size={15} />}
        loading={begin.isPending && begin.variables === 'start'}
        onClick={() => begin.mutate('start')}
      >
        {run.can_retry ? 'Rerun from start' : 'Rerun'}
      </Button>
      {run.can_retry ? (
        <Button
          size="sm"
          leftSection={<IconPlayerSkipForward size={15} />}
          loading={begin.isPending && begin.variables === 'failure'}
          onClick={() => begin.mutate('failure')}
        >
          Rerun from failure
        </Button>
      ) : null}
    </>
  );
}
