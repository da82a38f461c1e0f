/** What a run or a person really gets for each variable, from which level, and over what. */
import { Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WireResolvedVariable, WireVariableLevel } from '@weft/wire/weft/resolved-variable';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { MarkWord } from '../../kit/mark-word.tsx';
import { Panel } from '../../kit/panel.tsx';
import { environmentsQuery } from '../environments/environment-queries.ts';
import { jobsQuery } from '../jobs/job-queries.ts';
import { type HoldsFor, type ProjectPlace, resolvedVariablesQuery } from './variable-queries.ts';
import classes from './variables.module.css';

const levelWords: Readonly<Record<WireVariableLevel, string>> = {
  project: 'project',
  environment: 'environment',
  job: 'job',
  user: 'your own',
  platform: 'Weft',
};

/** With a choice of whose values they are. */
export function ResolvedChoice({ place }: { readonly place: ProjectPlace }): ReactNode {
  const { accountId, projectId } = place;
  const [chosen, setChosen] = useState('me');
  const jobs = useQuery(jobsQuery(accountId)).data?.filter((job) => job.project_id === projectId && job.job_type !== 'hybrid') ?? [];
  const environments = useQuery(environmentsQuery(accountId)).data?.filter((it) => it.project_id === projectId) ?? [];
  const [kind, id] = chosen.split(' ');
  const holdsFor: HoldsFor = kind === 'job' ? { jobId: Number(id) } : kind === 'environment' ? { environmentId: Number(id) } : 'me';
  return (
    <Resolved
      place={place}
      holdsFor={holdsFor}
      title="What they come to"
      aside={
        <Select
          size="xs"
          w={240}
          aria-label="Whose values"
          allowDeselect={false}
          value={chosen}
          onChange={(value) => setChosen(value ?? 'me')}
          data={[
            { value: 'me', label: 'Me, in development' },
            { group: 'Jobs', items: jobs.map((job) => ({ value: `job ${job.id}`, label: job.name })) },
            { group: 'Environments', items: environments.map((it) => ({ value: `environment ${it.id}`, label: it.name })) },
          ]}
        />
      }
    />
  );
}

export function Resolved(props: {
  readonly place: ProjectPlace;
  readonly holdsFor: HoldsFor;
  readonly title: string;
  readonly aside?: ReactNode;
}): ReactNode {
  const found = useQuery(resolvedVariablesQuery(props.place, props.holdsFor));
  const [isWhole, setWhole] = useState(false);
  return (
    <Panel title={props.title} isFlush aside={props.aside}>
      <Loaded from={found}>
        {({ holds_for, variables }) => (
          <>
            <p className={`${classes.foot} weft-dim`}>For {holds_for}.</p>
            <DataTable
              label="Resolved variables"
              rows={variables.filter(({ level }) => isWhole || level !== 'platform')}
              columns={columns}
              keyOf={({ name }) => name}
              textOf={({ name, value }) => `${name} ${value}`}
              tools={
                <Switch
                  size="xs"
                  label="Those that Weft sets, too"
                  checked={isWhole}
                  onChange={(event) => setWhole(event.currentTarget.checked)}
                />
              }
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const columns: readonly Column<WireResolvedVariable>[] = [
  { key: 'name', title: 'Variable', sortBy: ({ name }) => name, cell: ({ name }) => <code className={classes.name}>{name}</code> },
  { key: 'value', title: 'Value', cell: ({ value }) => (value === '' ? <span className="weft-dim">empty</span> : <code>{value}</code>) },
  {
    key: 'level',
    title: 'From',
    width: '130px',
    sortBy: ({ level }) => level,
    cell: ({ level }) => <MarkWord tone={level === 'platform' ? 'still' : 'busy'}>{levelWords[level]}</MarkWord>,
  },
  {
    key: 'over',
    title: 'Instead of',
    isMinor: true,
    cell: ({ overrides }) => (
      <span className={classes.over}>{overrides.map(({ level, value }) => `${value} (${levelWords[level]})`).join(', ') || '–'}</span>
    ),
  },
];
