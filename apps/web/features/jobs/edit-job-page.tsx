/** Making and changing a job. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Form } from '../../kit/form.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useJobId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { said } from '../../kit/said.ts';
import { useProjectEnvironments } from '../environments/environment-queries.ts';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { draftOf, inputOf, isUsable, JobFields } from './job-form.tsx';
import { changeJob, createJob, jobQuery } from './job-queries.ts';

export function NewJobPage(): ReactNode {
  usePageTitle('New job');
  return <EditJob job={null} />;
}

export function EditJobPage(): ReactNode {
  const job = useQuery(jobQuery(useAccountId(), useJobId()));
  usePageTitle('Edit', job.data?.name);
  return <Loaded from={job}>{(found) => <EditJob job={found} />}</Loaded>;
}

function EditJob({ job }: { readonly job: WireJob | null }): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const environments = useProjectEnvironments(accountId, projectId);
  return (
    <>
      <PageHeader
        title={job === null ? 'New job' : `Edit ${job.name}`}
        crumbs={[
          ...projectCrumbs(accountId, projectId),
          <Link key="jobs" to="/deploy/$accountId/projects/$projectId/jobs" params={{ accountId, projectId }}>
            Jobs
          </Link>,
        ]}
      />
      <div style={{ maxWidth: 760 }}>
        {environments === undefined ? (
          <RowSkeletons rows={6} />
        ) : environments.some(isUsable) || job !== null ? (
          <JobForm job={job} environments={environments} />
        ) : (
          <Empty
            title="There is no environment that a job could run in"
            action={
              <ButtonLink to="/deploy/$accountId/projects/$projectId/environments/new" params={{ accountId, projectId }}>
                Create an environment
              </ButtonLink>
            }
          >
            A job needs a deployment environment with a connection.
          </Empty>
        )}
      </div>
    </>
  );
}

function JobForm({ job, environments }: { readonly job: WireJob | null; readonly environments: readonly WireEnvironment[] }): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const [draft, setDraft] = useState(() => draftOf(job, environments));
  const queries = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: () => {
      const input = inputOf(draft, projectId);
      return job === null ? createJob(accountId, input) : changeJob(job, input);
    },
    onSuccess: async ({ id: jobId, name }) => {
      await queries.invalidateQueries({ queryKey: ['jobs', accountId] });
      said(job === null ? `The job ${name} is made.` : `The job ${name} is saved.`);
      await navigate({ to: '/deploy/$accountId/projects/$projectId/jobs/$jobId', params: { accountId, projectId, jobId } });
    },
  });
  return (
    <Form deed={job === null ? 'Create job' : 'Save'} isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
      <JobFields
        draft={draft}
        environments={environments}
        accountId={accountId}
        jobId={job?.id ?? null}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
    </Form>
  );
}
