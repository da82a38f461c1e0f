/** One environment: what it is, how artifacts get there, and what came. */
import { Button } from '@mantine/core';
import { IconPencil, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { ButtonLink } from '../../kit/links.tsx';
import { Failed, Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useEnvironmentId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { ModelNotifications } from '../notify/model-notifications.tsx';
import { projectCrumbs } from '../projects/project-crumbs.tsx';
import { hybridType, useProject } from '../projects/project-queries.ts';
import { runsQuery } from '../runs/run-queries.ts';
import { RunTable } from '../runs/run-table.tsx';
import { useMay } from '../session/session-queries.ts';
import { EnvironmentFacts } from './environment-facts.tsx';
import { deleteEnvironment, environmentsQuery } from './environment-queries.ts';
import { EnvironmentKind } from './environment-words.tsx';

const without = ['project', 'environment'] as const;

export function EnvironmentPage(): ReactNode {
  const accountId = useAccountId();
  const environmentId = useEnvironmentId();
  const list = useQuery(environmentsQuery(accountId));
  const environment = list.data?.find(({ id }) => id === environmentId);
  usePageTitle(environment?.name, useProject(accountId, environment?.project_id ?? 0)?.name);
  if (list.isPending) return <RowSkeletons rows={6} />;
  if (list.isError) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  if (environment === undefined) return <Failed error={new Error(`There is no environment ${environmentId} in this account.`)} />;
  return <Environment environment={environment} />;
}

function Environment({ environment }: { readonly environment: WireEnvironment }): ReactNode {
  const { account_id: accountId, project_id: projectId, id } = environment;
  const runs = useQuery(runsQuery(accountId, { environment: id }, { limit: 10 }));
  return (
    <>
      <PageHeader
        title={environment.name}
        crumbs={[
          ...projectCrumbs(accountId, projectId),
          <Link key="environments" to="/deploy/$accountId/projects/$projectId/environments" params={{ accountId, projectId }}>
            Environments
          </Link>,
        ]}
        badges={<EnvironmentKind environment={environment} />}
        actions={<Actions environment={environment} />}
      />
      <EnvironmentFacts environment={environment} />
      {environment.type === 'deployment' ? <ModelNotifications accountId={accountId} environmentId={id} /> : null}
      <Panel
        title="Latest runs"
        isFlush
        aside={
          <Link to="/deploy/$accountId/runs" params={{ accountId }} search={{ project: projectId, environment: id }}>
            All runs here
          </Link>
        }
      >
        <Loaded from={runs}>{(page) => <RunTable accountId={accountId} runs={page.runs} without={without} />}</Loaded>
      </Panel>
    </>
  );
}

function Actions({ environment }: { readonly environment: WireEnvironment }): ReactNode {
  const { account_id: accountId, project_id: projectId, id: environmentId } = environment;
  const params = { accountId, projectId, environmentId };
  const may = useMay(accountId, { projectId });
  const isHybrid = useProject(accountId, projectId)?.type === hybridType;
  return (
    <>
      {may('environments:write') ? (
        <>
          <DeleteEnvironment environment={environment} />
          <ButtonLink
            to="/deploy/$accountId/projects/$projectId/environments/$environmentId/edit"
            params={params}
            size="sm"
            variant="default"
            leftSection={<IconPencil size={14} />}
          >
            Edit
          </ButtonLink>
        </>
      ) : null}
      {environment.type === 'deployment' ? (
        <ButtonLink
          to="/deploy/$accountId/projects/$projectId/environments/$environmentId/artifact-upload"
          params={params}
          size="sm"
          variant={isHybrid ? 'filled' : 'default'}
          leftSection={<IconUpload size={15} />}
        >
          Artifact upload
        </ButtonLink>
      ) : null}
    </>
  );
}

function DeleteEnvironment({ environment }: { readonly environment: WireEnvironment }): ReactNode {
  const { account_id: accountId, project_id: projectId, name } = environment;
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteEnvironment(environment),
    onSuccess: async () => {
      said(`The environment ${name} is deleted.`);
      await navigate({ to: '/deploy/$accountId/projects/$projectId/environments', params: { accountId, projectId } });
      await queries.invalidateQueries({ queryKey: ['environments', accountId] });
    },
  });
  return (
    <>
      <Button variant="subtle" color="red" size="sm" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Confirm
        title={`Delete the environment ${name}?`}
        deed="Delete the environment"
        typedName={name}
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        Uploads to it will be refused, its jobs cannot run any more, and other projects can no longer refer to what it published. Its runs
        stay readable.
      </Confirm>
    </>
  );
}
