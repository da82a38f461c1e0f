/** What is about oneself, side by side. */
import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeader } from '../../kit/page-header.tsx';
import tabs from '../../kit/tabs.module.css';
import { useSession } from '../session/session-queries.ts';

export function ProfilePage(): ReactNode {
  return (
    <>
      <PageHeader title="Your profile" subtitle={useSession().user?.email} />
      <nav aria-label="Your profile" className={tabs.tabs}>
        <Link to="/settings/profile/personal" className={tabs.tab}>
          Personal details
        </Link>
        <Link to="/settings/profile/security" className={tabs.tab}>
          Security
        </Link>
        <Link to="/settings/profile/sessions" className={tabs.tab}>
          Sessions
        </Link>
        <Link to="/settings/profile/api-access" className={tabs.tab}>
          API access
        </Link>
        <Link to="/settings/profile/credentials" className={tabs.tab}>
          Credentials
        </Link>
        <Link to="/settings/profile/variables" className={tabs.tab}>
          Environment variables
        </Link>
        <Link to="/settings/profile/notifications" className={tabs.tab}>
          Notifications
        </Link>
      </nav>
      <Outlet />
    </>
  );
}
