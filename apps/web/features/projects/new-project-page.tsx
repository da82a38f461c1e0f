/** Makes a project. It exists after this page, so that nothing is lost whatever happens on the next. */
import { Checkbox, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Form } from '../../kit/form.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { useAccount, useMay } from '../session/session-queries.ts';
import { createProject, hybridType } from './project-queries.ts';

interface ProjectDraft {
  readonly name: string;
  readonly description: string;
  readonly subdirectory: string;
  readonly isHybrid: boolean;
}

export function NewProjectPage(): ReactNode {
  usePageTitle('New project');
  const accountId = useAccountId();
  if (!useMay(accountId)('projects:create'))
    return <Empty title="You may not make projects">Ask an account admin to make one, or for the right to.</Empty>;
  return <NewProject accountId={accountId} />;
}

function NewProject({ accountId }: { readonly accountId: number }): ReactNode {
  const [draft, setDraft] = useState<ProjectDraft>({ name: '', description: '', subdirectory: '', isHybrid: false });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () =>
      createProject(accountId, {
        name: draft.name.trim(),
        description: draft.description.trim(),
        dbt_project_subdirectory: draft.subdirectory.trim() || null,
        type: draft.isHybrid ? hybridType : 0,
      }),
    onSuccess: async ({ id: projectId }) => {
      await queries.invalidateQueries({ queryKey: ['projects', accountId] });
      void queries.invalidateQueries({ queryKey: ['overview', accountId] });
      await navigate({ to: '/deploy/$accountId/projects/$projectId/set-up', params: { accountId, projectId } });
    },
  });
  return (
    <>
      <PageHeader
        title="New project"
        crumbs={[
          <Link key="home" to="/accounts/$accountId" params={{ accountId }}>
            Home
          </Link>,
        ]}
      />
      <div style={{ maxWidth: 620 }}>
        <Form deed="Continue" isBusy={create.isPending} error={create.error} onSubmit={() => create.mutate()}>
          <TextInput
            label="Project name"
            description="For people. The name in dbt_project.yml is learned from the first run or upload."
            required
            maxLength={255}
            autoFocus
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <AdvancedSettings accountId={accountId} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
        </Form>
      </div>
    </>
  );
}

function AdvancedSettings(props: {
  readonly accountId: number;
  readonly draft: ProjectDraft;
  readonly onChange: (change: Partial<ProjectDraft>) => void;
}): ReactNode {
  const { draft, onChange } = props;
  const [isOpen, setOpen] = useState(false);
  const isHybridEnabled = useAccount(props.accountId)?.is_hybrid_enabled ?? false;
  return (
    <>
      <Switch label="Advanced settings" checked={isOpen} onChange={(event) => setOpen(event.currentTarget.checked)} />
      {isOpen ? (
        <div style={{ display: 'grid', gap: 14, paddingLeft: 16, borderLeft: '2.5px solid var(--weft-line-strong)' }}>
          {isHybridEnabled ? (
            <Checkbox
              label="Hybrid development"
              description="Your team runs dbt itself, where and how it does today, and uploads the artifacts here. Weft shows them, keeps their history, and lets other projects refer to the public models. Needs no warehouse and no repository; both can be added later."
              checked={draft.isHybrid}
              onChange={(event) => onChange({ isHybrid: event.currentTarget.checked })}
            />
          ) : null}
          <Textarea
            label="Description"
            autosize
            minRows={2}
            value={draft.description}
            onChange={(event) => onChange({ description: event.currentTarget.value })}
          />
          <TextInput
            label="Project subdirectory"
            description="Where dbt_project.yml lies in the repository; blank for its root"
            placeholder="transform/dbt"
            value={draft.subdirectory}
            onChange={(event) => onChange({ subdirectory: event.currentTarget.value })}
          />
        </div>
      ) : null}
    </>
  );
}
