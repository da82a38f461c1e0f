/** Public models of other projects that a job waits for, or that start it. */
import { Checkbox, MultiSelect, NativeSelect, NumberInput } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import type { WireUpstreamFreshness } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import { Fields } from '../../kit/form.tsx';
import { meshQuery } from '../mesh/mesh-queries.ts';
import { publicModelsQuery } from '../projects/project-queries.ts';
import classes from './job-triggers.module.css';

const upstreamNew: WireUpstreamFreshness = {
  models: [],
  within_hours: null,
  waits: true,
  wait_minutes_max: 240,
  after_wait: 'run',
  triggers: false,
};

interface Props {
  readonly accountId: number;
  readonly projectId: number;
  readonly value: WireUpstreamFreshness | null;
  readonly onChange: (value: WireUpstreamFreshness | null) => void;
}

export function UpstreamFields(props: Props): ReactNode {
  const { value, onChange } = props;
  const choices = useChoices(props);
  if (choices.length === 0 && value === null) return null;
  return (
    <div className={classes.group}>
      <Checkbox
        label="Wait for, or start by, fresh upstream models"
        description="Public models of the projects that this one builds on, whoever runs them: uploads count as runs do."
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? upstreamNew : null)}
      />
      {value === null ? null : (
        <div className={classes.inner}>
          <MultiSelect
            label="Models"
            required
            searchable
            data={[...choices]}
            value={value.models.map(({ project_id, unique_id }) => `${project_id} ${unique_id}`)}
            error={value.models.length === 0 ? 'Choose at least one' : null}
            onChange={(chosen) => onChange({ ...value, models: chosen.map(readChoice) })}
          />
          <FreshWhen value={value} onChange={onChange} />
          <Consequences value={value} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

function readChoice(text: string): WireUpstreamFreshness['models'][number] {
  const at = text.indexOf(' ');
  return { project_id: Number(text.slice(0, at)), unique_id: text.slice(at + 1) };
}

function useChoices({ accountId, projectId, value }: Props) {
  const projects = useQuery(meshQuery(accountId)).data?.projects ?? [];
  const names = new Set(projects.find(({ id }) => id === projectId)?.upstream);
  const chosen = new Set(value?.models.map((model) => model.project_id));
  // A project that has not run yet has not told what it builds on: it may choose among all.
  const others = projects.filter(({ id }) => id !== projectId);
  const upstream = others.filter(
    ({ id, dbt_project_name: name }) => chosen.has(id) || (name !== null && (names.size === 0 || names.has(name))),
  );
  return useQueries({
    queries: upstream.map(({ id }) => publicModelsQuery(accountId, id, 'production')),
    combine: (answers) =>
      upstream.flatMap((project, at) => {
        const offered = (answers[at]?.data?.models ?? []).map(({ unique_id }) => unique_id);
        const kept = (value?.models ?? []).filter((model) => model.project_id === project.id).map((model) => model.unique_id);
        const items = [...new Set([...offered, ...kept])].sort();
        if (items.length === 0) return [];
        return [
          { group: project.name, items: items.map((it) => ({ value: `${project.id} ${it}`, label: it.split('.').slice(2).join('.') })) },
        ];
      }),
  });
}

function FreshWhen({ value, onChange }: { readonly value: WireUpstreamFreshness; readonly onChange: Props['onChange'] }): ReactNode {
  return (
    <Fields>
      <NativeSelect
        label="They are fresh when"
        value={value.within_hours === null ? 'newer' : 'hours'}
        data={[
          { value: 'newer', label: 'built since this job last succeeded' },
          { value: 'hours', label: 'not older than some hours' },
        ]}
        onChange={(event) => onChange({ ...value, within_hours: event.currentTarget.value === 'hours' ? 24 : null })}
      />
      {value.within_hours === null ? null : (
        <NumberInput
          label="Hours"
          min={1}
          max={8760}
          value={value.within_hours}
          onChange={(hours) => onChange({ ...value, within_hours: Number(hours) || 1 })}
        />
      )}
    </Fields>
  );
}

function Consequences({ value, onChange }: { readonly value: WireUpstreamFreshness; readonly onChange: Props['onChange'] }): ReactNode {
  return (
    <>
      <Checkbox
        label="Start this job when all have been built anew"
        checked={value.triggers}
        onChange={(event) => onChange({ ...value, triggers: event.currentTarget.checked })}
      />
      <Checkbox
        label="Let runs wait until all are fresh"
        description="Those that the clock, an API call, a merge or another job starts. “Run now” does not wait."
        checked={value.waits}
        onChange={(event) => onChange({ ...value, waits: event.currentTarget.checked })}
      />
      {value.waits ? (
        <Fields>
          <NumberInput
            label="Wait at most, in minutes"
            min={1}
            max={10_080}
            value={value.wait_minutes_max ?? 240}
            onChange={(minutes) => onChange({ ...value, wait_minutes_max: Number(minutes) || 1 })}
          />
          <NativeSelect
            label="After that"
            value={value.after_wait ?? 'run'}
            data={[
              { value: 'run', label: 'run all the same' },
              { value: 'fail', label: 'fail the run' },
            ]}
            onChange={(event) => onChange({ ...value, after_wait: event.currentTarget.value === 'fail' ? 'fail' : 'run' })}
          />
        </Fields>
      ) : null}
    </>
  );
}
