/** A project's first job, and its first run. */
import { Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { inputOf, newDraft } from '../jobs/job-draft.ts';
import { createJob, runJob } from '../jobs/job-queries.ts';
import { useMay, useSession } from '../session/session-queries.ts';

interface FirstJobDraft {
  readonly name: string;
  readonly command: string;
  readonly generateDocs: boolean;
  readonly isRunNow: boolean;
}

export function FirstJob({ production }: { readonly production: WireEnvironment }): ReactNode {
  const { account_id: accountId, project_id: projectId } = production;
  const [draft, setDraft] = useState<FirstJobDraft>({ name: 'Production build', command: 'dbt build', generateDocs: true, isRunNow: true });
  const { user } = useSession();
  const may = useMay(accountId, { projectId });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: async () => {
      const { name, command: commands, generateDocs } = draft;
      const whole = { ...newDraft('deploy', [production]), name, commands, generateDocs };
      const job = await createJob(accountId, inputOf(whole, projectId, null));
      await queries.invalidateQueries({ queryKey: ['jobs', accountId] });
      return draft.isRunNow && may('runs:write') ? runJob(job, `Kicked off from UI by ${user?.email ?? 'nobody'}`) : null;
    },
    onSuccess: async (run) => {
      if (run !== null)
        await navigate({ to: '/deploy/$accountId/projects/$projectId/runs/$runId', params: { accountId, projectId, runId: run.id } });
    },
  });
  return (
    <Form
      deed={draft.isRunNow ? 'Create job and run it' : 'Create job'}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate()}
    >
      <FirstJobFields draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
    </Form>
  );
}

function FirstJobFields(props: { readonly draft: FirstJobDraft; readonly onChange: (change: Partial<FirstJobDraft>) => void }): ReactNode {
  const { draft, onChange } = props;
  return (
    <>
      <TextInput label="Job name" required value={draft.name} onChange={(event) => onChange({ name: event.currentTarget.value })} />
      <TextInput
        label="Command"
        required
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={draft.command}
        onChange={(event) => onChange({ command: event.currentTarget.value })}
      />
      <Checkbox
        label="Generate docs"
        checked={draft.generateDocs}
        onChange={(event) => onChange({ generateDocs: event.currentTarget.checked })}
      />
      <Checkbox label="Run it now" checked={draft.isRunNow} onChange={(event) => onChange({ isRunNow: event.currentTarget.checked })} />
    </>
  );
}
