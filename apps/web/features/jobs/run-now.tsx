/** Starts a job and goes to its run. */
import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { useMay, useSession } from '../session/session-queries.ts';
import { isStartable, runJob } from './job-queries.ts';

export function useRunNow(job: WireJob) {
  const { user } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => runJob(job, `Kicked off from UI by ${user?.email ?? 'nobody'}`),
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
  const may = useMay(job.account_id);
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
