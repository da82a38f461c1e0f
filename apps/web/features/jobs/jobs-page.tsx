/** All jobs of the account. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import panel from '../../kit/panel.module.css';
import { jobsQuery } from './job-queries.ts';
import { JobTable } from './job-table.tsx';

export function JobsPage(): ReactNode {
  const accountId = useAccountId();
  const jobs = useQuery(jobsQuery(accountId));
  usePageTitle('Jobs');
  return (
    <section className={panel.panel} aria-label="Jobs">
      <div className={panel.flush}>
        <Loaded from={jobs}>
          {(found) => (
            <JobTable
              accountId={accountId}
              jobs={found}
              isOneProject={false}
              empty={
                <Empty title="No jobs yet">
                  A job belongs to a project and runs dbt commands in one of its environments. Open a project to make one. Uploads make a
                  job of their own.
                </Empty>
              }
            />
          )}
        </Loaded>
      </div>
    </section>
  );
}
