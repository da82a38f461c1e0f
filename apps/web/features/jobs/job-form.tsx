/** What a job is made of, as fields. */
import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import type { WireCompletionTrigger, WireJob } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { Fields } from '../../kit/form.tsx';
import { VersionChoice } from '../environments/version-choice.tsx';
import type { JobInput } from './job-queries.ts';
import { CompletionFields, ScheduleFields } from './job-triggers.tsx';
import { type ScheduleDraft, scheduleDraftOf, scheduleOf } from './schedule-draft.ts';

/** The form's own state: commands as one text, a line each. */
export interface JobDraft {
  readonly name: string;
  readonly description: string;
  readonly environmentId: number | null;
  readonly commands: string;
  readonly generateDocs: boolean;
  readonly sourceFreshness: boolean;
  readonly threads: number;
  readonly targetName: string;
  readonly timeoutSeconds: number;
  /** null: the environment's. */
  readonly dbtVersion: string | null;
  readonly schedule: ScheduleDraft;
  readonly completion: WireCompletionTrigger | null;
}

export function draftOf(job: WireJob | null, environments: readonly WireEnvironment[]): JobDraft {
  const usable = environments.filter(isUsable);
  const first = usable.find(({ deployment_type }) => deployment_type === 'production') ?? usable[0];
  return {
    name: job?.name ?? '',
    description: job?.description ?? '',
    environmentId: job?.environment_id ?? first?.id ?? null,
    commands: job?.execute_steps.join('\n') ?? 'dbt build',
    generateDocs: job?.generate_docs ?? true,
    sourceFreshness: job?.run_generate_sources ?? false,
    threads: job?.settings.threads ?? 4,
    targetName: job?.settings.target_name ?? 'default',
    timeoutSeconds: job?.execution.timeout_seconds ?? 0,
    dbtVersion: job?.dbt_version ?? null,
    schedule: scheduleDraftOf(job),
    completion: job?.job_completion_trigger_condition ?? null,
  };
}

export function inputOf(draft: JobDraft, projectId: number): JobInput {
  return {
    project_id: projectId,
    environment_id: draft.environmentId ?? 0,
    name: draft.name.trim(),
    description: draft.description.trim(),
    execute_steps: commandsOf(draft.commands),
    dbt_version: draft.dbtVersion,
    settings: { threads: draft.threads, target_name: draft.targetName.trim() || 'default' },
    execution: { timeout_seconds: draft.timeoutSeconds },
    generate_docs: draft.generateDocs,
    run_generate_sources: draft.sourceFreshness,
    triggers: { schedule: draft.schedule.isOn },
    // One that is off is left as it was written.
    ...(draft.schedule.isOn ? { schedule: scheduleOf(draft.schedule) } : {}),
    job_completion_trigger_condition: draft.completion,
  };
}

export function commandsOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function isUsable({ type, connection_id }: WireEnvironment): boolean {
  return type === 'deployment' && connection_id !== null;
}

interface FieldsProps {
  readonly draft: JobDraft;
  readonly onChange: (change: Partial<JobDraft>) => void;
}

export function JobFields(
  props: FieldsProps & {
    readonly environments: readonly WireEnvironment[];
    readonly accountId: number;
    /** null: not made yet. */
    readonly jobId: number | null;
  },
): ReactNode {
  const { draft, onChange, environments, accountId, jobId } = props;
  return (
    <>
      <TextInput
        label="Job name"
        required
        maxLength={255}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput label="Description" value={draft.description} onChange={(event) => onChange({ description: event.currentTarget.value })} />
      <NativeSelect
        label="Environment"
        description="Deployment environments that have a connection"
        required
        value={draft.environmentId ?? ''}
        data={environments.filter(isUsable).map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(event) => onChange({ environmentId: Number(event.currentTarget.value) })}
      />
      <CommandFields draft={draft} onChange={onChange} />
      <ScheduleFields accountId={accountId} draft={draft.schedule} onChange={(schedule) => onChange({ schedule })} />
      <CompletionFields
        accountId={accountId}
        jobId={jobId}
        trigger={draft.completion}
        onChange={(completion) => onChange({ completion })}
      />
      <LimitFields draft={draft} onChange={onChange} accountId={accountId} />
    </>
  );
}

function CommandFields({ draft, onChange }: FieldsProps): ReactNode {
  return (
    <>
      <Textarea
        label="Commands"
        description="One dbt command a line; the first that fails stops the rest. dbt deps is always run before them."
        required
        autosize
        minRows={2}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        spellCheck={false}
        value={draft.commands}
        onChange={(event) => onChange({ commands: event.currentTarget.value })}
      />
      <Checkbox
        label="Generate docs"
        description="Runs dbt docs generate at the end; the catalog's columns come from it."
        checked={draft.generateDocs}
        onChange={(event) => onChange({ generateDocs: event.currentTarget.checked })}
      />
      <Checkbox
        label="Source freshness"
        description="Runs dbt source freshness first. Stale sources do not fail the run."
        checked={draft.sourceFreshness}
        onChange={(event) => onChange({ sourceFreshness: event.currentTarget.checked })}
      />
    </>
  );
}

function LimitFields({ draft, onChange, accountId }: FieldsProps & { readonly accountId: number }): ReactNode {
  return (
    <Fields>
      <NumberInput label="Threads" min={1} max={64} value={draft.threads} onChange={(value) => onChange({ threads: Number(value) || 1 })} />
      <TextInput label="Target name" value={draft.targetName} onChange={(event) => onChange({ targetName: event.currentTarget.value })} />
      <NumberInput
        label="Timeout in seconds"
        description="0: none"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        min={0}
        value={draft.timeoutSeconds}
        onChange={(value) => onChange({ timeoutSeconds: Number(value) || 0 })}
      />
      <VersionChoice
        accountId={accountId}
        label="dbt version"
        none="The environment’s"
        value={draft.dbtVersion}
        onChange={(dbtVersion) => onChange({ dbtVersion })}
      />
    </Fields>
  );
}
