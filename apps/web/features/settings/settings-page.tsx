/** The account's settings, side by side. */
import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import tabs from '../../kit/tabs.module.css';
import { useAccount } from '../session/session-queries.ts';

export function SettingsPage(): ReactNode {
  const accountId = useAccountId();
  const params = { accountId };
  return (
    <>
      <PageHeader title="Account settings" subtitle={useAccount(accountId)?.name} />
      <nav aria-label="Account settings" className={tabs.tabs}>
        <Link to="/settings/accounts/$accountId/general" params={params} className={tabs.tab}>
          General
        </Link>
        <Link to="/settings/accounts/$accountId/projects" params={params} className={tabs.tab}>
          Projects
        </Link>
        <Link to="/settings/accounts/$accountId/service-tokens" params={params} className={tabs.tab}>
          Service tokens
        </Link>
        <Link to="/settings/accounts/$accountId/connections" params={params} className={tabs.tab}>
          Connections
        </Link>
        <Link to="/settings/accounts/$accountId/integrations" params={params} className={tabs.tab}>
          Integrations
        </Link>
        <Link to="/settings/accounts/$accountId/notifications" params={params} className={tabs.tab}>
          Notifications
        </Link>
        <Link to="/settings/accounts/$accountId/sso" params={params} className={tabs.tab}>
          Single sign-on
        </Link>
        <Link to="/settings/accounts/$accountId/audit-log" params={params} className={tabs.tab}>
          Audit log
        </Link>
        <Link to="/settings/accounts/$accountId/ip-restrictions" params={params} className={tabs.tab}>
          IP restrictions
        </Link>
        <Link to="/settings/accounts/$accountId/server" params={params} className={tabs.tab}>
          Server
        </Link>
      </nav>
      <Outlet />
    </>
  );
}
