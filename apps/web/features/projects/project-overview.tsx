/** A project at a glance. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireMeshProject } from '@weft/wire/weft/mesh';
import type { ReactNode } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId, useProjectId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import { useProjectEnvironments } from '../environments/environment-queries.ts';
import { byImportance, EnvironmentKind } from '../environments/environment-words.tsx';
import { Deprecations } from '../governance/deprecations.tsx';
import { useProjectJobs } from '../jobs/job-queries.ts';
import { meshQuery } from '../mesh/mesh-queries.ts';
import { runsQuery } from '../runs/run-queries.ts';
import { RunTable } from '../runs/run-table.tsx';
import { useMay } from '../session/session-queries.ts';
import classes from './project-overview.module.css';
import { hybridType, projectQuery } from './project-queries.ts';

const without = ['project'] as const;

export function ProjectOverview(): ReactNode {
  const accountId = useAccountId();
  const projectId = useProjectId();
  const project = useQuery(projectQuery(accountId, projectId)).data;
  const mesh = useQuery(meshQuery(accountId)).data;
  const may = useMay(accountId, { projectId });
  const runs = useQuery({ ...runsQuery(accountId, { project: projectId }, { limit: 8 }), enabled: may('runs:read') });
  usePageTitle(project?.name);
  if (project === undefined) return null;
  const inMesh = mesh?.projects.find(({ id }) => id === projectId);
  return (
    <>
      <div className={classes.columns}>
        <About project={project} inMesh={inMesh} />
        <Neighbours accountId={accountId} inMesh={inMesh} all={mesh?.projects ?? []} />
      </div>
      <div className={classes.columns}>
        {may('environments:read') ? <Environments accountId={accountId} projectId={projectId} /> : null}
        {may('jobs:read') ? <Jobs accountId={accountId} projectId={projectId} /> : null}
      </div>
      <Deprecations accountId={accountId} projectId={projectId} />
      {may('runs:read') ? (
        <Panel
          title="Latest runs"
          isFlush
          aside={
            <Link to="/deploy/$accountId/projects/$projectId/runs" params={{ accountId, projectId }}>
              All runs
            </Link>
          }
        >
          <Loaded from={runs}>{(page) => <RunTable accountId={accountId} runs={page.runs} without={without} />}</Loaded>
        </Panel>
      ) : null}
    </>
  );
}

function About({ project, inMesh }: { readonly project: WireProject; readonly inMesh: WireMeshProject | undefined }): ReactNode {
  const params = { accountId: project.account_id, projectId: project.id };
  const production = inMesh?.environments.find(({ deployment_type }) => deployment_type === 'production')?.publication;
  return (
    <Panel title="About">
      <Facts
        items={[
          [
            'dbt project name',
            project.dbt_project_name === null ? (
              'not known before the first manifest'
            ) : (
              <InlineCode key="name" value={project.dbt_project_name} what="dbt project name" />
            ),
          ],
          ['Kind', project.type === hybridType ? 'Hybrid: dbt runs elsewhere' : 'Run by Weft'],
          [
            'Public models',
            <Link key="models" to="/deploy/$accountId/projects/$projectId/public-models" params={params}>
              {production ? production.public_models : 'none published'}
            </Link>,
          ],
          ['Published', <Ago key="published" at={production?.generated_at} missing="never" />],
          ['Project ID', <InlineCode key="id" value={String(project.id)} what="Project ID" />],
          ['Account ID', <InlineCode key="account" value={String(project.account_id)} what="Account ID" />],
        ]}
      />
    </Panel>
  );
}

function Neighbours(props: {
  readonly accountId: number;
  readonly inMesh: WireMeshProject | undefined;
  readonly all: readonly WireMeshProject[];
}): ReactNode {
  const { accountId, inMesh, all } = props;
  const list = (names: readonly string[]) =>
    names.length === 0 ? (
      <span className="weft-dim">none</span>
    ) : (
      <span className={classes.names}>
        {names.map((name) => {
          const found = all.find(({ dbt_project_name }) => dbt_project_name === name);
          return found === undefined ? (
            <code key={name}>{name}</code>
          ) : (
            <Link key={name} to="/deploy/$accountId/projects/$projectId" params={{ accountId, projectId: found.id }}>
              {found.name}
            </Link>
          );
        })}
      </span>
    );
  return (
    <Panel
      title="In the mesh"
      aside={
        <Link to="/mesh/$accountId" params={{ accountId }}>
          Mesh
        </Link>
      }
    >
      <Facts
        items={[
          ['Builds on (upstream)', inMesh === undefined ? '…' : list(inMesh.upstream)],
          ['Used by (downstream)', inMesh === undefined ? '…' : list(inMesh.downstream)],
        ]}
      />
    </Panel>
  );
}

function Environments({ accountId, projectId }: { readonly accountId: number; readonly projectId: number }): ReactNode {
  const environments = useProjectEnvironments(accountId, projectId);
  return (
    <Panel title="Environments">
      <ul className={classes.list}>
        {[...(environments ?? [])].sort(byImportance).map((environment) => (
          <li key={environment.id}>
            <Link
              to="/deploy/$accountId/projects/$projectId/environments/$environmentId"
              params={{ accountId, projectId, environmentId: environment.id }}
            >
              {environment.name}
            </Link>
            <EnvironmentKind environment={environment} />
          </li>
        ))}
        {environments?.length === 0 ? <li className="weft-dim">none yet</li> : null}
      </ul>
    </Panel>
  );
}

function Jobs({ accountId, projectId }: { readonly accountId: number; readonly projectId: number }): ReactNode {
  const jobs = useProjectJobs(accountId, projectId);
  return (
    <Panel title="Jobs">
      <ul className={classes.list}>
        {jobs?.map(({ id, name, execute_steps, job_type }) => (
          <li key={id}>
            <Link to="/deploy/$accountId/projects/$projectId/jobs/$jobId" params={{ accountId, projectId, jobId: id }}>
              {name}
            </Link>
            <code className={classes.commands}>{job_type === 'hybrid' ? 'uploads' : execute_steps.join(' · ')}</code>
          </li>
        ))}
        {jobs?.length === 0 ? <li className="weft-dim">none yet</li> : null}
      </ul>
    </Panel>
  );
}
