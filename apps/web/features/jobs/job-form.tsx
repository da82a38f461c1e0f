/** What a job is made of, as fields. */
import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { Fields } from '../../kit/form.tsx';
import { VersionChoice } from '../environments/version-choice.tsx';
import { CommandFields } from './commands-field.tsx';
import { DeferralField, GitTriggerFields, LintFields } from './git-fields.tsx';
import { isUsable, type JobDraft } from './job-draft.ts';
import classes from './job-triggers.module.css';
import { CompletionFields } from './job-triggers.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { UpstreamFields } from './upstream-fields.tsx';

interface FieldsProps {
  readonly draft: JobDraft;
  readonly onChange: (change: Partial<JobDraft>) => void;
}

export function JobFields(
  props: FieldsProps & {
    readonly environments: readonly WireEnvironment[];
    readonly accountId: number;
    readonly projectId: number;
    /** null: not made yet. */
    readonly job: WireJob | null;
  },
): ReactNode {
  const { draft, onChange, environments, accountId, projectId, job } = props;
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
      <DeferralField {...{ draft, onChange, environments, accountId, projectId, job }} />
      <LintFields draft={draft} onChange={onChange} />
      <Legend>What starts it</Legend>
      <ScheduleFields accountId={accountId} draft={draft.schedule} onChange={(schedule) => onChange({ schedule })} />
      <CompletionFields
        accountId={accountId}
        jobId={job?.id ?? null}
        trigger={draft.completion}
        onChange={(completion) => onChange({ completion })}
      />
      <UpstreamFields accountId={accountId} projectId={projectId} value={draft.upstream} onChange={(upstream) => onChange({ upstream })} />
      <GitTriggerFields draft={draft} onChange={onChange} />
      <Legend>How it runs</Legend>
      <LimitFields draft={draft} onChange={onChange} accountId={accountId} />
    </>
  );
}

function Legend({ children }: { readonly children: string }): ReactNode {
  return <h2 className={classes.legend}>{children}</h2>;
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
