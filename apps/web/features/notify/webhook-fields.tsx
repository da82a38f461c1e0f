/** What one says of a webhook, when it is made and when it is changed. */
import { Checkbox, Group, MultiSelect, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { jobsQuery } from '../jobs/job-queries.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { eventTypes, type WebhookInput } from './notify-queries.ts';

export const emptyWebhook: WebhookInput = {
  ...{ name: '', description: '', client_url: '', event_types: ['job.run.completed'], job_ids: [], active: true },
};

export function WebhookFields(props: {
  readonly accountId: number;
  readonly draft: WebhookInput;
  readonly onChange: (change: Partial<WebhookInput>) => void;
}): ReactNode {
  const { draft, onChange } = props;
  const jobs = useQuery(jobsQuery(props.accountId)).data ?? [];
  const projects = useQuery(projectsQuery(props.accountId)).data ?? [];
  const projectName = (id: number) => projects.find((project) => project.id === id)?.name ?? '';
  return (
    <>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Address"
        description="Weft posts JSON there and wants an answer of 2xx within ten seconds."
        placeholder="https://hooks.example.com/weft"
        type="url"
        required
        value={draft.client_url}
        onChange={(event) => onChange({ client_url: event.currentTarget.value })}
      />
      <TextInput label="Description" value={draft.description} onChange={(event) => onChange({ description: event.currentTarget.value })} />
      <Checkbox.Group label="Events" value={[...draft.event_types]} onChange={(event_types) => onChange({ event_types })}>
        <Group gap="lg" mt={6}>
          {eventTypes.map(({ value, title }) => (
            <Checkbox key={value} value={value} label={title} size="xs" />
          ))}
        </Group>
      </Checkbox.Group>
      <MultiSelect
        label="Jobs"
        description="Leave it empty for all jobs, those to come too."
        placeholder={draft.job_ids.length === 0 ? 'All jobs' : ''}
        searchable
        clearable
        data={jobs.map((job) => ({ value: String(job.id), label: `${job.name} · ${projectName(job.project_id)}` }))}
        value={draft.job_ids.map(String)}
        onChange={(ids) => onChange({ job_ids: ids.map(Number) })}
      />
      <Switch label="Active" checked={draft.active} onChange={(event) => onChange({ active: event.currentTarget.checked })} />
    </>
  );
}
