/** What pull requests and merges start, what a job defers to, and whether it lints: the fields of CI and merge jobs. */
import { Checkbox, NativeSelect } from '@mantine/core';
import type { WireJob } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import type { JobDraft } from './job-draft.ts';
import { useProjectJobs } from './job-queries.ts';
import classes from './job-triggers.module.css';

interface Props {
  readonly draft: JobDraft;
  readonly onChange: (change: Partial<JobDraft>) => void;
}

export function GitTriggerFields({ draft, onChange }: Props): ReactNode {
  return (
    <div className={classes.group}>
      <Checkbox
        label="Run on pull requests"
        description="Each pull request is built in a schema of its own; a newer commit takes the place of an older one’s run."
        checked={draft.onPullRequests}
        disabled={draft.onMerge}
        onChange={(event) => onChange({ onPullRequests: event.currentTarget.checked })}
      />
      {draft.onPullRequests ? (
        <div className={classes.inner}>
          <Checkbox
            label="On drafts too"
            checked={draft.onDrafts}
            onChange={(event) => onChange({ onDrafts: event.currentTarget.checked })}
          />
        </div>
      ) : null}
      <Checkbox
        label="Run on merge"
        description="When something is merged into the environment’s branch. A merge job has no other trigger of its own."
        checked={draft.onMerge}
        disabled={draft.onPullRequests || draft.schedule.isOn}
        onChange={(event) => onChange({ onMerge: event.currentTarget.checked })}
      />
    </div>
  );
}

export function LintFields({ draft, onChange }: Props): ReactNode {
  return (
    <div className={classes.group}>
      <Checkbox
        label="Lint"
        description="Runs sqlfluff over the SQL files that a pull request changes, before the commands. The project’s .sqlfluff says which rules count."
        checked={draft.lints}
        onChange={(event) => onChange({ lints: event.currentTarget.checked })}
      />
      {draft.lints ? (
        <div className={classes.inner}>
          <Checkbox
            label="Fail the run where linting finds something"
            checked={draft.failsOnLint}
            onChange={(event) => onChange({ failsOnLint: event.currentTarget.checked })}
          />
        </div>
      ) : null}
    </div>
  );
}

/** `job`: null for one that is not made yet, which cannot defer to itself before it is. */
export function DeferralField(
  props: Props & {
    readonly job: WireJob | null;
    readonly environments: readonly WireEnvironment[];
    readonly accountId: number;
    readonly projectId: number;
  },
): ReactNode {
  const { draft, onChange, job, environments, accountId, projectId } = props;
  const jobs = (useProjectJobs(accountId, projectId) ?? []).filter(({ id }) => id !== job?.id);
  return (
    <NativeSelect
      label="Defer to"
      description="Where refs lead that this run does not build, and what state:modified compares with"
      value={draft.defersTo}
      onChange={(event) => onChange({ defersTo: event.currentTarget.value })}
    >
      <option value="">Nothing</option>
      <optgroup label="Environments">
        {environments
          .filter(({ type }) => type === 'deployment')
          .map(({ id, name }) => (
            <option key={id} value={`environment ${id}`}>
              {name}
            </option>
          ))}
      </optgroup>
      <optgroup label="Jobs">
        {job === null ? null : <option value={`job ${job.id}`}>This job’s own last run</option>}
        {jobs.map(({ id, name }) => (
          <option key={id} value={`job ${id}`}>
            {name}
          </option>
        ))}
      </optgroup>
    </NativeSelect>
  );
}
