/** The account's settings, side by side: those that the person may see. */
import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../kit/page-header.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import type { Deed } from '../session/session-queries.ts';
import { useAccount, useMay } from '../session/session-queries.ts';
import classes from './settings-page.module.css';

/** Without a deed: for everybody in the account. */
const pages = [
  { to: '/settings/accounts/$accountId/general', title: 'General' },
  { to: '/settings/accounts/$accountId/projects', title: 'Projects', deed: 'projects:read' },
  { to: '/settings/accounts/$accountId/members', title: 'Members', deed: 'users:read' },
  { to: '/settings/accounts/$accountId/groups', title: 'Groups', deed: 'groups:read' },
  { to: '/settings/accounts/$accountId/licences', title: 'Licences', deed: 'licenses:read' },
  { to: '/settings/accounts/$accountId/service-tokens', title: 'Service tokens', deed: 'service_tokens:read' },
  { to: '/settings/accounts/$accountId/connections', title: 'Connections', deed: 'connections:read' },
  { to: '/settings/accounts/$accountId/integrations', title: 'Integrations', deed: 'webhooks:read' },
  { to: '/settings/accounts/$accountId/notifications', title: 'Notifications', deed: 'notifications:read' },
  { to: '/settings/accounts/$accountId/sso', title: 'Single sign-on', deed: 'sso:read' },
  { to: '/settings/accounts/$accountId/audit-log', title: 'Audit log', deed: 'audit:read' },
  { to: '/settings/accounts/$accountId/ip-restrictions', title: 'IP restrictions', deed: 'ip_restrictions:read' },
  { to: '/settings/accounts/$accountId/server', title: 'Server' },
] as const satisfies readonly { readonly to: string; readonly title: string; readonly deed?: Deed }[];

export function SettingsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  return (
    <>
      <PageHeader title="Account settings" subtitle={useAccount(accountId)?.name} />
      <div className={classes.page}>
        <nav aria-label="Account settings" className={classes.pages}>
          {pages.map((page) =>
            'deed' in page && !may(page.deed) ? null : (
              <Link key={page.to} to={page.to} params={{ accountId }} className={classes.link}>
                {page.title}
              </Link>
            ),
          )}
        </nav>
        <div>
          <Outlet />
        </div>
      </div>
    </>
  );
}
