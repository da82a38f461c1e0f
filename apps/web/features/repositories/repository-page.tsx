/** A project's repository: what is in a managed one and how to push to it, or how one that lies elsewhere is entered. */
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireRepository } from '@weft/wire/weft/repository';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { InlineCode } from '../../kit/copy.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { hybridType, projectQuery } from '../projects/project-queries.ts';
import { HookPanel } from '../pull-requests/hook-panel.tsx';
import { useMay } from '../session/session-queries.ts';
import { AddRemote } from './add-remote.tsx';
import { RemoteRepository } from './remote-repository.tsx';
import classes from './repository-page.module.css';
import { createRepository, repositoryQuery } from './repository-queries.ts';

export function RepositoryPage(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const project = useQuery(projectQuery(accountId, projectId)).data;
  const repository = useQuery(repositoryQuery(accountId, projectId));
  usePageTitle('Repository', project?.name);
  return (
    <Loaded from={repository}>
      {(found) =>
        found === null ? (
          <NoRepository project={project} />
        ) : (
          <>
            {project?.repository && project.repository.remote_backend !== 'managed' ? (
              <RemoteRepository repository={project.repository} />
            ) : (
              <Repository repository={found} />
            )}
            <HookPanel accountId={accountId} projectId={projectId} />
          </>
        )
      }
    </Loaded>
  );
}

function Repository({ repository }: { readonly repository: WireRepository }): ReactNode {
  const { name, path, default_branch, head_sha, head_message, head_at } = repository;
  const clone = `git clone ${path} ${name}\ncd ${name}\n# change models, then:\ngit add -A\ngit commit -m "Describe the change"\ngit push origin ${default_branch}`;
  const bring = `git remote add weft ${path}\ngit push --force weft HEAD:${default_branch}  # in place of the starter project`;
  return (
    <>
      <Panel title="Repository">
        <Facts
          items={[
            ['Name', <InlineCode key="name" value={name} what="Name" />],
            ['Default branch', <code key="branch">{default_branch}</code>],
            [
              'Newest commit',
              head_sha === null ? 'nothing is committed yet' : <InlineCode key="sha" value={head_sha.slice(0, 12)} what="Commit" />,
            ],
            head_message === null ? null : ['Message', head_message],
            head_at === null ? null : ['Committed', <Ago key="at" at={head_at} />],
          ]}
        />
        <div className={classes.path}>
          <span className="weft-dim">Path on the server</span>
          <InlineCode value={path} what="Path" />
        </div>
      </Panel>
      <Panel title="How to push">
        <p className={classes.text}>
          The repository is a bare one on Weft’s machine: clone it by its path there. The next run takes the newest commit of its branch.
        </p>
        <div className={classes.blocks}>
          <CodeBlock title="Clone, change, push" text={clone} />
          <CodeBlock title="Or bring a repository that you have" text={bring} />
        </div>
      </Panel>
    </>
  );
}

function NoRepository({ project }: { readonly project: WireProject | undefined }): ReactNode {
  const may = useMay(project?.account_id ?? 0, { projectId: project?.id });
  const [name, setName] = useState('');
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createRepository(project?.account_id ?? 0, project?.id ?? 0, name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['projects', project?.account_id] });
      await queries.invalidateQueries({ queryKey: ['repositories', project?.account_id] });
    },
  });
  const isHybrid = project?.type === hybridType;
  return (
    <>
      <Empty
        title="No repository"
        action={
          may('repositories:write') && project !== undefined ? (
            <form
              className={classes.create}
              onSubmit={(event) => {
                event.preventDefault();
                create.mutate();
              }}
            >
              <TextInput
                size="xs"
                aria-label="Repository name"
                placeholder="Repository name"
                required
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" variant={isHybrid ? 'default' : 'filled'} loading={create.isPending}>
                Create managed repository
              </Button>
            </form>
          ) : null
        }
      >
        {isHybrid
          ? 'A hybrid project needs none: your team keeps its own. Create one when Weft is to run this project.'
          : 'Weft runs what is in the project’s repository. Create a managed one: Weft keeps it, with a starter dbt project in it.'}
        {create.error === null ? null : <Failed error={create.error} />}
      </Empty>
      {may('repositories:write') && project !== undefined ? (
        <div style={{ maxWidth: 720, marginTop: 16 }}>
          <Panel title="Or connect one that you have">
            <AddRemote accountId={project.account_id} projectId={project.id} />
          </Panel>
        </div>
      ) : null}
    </>
  );
}
