/** A project's repository: what is in a managed one and how to push to it, or how one that lies elsewhere is entered. */
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireRepository } from '@weft/wire/weft/repository';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { CopyValue } from '../../kit/copy.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { hybridType, projectQuery } from '../projects/project-queries.ts';
import { HookPanel } from '../pull-requests/hook-panel.tsx';
import { useMay } from '../session/session-queries.ts';
import { AddRemote } from './add-remote.tsx';
import { BranchList } from './branch-list.tsx';
import { DeployCredentials } from './deploy-credentials.tsx';
import { MoveOut } from './move-out.tsx';
import { RemoteRepository } from './remote-repository.tsx';
import classes from './repository-page.module.css';
import { createRepository, downloadPath, repositoryQuery } from './repository-queries.ts';
import { Subdirectory } from './subdirectory.tsx';

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
              <RemoteRepository repository={project.repository} facts={found} project={project} />
            ) : (
              <Repository repository={found} project={project} />
            )}
            <HookPanel accountId={accountId} projectId={projectId} />
          </>
        )
      }
    </Loaded>
  );
}

function Repository({
  repository,
  project,
}: {
  readonly repository: WireRepository;
  readonly project: WireProject | undefined;
}): ReactNode {
  const place = { accountId: useAccountId(), projectId: useProjectId() };
  const may = useMay(place.accountId, { projectId: place.projectId });
  const { id, name, path, default_branch } = repository;
  const cloneUrl = repository.clone_url ?? path;
  const clone = `git clone ${cloneUrl}\n# user name: anything; password: a personal token\n# change models, then:\ngit add -A\ngit commit -m "Describe the change"\ngit push`;
  const bring = `git remote add weft ${cloneUrl}\ngit push --force weft HEAD:${default_branch}  # in place of the starter project`;
  const download = (
    <Button component="a" size="xs" variant="default" href={downloadPath(place, id)} download>
      Download as zip
    </Button>
  );
  return (
    <>
      <Panel title="Repository" aside={repository.head_sha === null ? undefined : download}>
        <CopyValue
          label="Clone URL"
          value={cloneUrl}
          hint="git asks for a user name (anything) and a password: a personal or service token, or a deploy credential."
        />
        <Facts
          items={[
            ['Name', name],
            ['Default branch', <code key="branch">{default_branch}</code>],
            ['Folder of the dbt project', <Subdirectory key="folder" project={project} />],
          ]}
        />
      </Panel>
      <BranchList place={place} isRemote={false} />
      <Panel title="How to push">
        <p className={classes.text}>
          Whoever may write the project’s repository pushes. The next run takes the newest commit of its branch. Make a personal token{' '}
          <Link to="/settings/profile/api-access">in your profile</Link>.
        </p>
        <div className={classes.blocks}>
          <CodeBlock title="Clone, change, push" text={clone} />
          <CodeBlock title="Or bring a repository that you have" text={bring} />
        </div>
      </Panel>
      <DeployCredentials place={place} mayWrite={may('repositories:write')} />
      {may('repositories:write') ? <MoveOut place={place} /> : null}
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
