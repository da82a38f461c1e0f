/** The invitations of an account, on a page of their own. */
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { useMay } from '../session/session-queries.ts';
import { Invitations } from './invitations.tsx';

export function InvitationsPage(): ReactNode {
  const accountId = useAccountId();
  const may = useMay(accountId);
  usePageTitle('Invitations', 'Settings');
  if (!may('invitations:read')) return <Empty title="You may not see invitations">Ask an account admin to invite people.</Empty>;
  return <Invitations accountId={accountId} />;
}
