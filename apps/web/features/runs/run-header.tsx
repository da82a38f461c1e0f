/** The top of a run's page: how it stands, why it ran, and what can be done with it. */
import { Button } from '@mantine/core';
import { IconPlayerStop, IconRotateClockwise } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { isStartable, jobsQuery, runJob } from '../jobs/job-queries.ts';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { useMay } from '../session/session-queries.ts';
import { cancelRun } from './run-queries.ts';
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
    </>
  );
}

interface DeedProps {
  readonly run: WireRun;
  readonly onError: (error: Error) => void;
}

function Cancel({ run, onError }: DeedProps): ReactNode {
  const may = useMay(run.account_id);
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

/** Its job from the start, as the job is now; an upload can only be repeated where dbt ran. */
function Rerun({ run, onError }: DeedProps): ReactNode {
  const may = useMay(run.account_id);
  const job = useQuery(jobsQuery(run.account_id)).data?.find(({ id }) => id === run.job_definition_id);
  const navigate = useNavigate();
  const rerun = useMutation({
    mutationFn: () => runJob({ id: run.job_definition_id, account_id: run.account_id }, `Rerun of run #${run.id}`),
    onSuccess: ({ id: runId }) =>
      navigate({
        to: '/deploy/$accountId/projects/$projectId/runs/$runId',
        params: { accountId: run.account_id, projectId: run.project_id, runId },
      }),
    onError,
  });
  if (job === undefined || !isStartable(job) || !may('runs:write')) return null;
  return (
    <Button size="sm" leftSection={<IconRotateClockwise size={15} />} loading={rerun.isPending} onClick={() => rerun.mutate()}>
      Rerun
    </Button>
  );
}
