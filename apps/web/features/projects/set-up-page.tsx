/** The rest of the new-project wizard: each step does its work at once, and the page reads from what is there which step is next. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ButtonLink } from '../../kit/links.tsx';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { HybridBadge } from './hybrid-badge.tsx';
import { projectCrumbs } from './project-crumbs.tsx';
import { projectQuery } from './project-queries.ts';
import classes from './set-up.module.css';
import type { SetUpState } from './set-up-state.ts';
import { stepsLeft, useSetUpState } from './set-up-state.ts';
import { SetUpStepFrame } from './set-up-step-frame.tsx';
import { ConnectionStep, EnvironmentStep, JobStep, RepositoryStep } from './set-up-steps.tsx';

export function SetUpPage(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const project = useQuery(projectQuery(accountId, projectId));
  usePageTitle('Set up', project.data?.name);
  return (
    <Loaded from={project}>
      {(found) => (
        <>
          <PageHeader
            title={`Set up ${found.name}`}
            crumbs={projectCrumbs(accountId, projectId)}
            badges={<HybridBadge type={found.type} />}
            subtitle="Every step is saved when it is done. You can leave and go on from the project’s page."
          />
          <SetUp project={found} />
        </>
      )}
    </Loaded>
  );
}

function SetUp({ project }: Pick<SetUpState, 'project'>): ReactNode {
  const state = useSetUpState(project);
  if (state === undefined) return <RowSkeletons rows={4} height={60} />;
  return (
    <ol className={classes.steps}>
      <SetUpStepFrame title="Project" state="done">
        <p>{project.name} is made.</p>
      </SetUpStepFrame>
      {state.isHybrid ? <HybridSteps state={state} /> : <RunSteps state={state} />}
    </ol>
  );
}

function HybridSteps({ state }: { readonly state: SetUpState }): ReactNode {
  const { production, project } = state;
  const params = { accountId: project.account_id, projectId: project.id };
  return (
    <>
      <SetUpStepFrame title="Data warehouse" state="skipped">
        <p>Skipped: dbt runs where your team runs it. Add a connection when Weft is to run this project.</p>
      </SetUpStepFrame>
      <SetUpStepFrame title="Git repository" state="skipped">
        <p>Skipped: your team keeps its own. Weft needs one only to run dbt itself.</p>
      </SetUpStepFrame>
      <EnvironmentStep state={state} />
      <SetUpStepFrame title="Upload" state={production === null ? 'later' : 'now'}>
        {production === null ? (
          <p>Then take the values for your own dbt from Artifact upload.</p>
        ) : (
          <>
            <p>The environment is ready. Artifact upload has the values, the token and the lines to paste.</p>
            <ButtonLink
              to="/deploy/$accountId/projects/$projectId/environments/$environmentId/artifact-upload"
              params={{ ...params, environmentId: production.id }}
              size="sm"
            >
              Open Artifact upload
            </ButtonLink>
          </>
        )}
      </SetUpStepFrame>
    </>
  );
}

function RunSteps({ state }: { readonly state: SetUpState }): ReactNode {
  const { project } = state;
  return (
    <>
      <ConnectionStep state={state} />
      <RepositoryStep state={state} />
      <EnvironmentStep state={state} />
      <JobStep state={state} />
      {stepsLeft(state).length === 0 ? (
        <li className={classes.end}>
          <p>Everything is there.</p>
          <Link to="/deploy/$accountId/projects/$projectId" params={{ accountId: project.account_id, projectId: project.id }}>
            Open the project
          </Link>
        </li>
      ) : null}
    </>
  );
}
