/** The account's runs: filters and page stand in the address, so a view can be sent to somebody. */
import type { ReactNode } from 'react';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { RunList } from './run-list.tsx';

export function RunsPage(): ReactNode {
  usePageTitle('Runs');
  return <RunList accountId={useAccountId()} projectId={undefined} />;
}
