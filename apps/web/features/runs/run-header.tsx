/** The top of a run's page: how it stands, why it ran, and what can be done with it. */
import { Button } from '@mantine/core';
import { IconPlayerSkipForward, IconPlayerStop, IconRotateClockwise } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useCategory } from '../environments/environment-queries.ts';
import { isStartable, jobsQuery, runJob } from '../jobs/job-queries.ts';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { useMay } from '../session/session-queries.ts';
import { cancelRun, retryRun } from './run-queries.ts';
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
            <RunStatus status={run.status} size="lg" />
            <IngestMark cause={run.cause_category} />
          </>
        }
        subtitle={run.trigger?.cause}
        actions={isOver(run.status) ? <Rerun run={run} onError={setError} /> : <Cancel run={run} onError={setError} />}
      />
      {error === null ? null : <Failed error={error} />}
      {run.retrying_run_id === null ? null : (
        <Notice tone="still">
          This run takes up{' '}
          <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId: run.retrying_run_id }}>
            run #{run.retrying_run_id}
          </Link>{' '}
          where it failed: what was good there is not done again.
        </Notice>
      )}
    </>
  );
}

interface DeedProps {
  readonly run: WireRun;
  readonly onError: (error: Error) => void;
}

function Cancel({ run, onError }: DeedProps): ReactNode {
  const may = useMayRun(run);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelRun(run.account_id, run.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['runs', run.account_id] }),
    onError,
  });
  if (!may('runs:write') || run.cause_category === 'ingest') return null;
  return (
    <Button
      size="sm"
      variant="default"
      leftSection={<IconPlayerStop size={15} />}
      loading={cancel.isPending}
      onClick={() => cancel.mutate()}
    >
      Cancel run
    </Button>
  );
}

function useMayRun(run: WireRun): ReturnType<typeof useMay> {
  const category = useCategory(run.account_id, run.environment_id);
  return useMay(run.account_id, { projectId: run.project_id, category });
}

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
  return (
    <>
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
