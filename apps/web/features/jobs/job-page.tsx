/** One job: what it does, how it is started from outside, and its runs. */
import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useJobId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { CleanUpPanel } from '../ci/clean-up-panel.tsx';
import { useCategory } from '../environments/environment-queries.ts';
import { JobNotifications } from '../notify/job-notifications.tsx';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { runsQuery } from '../runs/run-queries.ts';
import { IngestMark } from '../runs/run-status.tsx';
import { RunTable } from '../runs/run-table.tsx';
import { useMay } from '../session/session-queries.ts';
import { JobVariables } from '../variables/job-variables.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobLinks } from './job-links.tsx';
import { deleteJob, isStartable, jobQuery, jobsQuery } from './job-queries.ts';
import { JobDeferral, JobUpstream } from './job-state.tsx';
import { RerunLast, RunNow } from './run-now.tsx';

const shownRuns = 20;
const without = ['project', 'environment', 'job'] as const;

export function JobPage(): ReactNode {
  const accountId = useAccountId();
  const job = useQuery(jobQuery(accountId, useJobId()));
  usePageTitle(job.data?.name, 'Job');
  return <Loaded from={job}>{(found) => <Job job={found} />}</Loaded>;
}

function Job({ job }: { readonly job: WireJob }): ReactNode {
  const { account_id: accountId, project_id: projectId, id } = job;
  const [error, setError] = useState<Error | null>(null);
  const runs = useQuery(runsQuery(accountId, { job: id }, { limit: shownRuns }));
  return (
    <>
      <PageHeader
        title={job.name}
        crumbs={[
          ...projectCrumbs(accountId, projectId),
          <Link key="jobs" to="/deploy/$accountId/projects/$projectId/jobs" params={{ accountId, projectId }}>
            Jobs
          </Link>,
        ]}
        badges={<IngestMark cause={job.job_type === 'hybrid' ? 'ingest' : undefined} />}
        subtitle={job.description || undefined}
        actions={<JobActions job={job} onError={setError} />}
      />
      {error === null ? null : <Failed error={error} />}
      <JobLinks job={job} />
      <JobFacts job={job} />
      {isStartable(job) ? <JobDeferral job={job} /> : null}
      <JobUpstream job={job} />
      <JobNotifications accountId={accountId} jobId={id} />
      <Panel
        title="Runs"
        isFlush
        aside={
          <Link to="/deploy/$accountId/runs" params={{ accountId }} search={{ job: id, project: projectId }}>
            All runs of this job
          </Link>
        }
      >
        <Loaded from={runs}>{(page) => <RunTable accountId={accountId} runs={page.runs} without={without} />}</Loaded>
      </Panel>
      {job.job_type === 'ci' ? (
        <CleanUpPanel accountId={accountId} projectId={projectId} subject={{ kind: 'jobs', id }} name={`the job ${job.name}`} />
      ) : null}
      {isStartable(job) ? <JobVariables accountId={accountId} projectId={projectId} jobId={id} /> : null}
    </>
  );
}

function JobActions({ job, onError }: { readonly job: WireJob; readonly onError: (error: Error) => void }): ReactNode {
  const { account_id: accountId, project_id: projectId, id: jobId } = job;
  const may = useMay(accountId, { projectId, category: useCategory(accountId, job.environment_id) });
  return (
    <>
      {may('jobs:write') && isStartable(job) ? (
        <>
          <DeleteJob job={job} />
          <ButtonLink
            to="/deploy/$accountId/projects/$projectId/jobs/new"
            params={{ accountId, projectId }}
            search={{ from: jobId }}
            variant="subtle"
            size="sm"
          >
            Copy
          </ButtonLink>
          <ButtonLink
            to="/deploy/$accountId/projects/$projectId/jobs/$jobId/edit"
            params={{ accountId, projectId, jobId }}
            variant="default"
            size="sm"
            leftSection={<IconPencil size={14} />}
          >
            Edit
          </ButtonLink>
        </>
      ) : null}
      <RerunLast job={job} onError={onError} />
      <RunNow job={job} onError={onError} />
    </>
  );
}

function DeleteJob({ job }: { readonly job: WireJob }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteJob(job),
    onSuccess: async () => {
      said(`The job ${job.name} is deleted.`);
      await navigate({
        to: '/deploy/$accountId/projects/$projectId/jobs',
        params: { accountId: job.account_id, projectId: job.project_id },
      });
      await queries.invalidateQueries({ queryKey: ['jobs', job.account_id] });
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" size="sm" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Confirm
        title={`Delete the job ${job.name}?`}
        deed="Delete the job"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        <LostByDeleting job={job} />
      </Confirm>
    </>
  );
}

/** What would not happen any more. */
function LostByDeleting({ job }: { readonly job: WireJob }): ReactNode {
  const after = (useQuery(jobsQuery(job.account_id)).data ?? []).filter(
    (other) => other.job_completion_trigger_condition?.condition.job_id === job.id || other.deferring_job_definition_id === job.id,
  );
  const others = after.filter(({ id }) => id !== job.id).map(({ name }) => name);
  return (
    <>
      Its runs and their artifacts stay readable; those that have not ended are cancelled. Whatever starts it by its ID {job.id} will be
      refused{job.triggers.schedule === true ? ', and its schedule ends' : ''}.
      {others.length === 0 ? null : ` These jobs start after it, or defer to it, and will no longer: ${others.join(', ')}.`}
    </>
  );
}
