/** Ties a project to a repository that the team has already. */
import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { addRepository } from './repository-queries.ts';

export function AddRemote({ accountId, projectId }: { readonly accountId: number; readonly projectId: number }): ReactNode {
  const [url, setUrl] = useState('');
  const [token, setToken] = useState('');
  const queries = useQueryClient();
  const isHttp = !/^(ssh:|[^/]+@)/.test(url);
  const add = useMutation({
    mutationFn: () =>
      addRepository(accountId, projectId, {
        remote_url: url.trim(),
        ...(isHttp && token !== '' ? { token, git_clone_strategy: 'deploy_token' } : {}),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['projects', accountId] });
      await queries.invalidateQueries({ queryKey: ['repositories', accountId] });
    },
  });
  return (
    <Form deed="Connect the repository" isBusy={add.isPending} error={add.error} onSubmit={() => add.mutate()}>
      <TextInput
        label="Address"
        description="https://host/path, or git@host:path: then Weft makes a deploy key for it"
        required
        spellCheck={false}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      {isHttp ? (
        <PasswordInput
          label="Token"
          description="With the right to read; blank where the repository is open. Kept sealed."
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
      ) : null}
    </Form>
  );
}
