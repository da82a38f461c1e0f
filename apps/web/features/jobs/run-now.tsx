/** Starts a job and goes to its run. */
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerSkipForward } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireRun } from '@weft/wire/v2/run';
import type { ReactNode } from 'react';
import { useCategory } from '../environments/environment-queries.ts';
import { runsQuery } from '../runs/run-queries.ts';
import { useMay, useSession } from '../session/session-queries.ts';
import { isStartable, rerunJob, runJob } from './job-queries.ts';

export function useRunNow(job: WireJob, start: (cause: string) => Promise<WireRun> = (cause) => runJob(job, cause)) {
  const { user } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => start(`Kicked off from UI by ${user?.email ?? 'nobody'}`),
    onSuccess: async (run) => {
      void queries.invalidateQueries({ queryKey: ['runs', job.account_id] });
      await navigate({
        to: '/deploy/$accountId/projects/$projectId/runs/$runId',
        params: { accountId: job.account_id, projectId: job.project_id, runId: run.id },
      });
    },
  });
}

/** Absent where it could not work: for uploads' jobs, and for those who may not start runs. */
export function RunNow({
  job,
  onError,
  size = 'sm',
}: {
  readonly job: WireJob;
  readonly onError: (error: Error) => void;
  readonly size?: 'sm' | 'compact-xs';
}): ReactNode {
  const may = useMayRun(job);
  const run = useRunNow(job);
  if (!isStartable(job) || !may('runs:write')) return null;
  return (
    <Button
      size={size}
      variant={size === 'sm' ? 'filled' : 'default'}
      leftSection={<IconPlayerPlay size={size === 'sm' ? 15 : 12} />}
      loading={run.isPending}
      onClick={() => run.mutate(undefined, { onError })}
      aria-label={`Run now: ${job.name}`}
    >
      Run now
    </Button>
  );
}

/** Who may run jobs may do so in environments of some categories only. */
function useMayRun(job: WireJob): ReturnType<typeof useMay> {
  const category = useCategory(job.account_id, job.environment_id);
  return useMay(job.account_id, { projectId: job.project_id, category });
}

/** Where the last run failed; absent while there is nothing to take up. */
export function RerunLast({ job, onError }: { readonly job: WireJob; readonly onError: (error: Error) => void }): ReactNode {
  const may = useMayRun(job);
  const last = useQuery(runsQuery(job.account_id, { job: job.id }, { limit: 20 })).data?.runs[0];
  const rerun = useRunNow(job, () => rerunJob(job));
  if (last?.can_retry !== true || !may('runs:write')) return null;
  return (
    <Button
      size="sm"
      variant="default"
      leftSection={<IconPlayerSkipForward size={15} />}
      loading={rerun.isPending}
      onClick={() => rerun.mutate(undefined, { onError })}
    >
      Rerun from failure
    </Button>
  );
}
