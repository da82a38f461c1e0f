/** One's own values of environment variables, project by project. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { useMay, useSession } from '../session/session-queries.ts';
import { Overrides } from './overrides.tsx';
import { Resolved } from './resolved-variables.tsx';

export function MyVariablesPage(): ReactNode {
  const { accounts } = useSession();
  usePageTitle('Environment variables', 'Your profile');
  if (accounts.length === 0) return <Empty title="You are in no account">Ask an account admin to invite you.</Empty>;
  return accounts.map((account) => <OfAccount key={account.id} accountId={account.id} />);
}

function OfAccount({ accountId }: { readonly accountId: number }): ReactNode {
  const may = useMay(accountId);
  const projects = useQuery(projectsQuery(accountId));
  const [chosen, setChosen] = useState<string | null>(null);
  if (!may('variables:read'))
    return <Empty title="You may not see environment variables">Ask an account admin for the right to read them in a project.</Empty>;
  return (
    <Loaded from={projects}>
      {(found) => {
        const projectId = Number(chosen ?? found[0]?.id ?? 0);
        if (projectId === 0) return <Empty title="There are no projects yet">Variables belong to a project.</Empty>;
        const place = { accountId, projectId };
        return (
          <>
            <Select
              label="Project"
              mb="md"
              maw={320}
              allowDeselect={false}
              data={found.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={String(projectId)}
              onChange={setChosen}
            />
            <Overrides key={projectId} place={place} of="me" mayWrite={may('variables:write')} />
            <Resolved place={place} holdsFor="me" title="What you get in development" />
          </>
        );
      }}
    </Loaded>
  );
}
