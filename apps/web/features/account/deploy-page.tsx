/** Deploy: the account's jobs, runs and environments, side by side. */
import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import tabs from '../../kit/tabs.module.css';

export function DeployPage(): ReactNode {
  const accountId = useAccountId();
  const params = { accountId };
  return (
    <>
      <PageHeader title="Deploy" />
      <nav aria-label="Deploy" className={tabs.tabs}>
        <Link to="/deploy/$accountId/jobs" params={params} className={tabs.tab}>
          Jobs
        </Link>
        <Link to="/deploy/$accountId/runs" params={params} activeOptions={{ includeSearch: false }} className={tabs.tab}>
          Runs
        </Link>
        <Link to="/deploy/$accountId/environments" params={params} className={tabs.tab}>
          Environments
        </Link>
      </nav>
      <Outlet />
    </>
  );
}
