/** What starts a job by itself, as fields: its schedule, with the next times that it comes to, and another job's end. */
import { Checkbox, Group, NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WireCompletionTrigger } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import { readTime } from '../../kit/read-time.ts';
import { useProject } from '../projects/project-queries.ts';
import { isStartable, jobsQuery, schedulePreviewQuery } from './job-queries.ts';
import classes from './job-triggers.module.css';
import { type ScheduleDraft, scheduleOf } from './schedule-draft.ts';

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

interface ScheduleProps {
  readonly accountId: number;
  readonly draft: ScheduleDraft;
  readonly onChange: (draft: ScheduleDraft) => void;
}

export function ScheduleFields({ accountId, draft, onChange }: ScheduleProps): ReactNode {
  return (
    <div className={classes.group}>
      <Checkbox
        label="Run on a schedule"
        description="Times are in UTC, and know no summer time."
        checked={draft.isOn}
        onChange={(event) => onChange({ ...draft, isOn: event.currentTarget.checked })}
      />
      {draft.isOn ? (
        <div className={classes.inner}>
          <SegmentedControl
            size="xs"
            aria-label="How the schedule is written"
            value={draft.kind}
            data={[
              { value: 'interval', label: 'Every few hours' },
              { value: 'hours', label: 'At hours of the day' },
              { value: 'cron', label: 'Cron' },
            ]}
            onChange={(kind) => onChange({ ...draft, kind: kind === 'cron' || kind === 'hours' ? kind : 'interval' })}
          />
          <TimeFields draft={draft} onChange={onChange} />
          <NextTimes accountId={accountId} draft={draft} />
        </div>
      ) : null}
    </div>
  );
}

function TimeFields({ draft, onChange }: Omit<ScheduleProps, 'accountId'>): ReactNode {
  if (draft.kind === 'cron')
    return (
      <TextInput
        label="Cron line"
        description="Minute, hour, day of the month (L: its last), month, day of the week"
        spellCheck={false}
        required
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={draft.cron}
        onChange={(event) => onChange({ ...draft, cron: event.currentTarget.value })}
      />
    );
  return (
    <>
      {draft.kind === 'interval' ? (
        <NumberInput
          label="Every how many hours"
          min={1}
          max={24}
          value={draft.interval}
          onChange={(value) => onChange({ ...draft, interval: Number(value) || 1 })}
        />
      ) : (
        <TextInput
          label="Hours"
          description="From 0 to 23, such as 6, 18"
          required
          value={draft.hours}
          onChange={(event) => onChange({ ...draft, hours: event.currentTarget.value })}
        />
      )}
      <Checkbox.Group value={draft.days.map(String)} onChange={(days) => onChange({ ...draft, days: days.map(Number).sort() })}>
        <Group gap={14} role="group" aria-label="Days of the week; none chosen is every day">
          {dayNames.map((name, day) => (
            <Checkbox key={name} size="xs" value={String(day)} label={name} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}

function NextTimes({ accountId, draft }: Omit<ScheduleProps, 'onChange'>): ReactNode {
  const preview = useQuery(schedulePreviewQuery(accountId, scheduleOf(draft)));
  if (preview.error !== null) return <Failed error={preview.error} />;
  if (preview.data === undefined) return null;
  const { cron, next } = preview.data;
  return (
    <div className={classes.next} aria-live="polite">
      <div>
        Next times in UTC (<code>{cron}</code>)
      </div>
      {next.length === 0 ? <p>This line names no time that will ever come.</p> : null}
      <ol>
        {next.map((at) => (
          <li key={at}>{utcTime(at)}</li>
        ))}
      </ol>
    </div>
  );
}

const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });

/** "Friday 2 January 2026 at 06:00". */
export function utcTime(at: string): string {
  return utc.format(readTime(at));
}

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
