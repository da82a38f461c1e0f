/** What starts a job, said in a line each; and what is kept for later. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { Notice } from '../../kit/notice.tsx';
import { jobsQuery } from './job-queries.ts';
import { utcTime } from './job-triggers.tsx';

export function startsOf(job: WireJob): readonly (readonly [string, ReactNode] | null)[] {
  const { triggers, schedule, next_run: next, job_completion_trigger_condition: completion } = job;
  return [
    ['Schedule', triggers.schedule === true ? <code key="cron">{String(schedule.cron)} UTC</code> : 'off'],
    next === null ? null : ['Next run', `${utcTime(next)} UTC`],
    completion === null ? null : ['Runs after', <AfterJob key="after" job={job} />],
  ];
}

function AfterJob({ job }: { readonly job: WireJob }): ReactNode {
  const condition = job.job_completion_trigger_condition?.condition;
  const jobs = useQuery(jobsQuery(job.account_id)).data;
  if (condition === undefined) return null;
  const before = jobs?.find(({ id }) => id === condition.job_id);
  if (before === undefined) return jobs === undefined ? `job ${condition.job_id}` : `job ${condition.job_id}, which was deleted`;
  const params = { accountId: job.account_id, projectId: before.project_id, jobId: before.id };
  return (
    <Link to="/deploy/$accountId/projects/$projectId/jobs/$jobId" params={params}>
      {before.name}
    </Link>
  );
}

/** Fields that tools write and that nothing acts on until somebody tells Weft of pull requests. */
export function KeptForLater({ job }: { readonly job: WireJob }): ReactNode {
  const { triggers } = job;
  const kept = [
    triggers.github_webhook === true || triggers.git_provider_webhook === true ? 'runs on pull requests' : null,
    triggers.on_merge === true ? 'runs on merges' : null,
    job.run_lint ? 'lints' : null,
    job.run_compare_changes ? 'compares changes' : null,
    job.deferring_environment_id !== null || job.deferring_job_definition_id !== null ? 'defers' : null,
  ].filter((it) => it !== null);
  if (kept.length === 0) return null;
  return (
    <Notice tone="still">
      As written, this job also {kept.join(', ')}. Weft keeps that as it is; it acts once a git provider is connected.
    </Notice>
  );
}
