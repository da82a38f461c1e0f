/** Deploy: the account's jobs, runs and environments, side by side: those that the person may see. */
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import tabs from '../../kit/tabs.module.css';
import type { Deed } from '../session/session-queries.ts';
import { useMay } from '../session/session-queries.ts';

const pages = [
  { to: '/deploy/$accountId/jobs', title: 'Jobs', deed: 'jobs:read' },
  { to: '/deploy/$accountId/runs', title: 'Runs', deed: 'runs:read' },
  { to: '/deploy/$accountId/orchestration', title: 'Orchestration', deed: 'jobs:read' },
  { to: '/deploy/$accountId/pull-requests', title: 'Pull requests', deed: 'runs:read' },
  { to: '/deploy/$accountId/environments', title: 'Environments', deed: 'environments:read' },
] as const satisfies readonly { readonly to: string; readonly title: string; readonly deed: Deed }[];

export function DeployPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  const open = pages.filter(({ deed }) => may(deed));
  const { pathname } = useLocation();
  const here = pages.find(({ title }) => pathname.replace(/\/$/, '').endsWith(`/${title.toLowerCase().replace(' ', '-')}`));
  return (
    <>
      <PageHeader title="Deploy" />
      {open.length === 0 ? null : (
        <nav aria-label="Deploy" className={tabs.tabs}>
          {open.map(({ to, title }) => (
            <Link key={to} to={to} params={{ accountId }} activeOptions={{ includeSearch: false }} className={tabs.tab}>
              {title}
            </Link>
          ))}
        </nav>
      )}
      {here === undefined || may(here.deed) ? (
        <Outlet />
      ) : (
        <Empty title={`You may not see ${here.title.toLowerCase()}`}>
          Ask an account admin for a group, or a licence, that lets you. What projects offer to each other stands on the Mesh page.
        </Empty>
      )}
    </>
  );
}
