/** The commands of a job, checked as they are typed. */
import { Checkbox, Textarea } from '@mantine/core';
import { checkCommand } from '@weft/dbt/command/parse-command';
import type { ReactNode } from 'react';
import { commandsOf, type JobDraft } from './job-draft.ts';
import classes from './job-triggers.module.css';

export function CommandFields({
  draft,
  onChange,
}: {
  readonly draft: JobDraft;
  readonly onChange: (change: Partial<JobDraft>) => void;
}): ReactNode {
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
        error={problemsOf(draft)}
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

const toldMax = 5;

/** Every problem by its line, with the part of it that is meant; an engine that dbt Core's options do not hold for is not judged. */
function problemsOf({ commands: text, dbtVersion }: JobDraft): ReactNode {
  const engine = dbtVersion?.includes('fusion') ? 'fusion' : 'core';
  const commands = commandsOf(text);
  const problems = commands.flatMap((command, at) =>
    checkCommand(command, { engine }).problems.map(({ message, start, end }) => ({
      at,
      message,
      part: command.slice(start, end),
      isPart: end - start < command.length,
    })),
  );
  if (problems.length === 0) return null;
  return (
    <>
      {problems.slice(0, toldMax).map(({ at, message, part, isPart }) => (
        <span key={`${at} ${message}`} className={classes.problem}>
          {commands.length === 1 ? '' : `Line ${at + 1}: `}
          {isPart && !message.includes(part) ? (
            <>
              <code>{part}</code>:{' '}
            </>
          ) : null}
          {message}
        </span>
      ))}
      {problems.length > toldMax ? <span className={classes.problem}>and {problems.length - toldMax} more</span> : null}
    </>
  );
}
