/** Making, copying and changing a job. */
import { SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useBlocker, useNavigate, useSearch } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
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
import { draftOf, inputOf, isUsable, type JobDraft, type JobKind, newDraft } from './job-draft.ts';
import { JobFields } from './job-form.tsx';
import { changeJob, createJob, jobQuery } from './job-queries.ts';

/** `?kind=ci` is where it starts from, `?from=5` a job that it is a copy of. */
export function NewJobPage(): ReactNode {
  usePageTitle('New job');
  const { kind = 'deploy', from } = useSearch({ strict: false });
  const copied = useQuery({ ...jobQuery(useAccountId(), from ?? 0), enabled: from !== undefined });
  if (from === undefined) return <EditJob kind={kind} job={null} copied={null} />;
  return <Loaded from={copied}>{(found) => <EditJob kind={kind} job={null} copied={found} />}</Loaded>;
}

export function EditJobPage(): ReactNode {
  const job = useQuery(jobQuery(useAccountId(), useJobId()));
  usePageTitle('Edit', job.data?.name);
  return <Loaded from={job}>{(found) => <EditJob kind="deploy" job={found} copied={null} />}</Loaded>;
}

interface EditProps {
  readonly kind: JobKind;
  /** null: a new one. */
  readonly job: WireJob | null;
  readonly copied: WireJob | null;
}

function EditJob({ job, copied, kind }: EditProps): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const environments = useProjectEnvironments(accountId, projectId);
  return (
    <>
      <PageHeader
        title={job !== null ? `Edit ${job.name}` : copied !== null ? `Copy of ${copied.name}` : 'New job'}
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
          <>
            {job === null && copied === null ? <KindChoice kind={kind} /> : null}
            <JobForm key={kind} kind={kind} job={job} copied={copied} environments={environments} />
          </>
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

const kinds = [
  { value: 'deploy', label: 'Deploy job' },
  { value: 'ci', label: 'CI job' },
  { value: 'merge', label: 'Merge job' },
];

function KindChoice({ kind }: { readonly kind: JobKind }): ReactNode {
  const navigate = useNavigate();
  const params = { accountId: useAccountId(), projectId: useProjectId() };
  const go = (value: string) =>
    navigate({
      ...{ to: '/deploy/$accountId/projects/$projectId/jobs/new', params, replace: true, ignoreBlocker: true },
      search: { kind: value === 'ci' || value === 'merge' ? value : undefined, from: undefined },
    });
  return <SegmentedControl mb="md" aria-label="What kind of job" data={kinds} value={kind} onChange={(value) => void go(value)} />;
}

function firstDraft({ job, copied, kind, environments }: EditProps & { readonly environments: readonly WireEnvironment[] }): JobDraft {
  if (job !== null) return draftOf(job);
  return copied === null ? newDraft(kind, environments) : { ...draftOf(copied), name: `Copy of ${copied.name}` };
}

function JobForm(props: EditProps & { readonly environments: readonly WireEnvironment[] }): ReactNode {
  const { job, environments } = props;
  const accountId = useAccountId();
  const projectId = useProjectId();
  const [first] = useState(() => firstDraft(props));
  const [draft, setDraft] = useState(first);
  const isSaved = useRef(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: () => {
      const input = inputOf(draft, projectId, job);
      return job === null ? createJob(accountId, input) : changeJob(job, input);
    },
    onSuccess: async ({ id: jobId, name }) => {
      isSaved.current = true;
      await queries.invalidateQueries({ queryKey: ['jobs', accountId] });
      said(job === null ? `The job ${name} is made.` : `The job ${name} is saved.`);
      await navigate({ to: '/deploy/$accountId/projects/$projectId/jobs/$jobId', params: { accountId, projectId, jobId } });
    },
  });
  const isChanged = () => !isSaved.current && JSON.stringify(draft) !== JSON.stringify(first);
  return (
    <>
      {/* Outside the form: what is submitted in its dialog would be submitted in this one too. */}
      <LeaveGuard isChanged={isChanged} />
      <Form
        deed={job === null ? 'Create job' : 'Save'}
        isBusy={save.isPending}
        error={save.error}
        onSubmit={() => save.mutate()}
        isDisabled={draft.upstream !== null && draft.upstream.models.length === 0}
      >
        <JobFields
          {...{ draft, environments, accountId, projectId, job }}
          onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
        />
      </Form>
    </>
  );
}

/** Asks before what was typed is lost. */
function LeaveGuard({ isChanged }: { readonly isChanged: () => boolean }): ReactNode {
  const blocker = useBlocker({ shouldBlockFn: isChanged, enableBeforeUnload: isChanged, withResolver: true });
  return (
    <Confirm
      title="Leave without saving?"
      deed="Leave"
      isOpen={blocker.status === 'blocked'}
      isBusy={false}
      error={null}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
    >
      What you changed on this page is not saved.
    </Confirm>
  );
}
