/** Deploy → Orchestration: what starts what across all projects, who waits for whom, and what decided when the last was done. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WireOrchestration } from '@weft/wire/weft/orchestration';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import { shortDuration } from '../../kit/read-time.ts';
import { Ago } from '../../kit/time.tsx';
import { projectsQuery } from '../projects/project-queries.ts';
import { orchestrationQuery } from './job-queries.ts';
import classes from './orchestration.module.css';
import { OrchestrationGraph } from './orchestration-graph.tsx';
import { OrchestrationTable } from './orchestration-table.tsx';

export function OrchestrationPage(): ReactNode {
  usePageTitle('Orchestration');
  const accountId = useAccountId();
  const { hours = 24, project } = useSearch({ strict: false });
  const found = useQuery(orchestrationQuery(accountId, hours));
  return (
    <>
      <Filters hours={hours} project={project} />
      <Loaded from={found}>{(all) => <Picture all={all} project={project} />}</Loaded>
    </>
  );
}

function Picture({ all, project }: { readonly all: WireOrchestration; readonly project: number | undefined }): ReactNode {
  const accountId = useAccountId();
  const shown = project === undefined ? all : narrow(all, project);
  if (shown.jobs.length === 0)
    return (
      <Empty title="No jobs yet">Jobs that start each other, or that wait for models of other projects, are drawn here as one graph.</Empty>
    );
  return (
    <>
      <Panel title="What starts what">
        <OrchestrationGraph accountId={accountId} shown={shown} />
      </Panel>
      <Panel title="Jobs" isFlush>
        <OrchestrationTable accountId={accountId} shown={shown} />
      </Panel>
      <CriticalPath path={all.critical_path} />
    </>
  );
}

/** Of one project, with what its jobs are tied to. */
function narrow(all: WireOrchestration, project: number): WireOrchestration {
  const own = new Set(all.jobs.filter((job) => job.project_id === project).map(({ key }) => key));
  const links = all.links.filter(({ from, to }) => own.has(from) || own.has(to));
  const models = new Set(links.flatMap(({ from, to }) => [from, to]));
  const around = all.links.filter(({ from, to }) => (models.has(from) && own.has(to)) || (models.has(to) && models.has(from)));
  const keys = new Set([...own, ...[...links, ...around].flatMap(({ from, to }) => [from, to])]);
  return {
    ...all,
    jobs: all.jobs.filter(({ key }) => keys.has(key)),
    models: all.models.filter(({ key }) => keys.has(key)),
    links: all.links.filter(({ from, to }) => keys.has(from) && keys.has(to)),
  };
}

function Filters({ hours, project }: { readonly hours: number; readonly project: number | undefined }): ReactNode {
  const accountId = useAccountId();
  const projects = useQuery(projectsQuery(accountId)).data ?? [];
  const navigate = useNavigate();
  const go = (search: { hours: number; project: number | undefined }) =>
    void navigate({ to: '/deploy/$accountId/orchestration', params: { accountId }, search, replace: true });
  return (
    <div className={classes.filters}>
      <NativeSelect
        size="xs"
        label="Project"
        value={project ?? ''}
        data={[{ value: '', label: 'All projects' }, ...projects.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(event) => go({ hours, project: Number(event.currentTarget.value) || undefined })}
      />
      <NativeSelect
        size="xs"
        label="Critical path of"
        value={hours}
        data={[
          { value: '12', label: 'the last 12 hours' },
          { value: '24', label: 'the last 24 hours' },
          { value: '72', label: 'the last 3 days' },
          { value: '168', label: 'the last 7 days' },
        ]}
        onChange={(event) => go({ hours: Number(event.currentTarget.value), project })}
      />
    </div>
  );
}

const causes = {
  completion: 'started after',
  upstream: 'upstream built by',
  job: 'its job’s earlier',
  warehouse: 'the warehouse, taken by',
};

function CriticalPath({ path }: { readonly path: WireOrchestration['critical_path'] }): ReactNode {
  const accountId = useAccountId();
  const run = (runId: number, projectId: number) => (
    <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId, runId }}>
      run {runId}
    </Link>
  );
  return (
    <Panel title="Critical path">
      {path.legs.length === 0 ? (
        <p className="weft-dim">Nothing ended in this time.</p>
      ) : (
        <table className={classes.table}>
          <caption>The chain of runs, with the waiting between, that decided when the last of them ended</caption>
          <thead>
            <tr>
              {['Run', 'Began', 'Waited for', 'Waited', 'Took', 'Ended'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {path.legs.map((leg) => {
              const before = path.legs.find(({ run_id }) => run_id === leg.after?.run_id);
              return (
                <tr key={leg.run_id}>
                  <td>
                    {leg.job_name}, {run(leg.run_id, leg.project_id)}
                  </td>
                  <td>
                    <Ago at={leg.started_at} />
                  </td>
                  <td>
                    {leg.after === null || before === undefined ? (
                      <span className="weft-dim">nothing but its start</span>
                    ) : (
                      <>
                        {causes[leg.after.by]} {run(before.run_id, before.project_id)}
                      </>
                    )}
                  </td>
                  <td>{shortDuration(leg.waited_seconds)}</td>
                  <td>{shortDuration(leg.took_seconds)}</td>
                  <td>
                    <Ago at={leg.finished_at} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
