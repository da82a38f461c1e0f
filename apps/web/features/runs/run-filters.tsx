/** What narrows a list of runs. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { jobsQuery } from '../jobs/job-queries.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import classes from './run-list.module.css';
import type { RunFilter } from './run-queries.ts';
import { runStatuses } from './run-status.tsx';
import { causeWord } from './run-table.tsx';

const causes = ['ingest', 'ui', 'api', 'rerun', 'scheduled', 'job completion', 'ci'];

export function RunFilters(props: {
  readonly accountId: number;
  readonly projectId: number | undefined;
  readonly search: RunFilter;
  readonly onChange: (search: RunFilter) => void;
}): ReactNode {
  const { accountId, projectId, search, onChange } = props;
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const environments = useQuery(environmentsQuery(accountId)).data ?? [];
  const jobs = useQuery(jobsQuery(accountId)).data ?? [];
  const project = projectId ?? search.project;
  const inProject = (each: { project_id: number }) => project === undefined || each.project_id === project;
  return (
    <search className={classes.filters}>
      <Choice
        label="Status"
        value={search.status}
        options={runStatuses.map(({ status, word }) => ({ value: String(status), label: word }))}
        onChoose={(text) => onChange({ ...search, status: number(text) })}
      />
      {projectId === undefined ? (
        <Choice
          label="Project"
          value={search.project}
          options={projects.map(named)}
          onChoose={(text) => onChange({ ...search, project: number(text), environment: undefined, job: undefined })}
        />
      ) : null}
      <Choice
        label="Environment"
        value={search.environment}
        options={environments.filter(inProject).map(named)}
        onChoose={(text) => onChange({ ...search, environment: number(text) })}
      />
      <Choice
        label="Job"
        value={search.job}
        options={jobs.filter(inProject).map(named)}
        onChoose={(text) => onChange({ ...search, job: number(text) })}
      />
      <Choice
        label="Cause"
        value={search.cause}
        options={causes.map((cause) => ({ value: cause, label: causeWord(cause) }))}
        onChoose={(text) => onChange({ ...search, cause: text === '' ? undefined : text })}
      />
    </search>
  );
}

function number(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}

function named({ id, name }: { readonly id: number; readonly name: string }) {
  return { value: String(id), label: name };
}

function Choice(props: {
  readonly label: string;
  readonly value: string | number | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChoose: (value: string) => void;
}): ReactNode {
  return (
    <NativeSelect
      size="xs"
      aria-label={`Filter by ${props.label.toLowerCase()}`}
      value={props.value === undefined ? '' : String(props.value)}
      data={[{ value: '', label: `${props.label}: any` }, ...props.options]}
      onChange={(event) => props.onChoose(event.currentTarget.value)}
    />
  );
}
