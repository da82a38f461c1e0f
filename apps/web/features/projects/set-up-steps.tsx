/** The steps of setting up a project that Weft runs, and the one that every project has: its production environment. */

import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { ConnectionForm } from '../connections/connection-form.tsx';
import { connectionPlace, connectionsQuery } from '../connections/connection-queries.ts';
import { createRepository } from '../repositories/repository-queries.ts';
import { FirstJob } from './first-job.tsx';
import { ProductionForm } from './production-form.tsx';
import classes from './set-up.module.css';
import type { SetUpState } from './set-up-state.ts';
import { SetUpStepFrame } from './set-up-step-frame.tsx';

interface StepProps {
  readonly state: SetUpState;
}

/** The chosen connection stands in the address until the environment holds it. */
function useChosenConnection({ production }: SetUpState): number | null {
  const { connection } = useSearch({ strict: false });
  return production?.connection_id ?? connection ?? null;
}

export function ConnectionStep({ state }: StepProps): ReactNode {
  const accountId = state.project.account_id;
  const chosen = useChosenConnection(state);
  const connections = useQuery(connectionsQuery(accountId));
  const navigate = useNavigate();
  const choose = (connection: number | undefined) =>
    void navigate({ to: '.', search: connection === undefined ? {} : { connection }, replace: true });
  const found = connections.data?.find(({ id }) => id === chosen);
  if (found !== undefined) {
    return (
      <SetUpStepFrame title="Data warehouse" state="done">
        <p>
          {found.name}: <code>{connectionPlace(found)}</code>{' '}
          {state.production === null ? (
            <Button variant="subtle" size="compact-xs" onClick={() => choose(undefined)}>
              Choose another
            </Button>
          ) : null}
        </p>
      </SetUpStepFrame>
    );
  }
  return (
    <SetUpStepFrame title="Data warehouse" state="now">
      <p>Where the models are built. Connections belong to the account, so other projects can use the same one.</p>
      <Loaded from={connections}>
        {(all) => (
          <>
            {all.length === 0 ? null : <ConnectionPicker connections={all} onChoose={choose} />}
            <div className={classes.box}>
              <h3 className={classes.boxTitle}>{all.length === 0 ? 'The account’s first connection' : 'Or make another'}</h3>
              <ConnectionForm accountId={accountId} deed="Create and use it" onMade={({ id }) => choose(id)} />
            </div>
          </>
        )}
      </Loaded>
    </SetUpStepFrame>
  );
}

function ConnectionPicker(props: {
  readonly connections: readonly Parameters<typeof connectionPlace>[0][];
  readonly onChoose: (id: number) => void;
}): ReactNode {
  const [picked, setPicked] = useState(String(props.connections[0]?.id ?? ''));
  return (
    <div className={classes.box}>
      <Radio.Group label="Use a connection of the account" value={picked} onChange={setPicked}>
        <Stack gap={8} my={8}>
          {props.connections.map((connection) => (
            <Radio key={connection.id} value={String(connection.id)} label={connection.name} description={connectionPlace(connection)} />
          ))}
        </Stack>
      </Radio.Group>
      <Button size="sm" onClick={() => props.onChoose(Number(picked))}>
        Use it
      </Button>
    </div>
  );
}

export function RepositoryStep({ state }: StepProps): ReactNode {
  const { project, repository } = state;
  const chosen = useChosenConnection(state);
  const [name, setName] = useState(() => slug(project.name));
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => createRepository(project.account_id, project.id, name.trim()),
    onSuccess: (made) => queries.setQueryData(['repositories', project.account_id, project.id], made),
  });
  if (repository !== null) {
    return (
      <SetUpStepFrame title="Git repository" state="done">
        <p>
          <code>{repository.name}</code>, with a starter dbt project.{' '}
          <Link to="/deploy/$accountId/projects/$projectId/repository" params={{ accountId: project.account_id, projectId: project.id }}>
            How to push to it
          </Link>
        </p>
      </SetUpStepFrame>
    );
  }
  return (
    <SetUpStepFrame title="Git repository" state={chosen === null ? 'later' : 'now'}>
      <p>Weft keeps the repository and puts a starter dbt project in it. You clone it and push, as with any other.</p>
      {chosen === null ? null : (
        <div className={classes.box}>
          <Form deed="Create repository" isBusy={create.isPending} error={create.error} onSubmit={() => create.mutate()}>
            <TextInput
              label="Repository name"
              description="Letters, digits, dots, dashes and underscores"
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Form>
        </div>
      )}
    </SetUpStepFrame>
  );
}

export function EnvironmentStep({ state }: StepProps): ReactNode {
  const { production, project, isHybrid, repository } = state;
  const chosen = useChosenConnection(state);
  const params = { accountId: project.account_id, projectId: project.id };
  if (production !== null && (isHybrid || production.connection_id !== null)) {
    return (
      <SetUpStepFrame title="Production environment" state="done">
        <p>
          <Link
            to="/deploy/$accountId/projects/$projectId/environments/$environmentId"
            params={{ ...params, environmentId: production.id }}
          >
            {production.name}
          </Link>
          {isHybrid ? ', with no connection: artifacts are uploaded.' : ` runs dbt ${production.dbt_version}.`}
        </p>
      </SetUpStepFrame>
    );
  }
  const isNow = isHybrid || (chosen !== null && repository !== null);
  return (
    <SetUpStepFrame title="Production environment" state={isNow ? 'now' : 'later'}>
      <p>
        {isHybrid
          ? 'The source of truth: what is uploaded here is what others see and refer to. The connection stays blank.'
          : 'The source of truth: what runs here is what others see and refer to.'}
      </p>
      {isNow ? (
        <div className={classes.box}>
          <ProductionForm state={state} connectionId={isHybrid ? null : chosen} />
        </div>
      ) : null}
    </SetUpStepFrame>
  );
}

export function JobStep({ state }: StepProps): ReactNode {
  const { job, production, project } = state;
  const params = { accountId: project.account_id, projectId: project.id };
  if (job !== null) {
    return (
      <SetUpStepFrame title="First job" state="done">
        <p>
          <Link to="/deploy/$accountId/projects/$projectId/jobs/$jobId" params={{ ...params, jobId: job.id }}>
            {job.name}
          </Link>{' '}
          runs <code>{job.execute_steps.join(' · ')}</code>.
        </p>
      </SetUpStepFrame>
    );
  }
  const isNow = production !== null && production.connection_id !== null;
  return (
    <SetUpStepFrame title="First job" state={isNow ? 'now' : 'later'}>
      <p>Builds the project in production and generates its docs.</p>
      {isNow ? (
        <div className={classes.box}>
          <FirstJob production={production} />
        </div>
      ) : null}
    </SetUpStepFrame>
  );
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
