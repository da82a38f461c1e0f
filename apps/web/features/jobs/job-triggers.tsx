/** Another job's end as what starts a job. */
import { Checkbox, Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WireCompletionTrigger } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { useProject } from '../projects/project-queries.ts';
import { isStartable, jobsQuery } from './job-queries.ts';
import classes from './job-triggers.module.css';

type Statuses = WireCompletionTrigger['condition']['statuses'];
const endings: readonly (readonly [10 | 20 | 30, string])[] = [
  [10, 'succeeded'],
  [20, 'failed'],
  [30, 'was cancelled'],
];

export function CompletionFields(props: {
  readonly accountId: number;
  /** null: a job that is not made yet. */
  readonly jobId: number | null;
  readonly trigger: WireCompletionTrigger | null;
  readonly onChange: (trigger: WireCompletionTrigger | null) => void;
}): ReactNode {
  const { accountId, jobId, trigger, onChange } = props;
  const jobs = (useQuery(jobsQuery(accountId)).data ?? []).filter((job) => job.id !== jobId);
  const [first] = jobs;
  if (first === undefined && trigger === null) return null;
  const choose = (id: number, statuses: Statuses) => {
    const job = jobs.find((it) => it.id === id) ?? first;
    if (job) onChange({ condition: { job_id: job.id, project_id: job.project_id, statuses } });
  };
  return (
    <div className={classes.group}>
      <Checkbox
        label="Run when another job has finished"
        description="Of any project of the account: a domain team’s job after the one that it builds on"
        checked={trigger !== null}
        onChange={(event) => (event.currentTarget.checked ? choose(first?.id ?? 0, [10]) : onChange(null))}
      />
      {trigger === null ? null : (
        <div className={classes.inner}>
          <NativeSelect
            label="Job"
            value={trigger.condition.job_id}
            onChange={(event) => choose(Number(event.currentTarget.value), trigger.condition.statuses)}
          >
            {jobs.map((job) => (
              <JobChoice
                key={job.id}
                accountId={accountId}
                projectId={job.project_id}
                id={job.id}
                name={isStartable(job) ? job.name : `${job.name} (uploads)`}
              />
            ))}
          </NativeSelect>
          <Checkbox.Group
            value={trigger.condition.statuses.map(String)}
            onChange={(chosen) => {
              const statuses = endings.flatMap(([status]) => (chosen.includes(String(status)) ? [status] : []));
              if (statuses.length > 0) choose(trigger.condition.job_id, statuses);
            }}
          >
            <Group gap={14} role="group" aria-label="How it must have ended">
              {endings.map(([status, word]) => (
                <Checkbox key={status} size="xs" value={String(status)} label={`It ${word}`} />
              ))}
            </Group>
          </Checkbox.Group>
        </div>
      )}
    </div>
  );
}

function JobChoice(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly id: number;
  readonly name: string;
}): ReactNode {
  const project = useProject(props.accountId, props.projectId);
  return <option value={props.id}>{project === undefined ? props.name : `${project.name}: ${props.name}`}</option>;
}
