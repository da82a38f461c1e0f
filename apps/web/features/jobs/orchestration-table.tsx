/** The orchestration as rows: for keyboards, for screen readers, and for who looks for one job. */
import { Link } from '@tanstack/react-router';
import type { WireOrchestratedJob, WireOrchestration } from '@weft/wire/weft/orchestration';
import type { ReactNode } from 'react';
import { Ago } from '../../kit/time.tsx';
import { ProjectLink } from '../projects/project-crumbs.tsx';
import classes from './orchestration.module.css';

const words = { completion: 'after', starts: 'by fresh', waits: 'waits for', builds: 'builds', mesh: 'builds on the project of' };

export function OrchestrationTable({ accountId, shown }: { readonly accountId: number; readonly shown: WireOrchestration }): ReactNode {
  const names = new Map<string, string>([
    ...shown.jobs.map(({ key, name }) => [key, name] as const),
    ...shown.models.map(({ key, name, project_name }) => [key, `${name} (${project_name})`] as const),
  ]);
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {['Job', 'Project', 'Starts', 'Last run', 'Now', 'Next'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.jobs.map((job) => (
          <tr key={job.key}>
            <td>
              <Link
                to="/deploy/$accountId/projects/$projectId/jobs/$jobId"
                params={{ accountId, projectId: job.project_id, jobId: job.id }}
              >
                {job.name}
              </Link>
            </td>
            <td>
              <ProjectLink accountId={accountId} projectId={job.project_id} />
            </td>
            <td>
              {shown.links
                .filter(({ to }) => to === job.key)
                .map(({ from, kind }) => `${words[kind]} ${names.get(from) ?? from}`)
                .join(', ') || <span className="weft-dim">by itself</span>}
            </td>
            <td>{job.last_run === null ? <span className="weft-dim">never</span> : <RunWord accountId={accountId} job={job} />}</td>
            <td>{job.open.map((run) => run.waits ?? run.status_humanized).join(' ')}</td>
            <td>{job.next_run === null ? '' : <Ago at={job.next_run} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RunWord({ accountId, job }: { readonly accountId: number; readonly job: WireOrchestratedJob }): ReactNode {
  const run = job.last_run;
  if (run === null) return null;
  return (
    <>
      <Link to="/deploy/$accountId/projects/$projectId/runs/$runId" params={{ accountId, projectId: job.project_id, runId: run.id }}>
        {run.status_humanized}
      </Link>{' '}
      <Ago at={run.finished_at ?? run.created_at} />
    </>
  );
}
