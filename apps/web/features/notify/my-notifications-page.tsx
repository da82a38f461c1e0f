/** In one's profile: what one is mailed, account by account. */
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { usePageTitle } from '../../kit/page-title.ts';
import { useSession } from '../session/session-queries.ts';
import { MyNotifications } from './my-notifications.tsx';

export function MyNotificationsPage(): ReactNode {
  const accounts = useSession().accounts.filter(({ permissions }) => permissions.includes('notifications:read'));
  usePageTitle('Notifications', 'Profile');
  if (accounts.length === 0) return <Empty title="You are told of nothing">Ask an account admin for the right to be told of runs.</Empty>;
  return accounts.map(({ id, name }) => (
    <MyNotifications key={id} accountId={id} title={accounts.length === 1 ? 'Mail to me' : `Mail to me from ${name}`} />
  ));
}
