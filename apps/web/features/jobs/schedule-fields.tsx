/** A job's schedule as fields, with the next times that it comes to. */
import { Checkbox, Group, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { schedulePreviewQuery } from './job-queries.ts';
import classes from './job-triggers.module.css';
import { NextTimes } from './next-times.tsx';
import { type ScheduleDraft, scheduleOf } from './schedule-draft.ts';
import { ZoneField } from './zone-field.tsx';

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

interface Props {
  readonly draft: ScheduleDraft;
  readonly onChange: (draft: ScheduleDraft) => void;
}

export function ScheduleFields({ accountId, draft, onChange }: Props & { readonly accountId: number }): ReactNode {
  return (
    <div className={classes.group}>
      <Checkbox
        label="Run on a schedule"
        checked={draft.isOn}
        onChange={(event) => onChange({ ...draft, isOn: event.currentTarget.checked })}
      />
      {draft.isOn ? <OpenSchedule accountId={accountId} draft={draft} onChange={onChange} /> : null}
    </div>
  );
}

function OpenSchedule({ accountId, draft, onChange }: Props & { readonly accountId: number }): ReactNode {
  const [settled] = useDebouncedValue(draft, 250);
  const preview = useQuery({ ...schedulePreviewQuery(accountId, scheduleOf(settled)), placeholderData: keepPreviousData });
  const problem = preview.error?.message ?? null;
  return (
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
      <TimeFields draft={draft} problem={problem} onChange={onChange} />
      <ZoneField value={draft.zone} onChange={(zone) => onChange({ ...draft, zone })} />
      {problem === null && preview.data !== undefined ? <NextTimes preview={preview.data} /> : null}
    </div>
  );
}

function TimeFields({ draft, problem, onChange }: Props & { readonly problem: string | null }): ReactNode {
  if (draft.kind === 'cron')
    return (
      <TextInput
        label="Cron line"
        description="Minute, hour, day of the month (L: its last), month, day of the week (0 is Sunday)"
        spellCheck={false}
        required
        error={problem}
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
          description="Counted from midnight"
          min={1}
          max={24}
          error={problem}
          value={draft.interval}
          onChange={(value) => onChange({ ...draft, interval: Number(value) || 1 })}
        />
      ) : (
        <TextInput
          label="Hours"
          description="From 0 to 23, such as 6, 18"
          required
          error={problem}
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
