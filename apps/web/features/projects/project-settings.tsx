/** What a project is called and how it is run; and its end. */
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { InlineCode } from '../../kit/copy.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { useAccount, useMay } from '../session/session-queries.ts';
import { changeProject, deleteProject, hybridType, projectQuery } from './project-queries.ts';

export function ProjectSettings(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const project = useQuery(projectQuery(accountId, projectId));
  const may = useMay(accountId, { projectId });
  usePageTitle('Settings', project.data?.name);
  if (!may('projects:write'))
    return <Empty title="You may not change this project">Ask an account admin for the right to change projects.</Empty>;
  return (
    <Loaded from={project}>
      {(found) => (
        <div style={{ maxWidth: 720 }}>
          <Panel title="Project">
            <SettingsForm key={found.updated_at} project={found} />
          </Panel>
          <RepositoryAndIds project={found} />
          <Panel title="Delete this project">
            <DeleteProject project={found} />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function RepositoryAndIds({ project }: { readonly project: WireProject }): ReactNode {
  const { account_id: accountId, id: projectId, repository } = project;
  return (
    <Panel
      title="Repository and ids"
      aside={
        <Link to="/deploy/$accountId/projects/$projectId/repository" params={{ accountId, projectId }}>
          {repository === null ? 'Connect a repository' : 'Test, deploy key, change'}
        </Link>
      }
    >
      <Facts
        items={[
          ['Repository', repository === null ? 'none' : repository.full_name],
          repository === null ? null : ['Address', <InlineCode key="url" value={repository.remote_url} what="Address" />],
          ['Project ID', <InlineCode key="id" value={String(projectId)} what="Project ID" />],
          ['Account ID', <InlineCode key="account" value={String(accountId)} what="Account ID" />],
        ]}
      />
    </Panel>
  );
}

interface SettingsDraft {
  readonly name: string;
  readonly description: string;
  readonly subdirectory: string;
  readonly dbtName: string;
  readonly isHybrid: boolean;
}

function SettingsForm({ project }: { readonly project: WireProject }): ReactNode {
  const [draft, setDraft] = useState<SettingsDraft>(() => ({
    name: project.name,
    description: project.description ?? '',
    subdirectory: project.dbt_project_subdirectory ?? '',
    dbtName: project.dbt_project_name ?? '',
    isHybrid: project.type === hybridType,
  }));
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      changeProject(project, {
        name: draft.name.trim(),
        description: draft.description.trim(),
        dbt_project_subdirectory: draft.subdirectory.trim() || null,
        type: draft.isHybrid ? hybridType : 0,
        ...(draft.dbtName.trim() === (project.dbt_project_name ?? '') ? {} : { dbt_project_name: draft.dbtName.trim() || null }),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['projects', project.account_id] });
      void queries.invalidateQueries({ queryKey: ['publications', project.account_id] });
      said('The project is saved.');
    },
  });
  return (
    <Form deed="Save" isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
      <SettingsFields project={project} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
    </Form>
  );
}

function SettingsFields(props: {
  readonly project: WireProject;
  readonly draft: SettingsDraft;
  readonly onChange: (change: Partial<SettingsDraft>) => void;
}): ReactNode {
  const { project, draft, onChange } = props;
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={255}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <TextInput
        label="dbt project name"
        description="The name in dbt_project.yml, which other projects’ refs use. Learned from the first manifest; artifacts of another dbt project are refused. Letter case counts."
        value={draft.dbtName}
        spellCheck={false}
        onChange={(event) => onChange({ dbtName: event.currentTarget.value })}
      />
      <TextInput
        label="Project subdirectory"
        description="Where dbt_project.yml lies in the repository; blank for its root"
        value={draft.subdirectory}
        onChange={(event) => onChange({ subdirectory: event.currentTarget.value })}
      />
      <HybridChoice project={project} isHybrid={draft.isHybrid} onChange={(isHybrid) => onChange({ isHybrid })} />
    </>
  );
}

/** Both ways; ids, history, publications and consumers stay. A hybrid project can always be turned back, even when the account's switch is off by now. */
function HybridChoice(props: {
  readonly project: WireProject;
  readonly isHybrid: boolean;
  readonly onChange: (isHybrid: boolean) => void;
}): ReactNode {
  const isHybridEnabled = useAccount(props.project.account_id)?.is_hybrid_enabled ?? false;
  if (!isHybridEnabled && props.project.type !== hybridType) return null;
  return (
    <Checkbox
      label="Hybrid development"
      description={
        props.project.type === hybridType && !props.isHybrid
          ? 'Weft will run this project: give its environment a connection and the project a repository. Its history, publications and consumers stay.'
          : 'Your team runs dbt itself and uploads the artifacts. History, publications and consumers stay.'
      }
      checked={props.isHybrid}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  );
}

function DeleteProject({ project }: { readonly project: WireProject }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteProject(project),
    onSuccess: async () => {
      said(`The project ${project.name} is deleted.`);
      await navigate({ to: '/accounts/$accountId', params: { accountId: project.account_id } });
      await queries.invalidateQueries();
    },
  });
  return (
    <>
      <p style={{ margin: '0 0 12px', fontSize: 13 }} className="weft-dim">
        Its environments and jobs end with it, and other projects can no longer refer to its models. Runs and artifacts stay readable.
      </p>
      <Button color="red" variant="light" size="sm" onClick={() => setAsking(true)}>
        Delete the project
      </Button>
      <Confirm
        title={`Delete ${project.name}?`}
        deed="Delete the project"
        typedName={project.name}
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        This cannot be taken back.
      </Confirm>
    </>
  );
}
