/** A project's repository that lies elsewhere: its address, how Weft enters it, whether that works, and its end. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireProjectRepository } from '@weft/wire/v3/repository';
import type { WireRepository } from '@weft/wire/weft/repository';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { CopyValue, InlineCode } from '../../kit/copy.tsx';
import { Form } from '../../kit/form.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import { BranchList } from './branch-list.tsx';
import classes from './repository-page.module.css';
import { changeRepository, giveUpRepository, testRepository } from './repository-queries.ts';
import { Subdirectory } from './subdirectory.tsx';

export function RemoteRepository({
  repository,
  facts,
  project,
}: {
  readonly repository: WireProjectRepository;
  readonly facts: WireRepository;
  readonly project: WireProject;
}): ReactNode {
  const place = { accountId: repository.account_id, projectId: repository.project_id };
  const may = useMay(repository.account_id);
  const isSsh = repository.deploy_key.public_key !== '' && !/^https?:/.test(repository.remote_url);
  return (
    <>
      <Panel title="Repository" aside={may('repositories:write') ? <GiveUp repository={repository} /> : undefined}>
        <Facts
          items={[
            ['Address', <InlineCode key="url" value={repository.remote_url} what="Address" />],
            ['Default branch', <code key="branch">{repository.default_branch}</code>],
            ['Entered with', isSsh ? 'its deploy key' : repository.has_token ? 'a token' : 'nothing: it is open to read'],
            ['Folder of the dbt project', <Subdirectory key="folder" project={project} />],
            ['Last fetched', facts.fetched_at === null ? 'not yet' : <Ago key="fetched" at={facts.fetched_at} />],
            ['Changed', <Ago key="changed" at={repository.updated_at} />],
          ]}
        />
        {facts.fetch_failure === null ? null : (
          <Notice tone="warn" title="The last fetch failed">
            {facts.fetch_failure}
          </Notice>
        )}
        <p className={classes.text}>Each run fetches what it lacks and takes the newest commit of its branch.</p>
        {may('repositories:write') ? <TestAccess repository={repository} /> : null}
      </Panel>
      <BranchList place={place} isRemote />
      {isSsh ? (
        <Panel title="Deploy key">
          <p className={classes.text}>Add it to the repository where it lies, with the right to read.</p>
          <CopyValue label="Public key" value={repository.deploy_key.public_key} />
        </Panel>
      ) : null}
      {may('repositories:write') ? (
        <Panel title="Change how it is entered">
          <EntryForm key={repository.updated_at} repository={repository} isSsh={isSsh} />
        </Panel>
      ) : null}
    </>
  );
}

function TestAccess({ repository }: { readonly repository: WireProjectRepository }): ReactNode {
  const test = useMutation({ mutationFn: () => testRepository(repository) });
  return (
    <div>
      <Button size="xs" variant="default" mb={10} loading={test.isPending} onClick={() => test.mutate()}>
        Test access
      </Button>
      {test.error === null ? null : <Failed error={test.error} />}
      {test.data === undefined ? null : (
        <Notice tone="still">
          Weft can read it: {test.data.branch_count === 1 ? 'one branch' : `${test.data.branch_count} branches`}, by default{' '}
          {test.data.default_branch}. Found: {test.data.branches.slice(0, 10).join(', ')}
          {test.data.branch_count > 10 ? ' and others' : ''}.
        </Notice>
      )}
    </div>
  );
}

function EntryForm({ repository, isSsh }: { readonly repository: WireProjectRepository; readonly isSsh: boolean }): ReactNode {
  const [url, setUrl] = useState(repository.remote_url);
  const [username, setUsername] = useState(repository.username ?? '');
  const [token, setToken] = useState('');
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      changeRepository(repository, {
        remote_url: url.trim(),
        ...(isSsh ? {} : { username: username.trim() || null }),
        ...(token === '' ? {} : { token, git_clone_strategy: 'deploy_token' }),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['projects', repository.account_id] });
      said('The repository is saved.');
    },
  });
  return (
    <Form deed="Save" isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
      <TextInput label="Address" required spellCheck={false} value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
      {isSsh ? null : (
        <>
          <PasswordInput
            label={repository.has_token ? 'Another token' : 'Token'}
            description="With the right to read. Kept sealed, and never shown again; sent to this host alone."
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          <TextInput
            label="User name"
            description="Only where the host asks for a certain one beside the token"
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
        </>
      )}
    </Form>
  );
}

function GiveUp({ repository }: { readonly repository: WireProjectRepository }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => giveUpRepository(repository),
    onSuccess: async () => {
      setAsking(false);
      said('The project has no repository now.');
      await queries.invalidateQueries({ queryKey: ['projects', repository.account_id] });
      await queries.invalidateQueries({ queryKey: ['repositories', repository.account_id] });
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" size="compact-xs" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        title="Remove the repository from this project?"
        deed="Remove"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        Nothing changes in the repository itself. Runs fail until the project has another.
      </Confirm>
    </>
  );
}
