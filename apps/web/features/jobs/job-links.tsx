/** From the page of a job to what belongs to it elsewhere. */
import { Link } from '@tanstack/react-router';
import type { WireJob } from '@weft/wire/v2/job';
import type { ReactNode } from 'react';
import classes from './job-facts.module.css';

export function JobLinks({ job }: { readonly job: WireJob }): ReactNode {
  const { account_id: accountId, project_id: projectId, id } = job;
  return (
    <nav aria-label="What belongs to this job" className={classes.links}>
      <Link to="/deploy/$accountId/runs" params={{ accountId }} search={{ job: id, project: projectId }}>
        Runs
      </Link>
      <Link to="/deploy/$accountId/runs" params={{ accountId }} search={{ job: id, project: projectId, status: 20 }}>
        Failed runs
      </Link>
      <Link to="/deploy/$accountId/orchestration" params={{ accountId }} search={{ project: projectId }}>
        Orchestration
      </Link>
      <Link to="/deploy/$accountId/projects/$projectId/variables" params={{ accountId, projectId }}>
        Variables of the project
      </Link>
      <Link to="/settings/accounts/$accountId/notifications" params={{ accountId }}>
        Notifications
      </Link>
    </nav>
  );
}
