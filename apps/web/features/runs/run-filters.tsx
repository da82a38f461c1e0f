/** What narrows a list of runs. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { nowMs } from '../../kit/clock.ts';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { jobsQuery } from '../jobs/job-queries.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import classes from './run-list.module.css';
import type { RunFilter } from './run-queries.ts';
import { runStatuses } from './run-status.tsx';
import { causeWord } from './run-table.tsx';

const causes = ['ingest', 'ui', 'api', 'rerun', 'scheduled', 'job completion', 'ci', 'merge'];
const times = [
  { value: '1', label: 'the last hour' },
  { value: '24', label: 'the last 24 hours' },
  { value: '168', label: 'the last 7 days' },
  { value: '720', label: 'the last 30 days' },
  { value: 'range', label: 'from … to …' },
];

export function RunFilters(props: {
  readonly accountId: number;
  readonly projectId: number | undefined;
  readonly filter: RunFilter;
  readonly hasFilter: boolean;
  readonly onChange: (filter: RunFilter) => void;
}): ReactNode {
  const { accountId, projectId, onChange } = props;
  // The project of the page stands in its path.
  const filter = projectId === undefined ? props.filter : { ...props.filter, project: undefined };
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const environments = useQuery(environmentsQuery(accountId)).data ?? [];
  const jobs = useQuery(jobsQuery(accountId)).data ?? [];
  const project = projectId ?? filter.project;
  const inProject = (each: { project_id: number }) => project === undefined || each.project_id === project;
  return (
    <search className={classes.filters}>
      <Choice
        label="Status"
        value={filter.status}
        options={runStatuses.map(({ status, word }) => ({ value: String(status), label: word }))}
        onChoose={(text) => onChange({ ...filter, status: number(text) })}
      />
      {projectId === undefined ? (
        <Choice
          label="Project"
          value={filter.project}
          options={projects.map(named)}
          onChoose={(text) => onChange({ ...filter, project: number(text), environment: undefined, job: undefined })}
        />
      ) : null}
      <Choice
        label="Environment"
        value={filter.environment}
        options={environments.filter(inProject).map(named)}
        onChoose={(text) => onChange({ ...filter, environment: number(text) })}
      />
      <Choice
        label="Job"
        value={filter.job}
        options={jobs.filter(inProject).map(named)}
        onChoose={(text) => onChange({ ...filter, job: number(text) })}
      />
      <Choice
        label="Trigger"
        value={filter.cause}
        options={causes.map((cause) => ({ value: cause, label: causeWord(cause) }))}
        onChoose={(text) => onChange({ ...filter, cause: text === '' ? undefined : text })}
      />
      <Typed
        label="Branch"
        value={filter.branch ?? ''}
        isFirst
        onType={(text) => onChange({ ...filter, branch: text === '' ? undefined : text })}
      />
      <Typed
        label="Pull request"
        value={filter.pr === undefined ? '' : String(filter.pr)}
        onType={(text) => onChange({ ...filter, pr: number(text.replace(/^[#!]/, '')) })}
      />
      <TimeRange filter={filter} onChange={onChange} />
      {props.hasFilter ? (
        <button type="button" className={classes.clear} onClick={() => onChange({})}>
          Clear
        </button>
      ) : null}
    </search>
  );
}

function TimeRange({ filter, onChange }: { readonly filter: RunFilter; readonly onChange: (filter: RunFilter) => void }): ReactNode {
  const { within, since, until } = filter;
  const isRange = since !== undefined || until !== undefined;
  const choose = (text: string) =>
    onChange({
      ...filter,
      within: text === 'range' ? undefined : number(text),
      // A range begins where the choice before it did, or a day ago by what is written; both ends can be changed then.
      since: text === 'range' ? new Date(nowMs() - (within ?? 24) * 3_600_000).toISOString().slice(0, 16) : undefined,
      until: undefined,
    });
  return (
    <>
      <Choice
        label="Asked for"
        value={isRange ? 'range' : within}
        options={within === undefined || times.some(({ value }) => value === String(within)) ? times : [...times, hoursOption(within)]}
        onChoose={choose}
      />
      {isRange ? (
        <>
          <Moment label="From (UTC)" value={since} onChange={(at) => onChange({ ...filter, since: at })} />
          <Moment label="To (UTC)" value={until} onChange={(at) => onChange({ ...filter, until: at })} />
        </>
      ) : null}
    </>
  );
}

function hoursOption(hours: number) {
  return { value: String(hours), label: `the last ${hours} hours` };
}

function Moment(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (at: string | undefined) => void;
}): ReactNode {
  return (
    <TextInput
      key={props.value}
      size="xs"
      type="datetime-local"
      aria-label={props.label}
      title={props.label}
      defaultValue={props.value?.slice(0, 16) ?? ''}
      onBlur={(event) => {
        const text = event.currentTarget.value;
        if (text !== (props.value?.slice(0, 16) ?? '')) props.onChange(text === '' ? undefined : text);
      }}
    />
  );
}

/** Asked for by Enter or when it is left: each letter would be a question. */
function Typed(props: {
  readonly label: string;
  readonly value: string;
  readonly isFirst?: boolean;
  readonly onType: (text: string) => void;
}): ReactNode {
  const tell = (text: string) => {
    if (text.trim() !== props.value) props.onType(text.trim());
  };
  return (
    <TextInput
      key={props.value}
      size="xs"
      className={classes.typed}
      placeholder={`${props.label}: any`}
      aria-label={`Filter by ${props.label.toLowerCase()}`}
      {...(props.isFirst ? { 'data-filter': true } : {})}
      defaultValue={props.value}
      onBlur={(event) => tell(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') tell(event.currentTarget.value);
      }}
    />
  );
}

function number(text: string): number | undefined {
  return Number.isSafeInteger(Number(text)) && Number(text) > 0 ? Number(text) : undefined;
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
