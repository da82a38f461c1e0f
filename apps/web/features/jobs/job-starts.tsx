/** What starts a job, said in a line each; and what is kept for later. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { Notice } from '../../kit/notice.tsx';
import { jobsQuery } from './job-queries.ts';
import { timeIn } from './next-times.tsx';

export function startsOf(job: WireJob): readonly (readonly [string, ReactNode] | null)[] {
  const { triggers, schedule, next_run: next, job_completion_trigger_condition: completion } = job;
  const zone = typeof schedule.timezone === 'string' ? schedule.timezone : 'UTC';
  return [
    [
      'Schedule',
      triggers.schedule === true ? (
        <span key="cron">
          <code>{String(schedule.cron)}</code> {zone}
        </span>
      ) : (
        'off'
      ),
    ],
    next === null
      ? null
      : ['Next run', zone === 'UTC' ? `${timeIn(zone, next)} UTC` : `${timeIn(zone, next)} (${timeIn('UTC', next)} UTC)`],
    ...gitTriggersOf(job),
    completion === null ? null : ['Runs after', <AfterJob key="after" job={job} />],
    ...upstreamOf(job),
  ];
}

function gitTriggersOf({ account_id: accountId, project_id: project, triggers, triggers_on_draft_pr: onDrafts }: WireJob) {
  const isByPullRequest = triggers.github_webhook === true || triggers.git_provider_webhook === true;
  const pullRequests = (
    <Link key="pull-requests" to="/deploy/$accountId/pull-requests" params={{ accountId }} search={{ project }}>
      {onDrafts ? 'opened or changed, drafts too' : 'opened or changed'}
    </Link>
  );
  return [
    ...(isByPullRequest ? [['Pull requests', pullRequests] as const] : []),
    ...(triggers.on_merge === true ? [['Merges', 'to the branch of its environment'] as const] : []),
  ];
}

function upstreamOf(job: WireJob): readonly (readonly [string, ReactNode])[] {
  const rule = job.upstream_freshness;
  if (rule === undefined) return [];
  const models = rule.models.map(({ project_id: projectId, unique_id: uniqueId }, at) => (
    <span key={uniqueId}>
      {at === 0 ? '' : ', '}
      <Link
        to="/deploy/$accountId/projects/$projectId/public-models"
        params={{ accountId: job.account_id, projectId }}
        search={{ model: uniqueId }}
      >
        {uniqueId.split('.').slice(2).join('.')}
      </Link>
    </span>
  ));
  const fresh = rule.within_hours === null ? 'built since it last succeeded' : `built within ${rule.within_hours} h`;
  const wait = `at most ${rule.wait_minutes_max} min, then ${rule.after_wait === 'fail' ? 'fails' : 'runs all the same'}`;
  return [
    ...(rule.triggers ? ([['Starts by fresh', models]] as const) : []),
    ...(rule.waits ? ([['Waits for', models]] as const) : []),
    ['Fresh when', rule.waits ? `${fresh}; waits ${wait}` : fresh],
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

/** What tools write and nothing acts on. */
export function KeptForLater({ job }: { readonly job: WireJob }): ReactNode {
  if (!job.run_compare_changes) return null;
  return (
    <Notice tone="still">
      As written, this job also compares changes in the warehouse. Weft keeps that as it is; it does not act on it.
    </Notice>
  );
}
