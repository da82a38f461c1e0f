/** Answers what a cross-project ref means, and why. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WireMeshProject } from '@weft/wire/weft/mesh';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import type { RefQuestion } from './mesh-queries.ts';
import { resolvedRefQuery } from './mesh-queries.ts';
import { RefAnswer } from './ref-answer.tsx';
import classes from './ref-explainer.module.css';

interface RefDraft {
  readonly consumer: number;
  /** null: the consumer's production. */
  readonly environment: number | null;
  readonly project: string;
  readonly model: string;
  readonly version: string;
}

export function RefExplainer({
  accountId,
  projects,
}: {
  readonly accountId: number;
  readonly projects: readonly WireMeshProject[];
}): ReactNode {
  const [draft, setDraft] = useState<RefDraft>(() => firstQuestion(projects));
  const [asked, setAsked] = useState<RefQuestion | null>(null);
  return (
    <Panel title="What does a ref mean?">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(questionOf(draft));
        }}
      >
        <RefFields projects={projects} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
        <Button type="submit" size="sm">
          Explain
        </Button>
      </form>
      {asked === null ? null : <Answer key={JSON.stringify(asked)} accountId={accountId} question={asked} />}
    </Panel>
  );
}

function Answer({ accountId, question }: { readonly accountId: number; readonly question: RefQuestion }): ReactNode {
  const answer = useQuery(resolvedRefQuery(accountId, question));
  return (
    <Loaded from={answer} skeleton={<RowSkeletons rows={2} />}>
      {(found) => <RefAnswer answer={found} />}
    </Loaded>
  );
}

interface RefFieldsProps {
  readonly projects: readonly WireMeshProject[];
  readonly draft: RefDraft;
  readonly onChange: (change: Partial<RefDraft>) => void;
}

function RefFields(props: RefFieldsProps): ReactNode {
  const { projects, draft, onChange } = props;
  return (
    <>
      <ConsumerFields {...props} />
      <TextInput
        label="ref: project"
        required
        withAsterisk={false}
        spellCheck={false}
        list="mesh-project-names"
        value={draft.project}
        onChange={(event) => onChange({ project: event.currentTarget.value })}
      />
      <datalist id="mesh-project-names">
        {projects.map(({ dbt_project_name }) =>
          dbt_project_name === null ? null : <option key={dbt_project_name} value={dbt_project_name} />,
        )}
      </datalist>
      <TextInput
        label="ref: model"
        required
        withAsterisk={false}
        spellCheck={false}
        value={draft.model}
        onChange={(event) => onChange({ model: event.currentTarget.value })}
      />
      <TextInput
        label="Version"
        placeholder="latest"
        className={classes.version}
        value={draft.version}
        onChange={(event) => onChange({ version: event.currentTarget.value })}
      />
    </>
  );
}

function ConsumerFields({ projects, draft, onChange }: RefFieldsProps): ReactNode {
  const consumer = projects.find(({ id }) => id === draft.consumer);
  return (
    <>
      <NativeSelect
        label="In the project"
        value={draft.consumer}
        data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(event) => onChange({ consumer: Number(event.currentTarget.value), environment: null })}
      />
      <NativeSelect
        label="Its environment"
        value={draft.environment ?? ''}
        data={[
          { value: '', label: 'Production' },
          ...(consumer?.environments ?? [])
            .filter(({ deployment_type }) => deployment_type !== 'production')
            .map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={(event) => onChange({ environment: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })}
      />
    </>
  );
}

/** A project that builds on another makes the better example. */
function firstQuestion(projects: readonly WireMeshProject[]): RefDraft {
  const consumer = projects.find(({ upstream }) => upstream.length > 0) ?? projects[0];
  return { consumer: consumer?.id ?? 0, environment: null, project: consumer?.upstream[0] ?? '', model: '', version: '' };
}

function questionOf({ consumer, environment, project, model, version }: RefDraft): RefQuestion {
  return {
    consumer,
    project: project.trim(),
    model: model.trim(),
    ...(environment === null ? {} : { environment }),
    ...(version.trim() === '' ? {} : { version: version.trim() }),
  };
}
