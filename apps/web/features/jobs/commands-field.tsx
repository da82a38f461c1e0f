/** The commands of a job, checked as they are typed. */
import { Checkbox, Textarea } from '@mantine/core';
import { parseCommand } from '@weft/dbt/command/parse-command';
import type { ReactNode } from 'react';
import { commandsOf, type JobDraft } from './job-draft.ts';

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
        error={problemOf(draft.commands)}
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

function problemOf(text: string): string | null {
  const commands = commandsOf(text);
  for (const [at, command] of commands.entries()) {
    const [problem] = parseCommand(command).problems;
    if (problem !== undefined) return commands.length === 1 ? problem : `Line ${at + 1}: ${problem}`;
  }
  return null;
}
